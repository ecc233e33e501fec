using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Tests.Api;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Tests.Rosters;

[Collection(CampusTests.Name)]
public sealed class RunsTests(Campus campus)
{
    [Fact]
    public async Task A_run_is_begun_and_seen_at_once_where_the_answer_says()
    {
        await campus.Put("begun");

        using var answer = await campus.Api.CampusRosterClient.Send(HttpMethod.Post, "/api/v1/rosters/begun/runs", """{"dryRun":true}""");

        var run = await answer.Accepted();
        answer.Headers.Location!.ToString().ShouldBe("/api/v1/rosters/begun/runs/1?site=campus");
        $"{run["site"]} {run["roster"]} {run["run"]} {run["trigger"]} {run["state"]} {run["dryRun"]} {run["by"]}".ShouldBe(
            "campus begun 1 person planning true campus-roster");
        var seen = await campus.Api.Client.Json(answer.Headers.Location.ToString());
        seen["state"]!.GetValue<string>().ShouldBe("planning");
        seen["progress"].ShouldBeJson("""
            {"items":0,"planned":0,"sent":0,"done":0,"failed":0,"skipped":0,"confirmed":0,"errors":0,"warnings":0,"missing":0}
            """);
        (await campus.Api.Client.Json("/api/v1/rosters/begun"))["lastState"]!.GetValue<string>().ShouldBe("planning");
    }

    [Fact]
    public async Task A_plan_is_approved_by_the_hash_that_was_looked_at_and_by_no_other()
    {
        await campus.Put("approved");
        var run = await campus.Begin("approved");
        var address = $"/api/v1/rosters/approved/runs/{run}/approve";
        using (var early = await campus.Api.RosterClient.Send(HttpMethod.Post, address, """{"hash":"x"}"""))
        {
            (await early.Problem(HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("no_plan_yet");
        }

        await campus.Report("approved", run, "12 of 30 enrolments would go.");
        using (var stale = await campus.Api.RosterClient.Send(HttpMethod.Post, address, """{"hash":"older"}"""))
        {
            var problem = await stale.Problem(HttpStatusCode.Conflict);
            problem["code"]!.GetValue<string>().ShouldBe("plan_changed");
            problem["detail"]!.GetValue<string>().ShouldBe($"hash: 'older' is not the plan of run {run} any more; look at the plan again.");
        }

        using (var none = await campus.Api.RosterClient.Send(HttpMethod.Post, address, "{}"))
        {
            (await none.Problem(HttpStatusCode.BadRequest))["detail"]!.GetValue<string>()
                .ShouldBe("$.hash: is missing; give the hash of the plan you looked at, as the run shows it.");
        }

        var waiting = await campus.Api.Client.Json($"/api/v1/rosters/approved/runs/{run}");
        waiting["state"]!.GetValue<string>().ShouldBe("waiting");
        waiting["tripped"]![0]!.GetValue<string>().ShouldBe("12 of 30 enrolments would go.");
        waiting["counts"]!["coursesCreated"]!.GetValue<int>().ShouldBe(1);
        using var approved = await campus.Api.RosterClient.Send(HttpMethod.Post, address, $$"""{"hash":"{{waiting["hash"]}}"}""");
        var now = await approved.Accepted();
        $"{now["state"]} {now["approvedBy"]}".ShouldBe("applying roster");
    }

    [Fact]
    public async Task While_a_plan_is_applied_no_other_run_begins_and_the_roster_stays()
    {
        await campus.Put("busy");
        var run = await campus.Begin("busy");
        await campus.Report("busy", run);
        using var approved = await campus.Api.RosterClient
            .Send(HttpMethod.Post, $"/api/v1/rosters/busy/runs/{run}/approve", $$"""{"hash":"hash{{run}}"}""");
        await approved.Accepted();

        foreach (var (method, address) in new[]
        {
            (HttpMethod.Post, "/runs"), (HttpMethod.Post, $"/runs/{run}/undo"), (HttpMethod.Delete, ""),
        })
        {
            using var answer = await campus.Api.RosterClient.Send(method, $"/api/v1/rosters/busy{address}");
            var problem = await answer.Problem(HttpStatusCode.Conflict);
            problem["code"]!.GetValue<string>().ShouldBe("run_under_way");
            problem["detail"]!.GetValue<string>().ShouldBe($"run: {run} is being applied; wait until it has ended, or cancel it.");
        }

        using var cancelled = await campus.Api.RosterClient.Send(HttpMethod.Post, $"/api/v1/rosters/busy/runs/{run}/cancel");
        var now = await cancelled.Accepted();
        $"{now["state"]} {now["cancelledBy"]}".ShouldBe("cancelled roster");
        using var again = await campus.Api.RosterClient.Send(HttpMethod.Post, $"/api/v1/rosters/busy/runs/{run}/cancel");
        (await again.Problem(HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("run_ended");
    }

    [Fact]
    public async Task An_undo_is_a_run_of_its_own()
    {
        await campus.Put("undone");
        var run = await campus.Begin("undone");
        await campus.Report("undone", run);

        using var undo = await campus.Api.RosterClient
            .Send(HttpMethod.Post, $"/api/v1/rosters/undone/runs/{run}/undo", """{"dryRun":true}""");

        var begun = await undo.Accepted();
        $"{begun["run"]} {begun["trigger"]} {begun["undoes"]} {begun["dryRun"]}".ShouldBe($"{run + 1} undo {run} true");
        undo.Headers.Location!.ToString().ShouldBe($"/api/v1/rosters/undone/runs/{run + 1}?site=campus");
        (await campus.Api.Client.Json($"/api/v1/rosters/undone/runs/{run}"))["cancelledBy"]!.GetValue<string>().ShouldBe("policy");
    }

    [Theory]
    [InlineData("""{"dryRun":"yes"}""", "$.dryRun: is \"yes\"; give true or false.")]
    [InlineData("""{"dry":true}""", "$.dry: there is no such field; known here are dryRun.")]
    public async Task A_wrong_beginning_is_told_and_begins_nothing(string body, string detail)
    {
        await campus.Put("wrongly");
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Post, "/api/v1/rosters/wrongly/runs", body);

        (await answer.Problem(HttpStatusCode.BadRequest))["detail"]!.GetValue<string>().ShouldBe(detail);
        campus.Grains.Told.Where(one => one.Grain == Roster.Id("campus", "wrongly")).ShouldAllBe(one => one.Command is PutRoster);
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_answered_404()
    {
        await campus.Put("empty");
        foreach (var (method, address) in new[]
        {
            (HttpMethod.Get, ""), (HttpMethod.Get, "/plan"), (HttpMethod.Get, "/findings"), (HttpMethod.Get, "/missing-users.csv"),
            (HttpMethod.Post, "/cancel"), (HttpMethod.Post, "/undo"),
        })
        {
            using var answer = await campus.Api.RosterClient.Send(method, $"/api/v1/rosters/empty/runs/7{address}");
            (await answer.Problem(HttpStatusCode.NotFound))["detail"]!.GetValue<string>()
                .ShouldBe("Roster 'empty' has no run 7; GET /api/v1/rosters/empty/runs lists those there are.");
        }
    }

    [Fact]
    public async Task Progress_plan_findings_and_missing_users_are_read_by_those_who_read_the_site()
    {
        await Known("known");
        const string run = "/api/v1/rosters/known/runs/2";

        (await campus.Api.Client.Pages("/api/v1/rosters/known/runs", 1)).Select(one => $"{one["run"]} {one["state"]}")
            .ShouldBe(["2 applying", "1 failed"]);
        var seen = await campus.Api.CampusClient.Json(run);
        seen["startedAt"]!.GetValue<string>().ShouldBe("2026-11-21T09:00:00Z");
        seen["progress"].ShouldBeJson("""
            {"items":4,"planned":1,"sent":0,"done":2,"failed":1,"skipped":0,"confirmed":1,"errors":1,"warnings":1,"missing":2}
            """);
        (await campus.Api.Client.Json("/api/v1/rosters/known/runs/1"))["reason"]!.GetValue<string>().ShouldBe("The source said 500.");

        async Task<string> Items(string query) =>
            string.Join(
                ' ',
                (await campus.Api.CampusClient.Pages($"{run}/plan{query}", 3)).Select(one => $"{one["number"]}:{one["action"]}"));
        (await Items("")).ShouldBe("1:create_course 2:enrol 3:enrol 4:give_role");
        (await Items("?action=enrol")).ShouldBe("2:enrol 3:enrol");
        (await Items("?action=enrol&state=failed")).ShouldBe("3:enrol");
        (await campus.Api.CampusClient.Pages($"{run}/plan?state=failed", 5)).Single().ShouldBeJson("""
            {"number":3,"action":"enrol","courseKey":"name:phy","courseId":41,"userId":8,"roleId":5,"role":"student","name":"bob","state":"failed","detail":"Moodle said no.","confirmed":false}
            """);
        (await campus.Api.CampusClient.Pages($"{run}/findings", 1)).Select(
            one => $"{one["error"]} {one["code"]} {one["path"]} {one["text"]}")
            .ShouldBe(["true short_name_missing $.courses[1].shortname It is missing.", "false twice $.courses[0] Told twice."]);

        (await campus.Api.Client.Problem($"{run}/plan?action=expel", HttpStatusCode.BadRequest))["detail"]!.GetValue<string>().ShouldBe(
            "action is 'expel'; give one of create_course, adopt_course, rename_course, hide_course, show_course, enrol, reactivate, "
                + "suspend, remove, give_role, take_role.");
        (await campus.Api.Client.Problem($"{run}/plan?state=lost", HttpStatusCode.BadRequest))["detail"]!.GetValue<string>()
            .ShouldBe("state is 'lost'; give one of planned, sent, done, failed, skipped.");
        foreach (var address in new[] { "", "/plan", "/findings", "/missing-users.csv" })
        {
            (await campus.Api.CampusRosterClient.Problem($"{run}{address}", HttpStatusCode.Forbidden))["scope"]!.GetValue<string>()
                .ShouldBe("read:campus");
        }
    }

    [Fact]
    public async Task Missing_users_are_a_file_of_either_form()
    {
        await Known("missing");
        const string address = "/api/v1/rosters/missing/runs/2/missing-users.csv";

        using var plain = await campus.Api.Client.GetAsync(new Uri(address, UriKind.Relative));
        plain.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        plain.Content.Headers.ContentDisposition!.FileName.ShouldBe("missing-users-missing-2.csv");
        Encoding.UTF8.GetString(await plain.Content.ReadAsByteArrayAsync()).ShouldBe(
            "username,course_shortname,course_name,role\r\n0074,phy,Physics I,student\r\n\"'=cmd\",phy,Physics I,student\r\n");

        using var excel = await campus.Api.Client.GetAsync(new Uri($"{address}?excel=true", UriKind.Relative));
        (await excel.Content.ReadAsByteArrayAsync())[..4].ShouldBe([0xEF, 0xBB, 0xBF, (byte)'u']);
        (await excel.Content.ReadAsStringAsync()).ShouldContain("0074;phy;Physics I;student\r\n");
        (await campus.Api.Client.Problem($"{address}?excel=yes", HttpStatusCode.BadRequest))["detail"]!.GetValue<string>()
            .ShouldBe("excel is 'yes'; give true or false.");
    }

    /// <summary>A roster with two runs, of which the read model knows.</summary>
    private async Task Known(string name)
    {
        await campus.Put(name);
        await campus.Begin(name);
        await campus.Begin(name);
        await campus.Postgres.Execute($$"""
            insert into mg_roster_runs(site, run, roster, trigger, state, dry_run, by, hash, counts, tripped, reason, started_at) values
                ('campus', 1, '{{name}}', 'schedule', 'failed', false, 'schedule', null, null, null,
                 'The source said 500.', '2026-11-20T09:00Z'),
                ('campus', 2, '{{name}}', 'person', 'applying', false, 'office', 'h', '{"coursesCreated":1,"enrolled":2}',
                 '[]', null, '2026-11-21T09:00Z')
                on conflict do nothing;
            insert into mg_roster_items(site, roster, run, number, action, course_key, course_id, user_id, role_id, role, name, state, detail, confirmed) values
                ('campus', '{{name}}', 2, 1, 'create_course', 'name:phy', null, null, null, null, 'Physics I', 'done', null, true),
                ('campus', '{{name}}', 2, 2, 'enrol', 'name:phy', 41, 7, 5, 'student', 'ada', 'done', null, false),
                ('campus', '{{name}}', 2, 3, 'enrol', 'name:phy', 41, 8, 5, 'student', 'bob', 'failed', 'Moodle said no.', false),
                ('campus', '{{name}}', 2, 4, 'give_role', 'name:phy', 41, 7, 3, null, 'ada', 'planned', null, false) on conflict do nothing;
            insert into mg_roster_findings(site, roster, run, number, error, code, path, detail) values
                ('campus', '{{name}}', 2, 1, true, 'short_name_missing', '$.courses[1].shortname', 'It is missing.'),
                ('campus', '{{name}}', 2, 2, false, 'twice', '$.courses[0]', 'Told twice.') on conflict do nothing;
            insert into mg_roster_missing(site, roster, run, number, user_name, course_short_name, course_name, role) values
                ('campus', '{{name}}', 2, 1, '0074', 'phy', 'Physics I', 'student'),
                ('campus', '{{name}}', 2, 2, '=cmd', 'phy', 'Physics I', 'student') on conflict do nothing
            """);
    }
}
