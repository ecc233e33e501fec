using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Moodle.Polling;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>What a poll cannot read is told, and stops nothing else.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class FailingPartsTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_deleted_course_is_found_gone_and_what_comes_after_the_courses_is_read_in_the_same_poll()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(3));
        await polled.Poll();
        polled.Site.DeleteCourse(2);
        polled.Site.Users(1);
        polled.Site.CreateConference(3, "Lecture", polled.Site.Now + 7200, polled.Site.Now + 10_800);
        polled.Advance(1800);

        var run = await polled.Poll();

        run.Outcome.ShouldBe("done", run.Detail);
        (await polled.Rows("select id from mg_courses where deleted_at is not null")).ShouldBe(["2"]);
        (await polled.Rows("select count(*) from mg_users where id = 3")).ShouldBe(["1"]);
        (await polled.Rows("select name from mg_conferences")).ShouldBe(["Lecture"]);
    }

    [Theory]
    [InlineData("core_course_get_courses", "courses")]
    [InlineData("core_course_get_categories", "categories")]
    [InlineData("core_user_get_users_by_field", "users")]
    [InlineData("mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses", "BigBlueButton activities")]
    [InlineData("core_calendar_get_calendar_events", "calendar")]
    public async Task One_part_that_breaks_is_told_and_the_others_are_read(string function, string part)
    {
        // Once a day, every course has its turn.
        await using var polled = await Polled.Start(
            postgres, site => site.Courses(2), new Dictionary<string, string?>
            {
                ["Conferences:Entries"] = "talk",
                ["Sites:campus:Poll:Full"] = "1.00:00:00"
            });
        await polled.Poll();
        polled.Site.CreateCourse(new() { FullName = "New", ShortName = "new", CategoryId = 1 });
        polled.Site.CreateCategory("New");
        polled.Site.Enrol(2, polled.Site.Users(1)[0]);
        polled.Site.CreateConference(2, "Lecture", polled.Site.Now + 7200, polled.Site.Now + 10_800);
        polled.Site.CreateCalendarEntry(2, "Talk", polled.Site.Now + 7200);
        polled.Moodle.Troubles.Switch(Trouble.PhpError, function: function);
        polled.Advance(86_400);

        var run = await polled.Poll();

        run.Outcome.ShouldBe("failed", run.Detail);
        run.Detail.ShouldContain($"Not read: {part}. campus: {function}: PhpError");
        const string known = """
            select (select count(*) from mg_courses where id = 4), (select count(*) from mg_categories where id = 2),
              (select count(*) from mg_users where id = 3), (select count(*) from mg_conferences where id > 0), (select count(*) from mg_conferences where id < 0)
            """;
        string[] read =
        [
            part == "courses" ? "0" : "1", part == "categories" ? "0" : "1", part == "users" ? "0" : "1",
            part == "BigBlueButton activities" ? "0" : "1", part == "calendar" ? "0" : "1",
        ];
        (await polled.Rows(known)).ShouldBe([string.Join('|', read)]);
        (await polled.Rows("select user_id from mg_enrolments")).ShouldBe(["3"]);

        polled.Moodle.Troubles.Switch(Trouble.None);
        polled.Advance(1800);
        var again = await polled.Poll();
        again.Outcome.ShouldBe("done", again.Detail);
        (await polled.Rows(known)).ShouldBe(["1|1|1|1|1"]);
    }

    [Fact]
    public async Task A_course_that_breaks_every_question_it_is_in_is_told_and_stops_no_other()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            var user = site.Users(1)[0];
            foreach (var course in site.Courses(6))
            {
                site.Enrol(course, user);
                site.CreateConference(course, $"Lecture {course}", site.Now + 100_000, site.Now + 103_600);
            }
        });
        string[] functions =
            ["core_enrol_get_enrolled_users", "mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses", "core_calendar_get_calendar_events"];
        polled.Moodle.Service.Broken.UnionWith(functions.Select(function => (function, 4L)));

        var run = await polled.Poll();

        run.Outcome.ShouldBe("done", run.Detail);
        run.Detail.ShouldContain("BigBlueButton activities of course 4: PhpError.");
        run.Detail.ShouldContain("Calendar of course 4: PhpError.");
        run.Detail.ShouldContain("Enrolments of course 4: PhpError.");
        (await polled.Rows("select course_id from mg_enrolments order by 1")).ShouldBe(["2", "3", "5", "6", "7"]);
        (await polled.Rows("select course_id from mg_conferences where ends_at is not null order by 1")).ShouldBe(
            ["2", "3", "5", "6", "7"]);

        // Tried again in the next poll, not only the next day.
        polled.Moodle.Service.Broken.Clear();
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select count(*) from mg_enrolments where course_id = 4")).ShouldBe(["1"]);
        (await polled.Rows("select count(*) from mg_conferences where course_id = 4")).ShouldBe(["1"]);

        // What cannot be read is not missed.
        polled.Moodle.Service.Broken.UnionWith(functions.Select(function => (function, 4L)));
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select status from mg_conferences where course_id = 4")).ShouldBe(["scheduled"]);
    }

    [Theory]
    [InlineData(Trouble.WebServicesOff)]
    [InlineData(Trouble.Page)]
    public async Task A_fault_of_the_whole_site_ends_the_poll_at_once(Trouble trouble)
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(2));
        await polled.Poll();
        polled.Moodle.Troubles.Switch(trouble);
        polled.Advance(1800);

        var run = await polled.Poll();

        run.Outcome.ShouldBe("failed", run.Detail);
        run.Calls.ShouldBeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("bigbluebuttonbn")]
    [InlineData("zoom")]
    public async Task A_conference_in_the_recycle_bin_is_gone_for_the_next_poll_and_fails_none(string module)
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            var course = site.Courses(1)[0];
            foreach (var name in (string[])["Goes", "Stays"])
            {
                _ = module == "zoom"
                    ? site.CreateMeeting(course, module, name, site.Now + 7200, site.Now + 10_800)
                    : site.CreateConference(course, name, site.Now + 7200, site.Now + 10_800);
            }
        });
        await polled.Poll();
        polled.Site.DeleteActivityOnPage(1);
        polled.Advance(3600);

        var run = await polled.Poll(PollSite.Conferences);

        run.Outcome.ShouldBe("done", run.Detail);
        (await polled.Rows("select name, status from mg_conferences order by 1")).ShouldBe(["Goes|cancelled", "Stays|scheduled"]);
        polled.Site.RunCron();
        polled.Advance(3600);
        (await polled.Poll(PollSite.Conferences)).Outcome.ShouldBe("done");
    }

    [Fact]
    public async Task Users_are_found_gone_though_the_sites_cron_has_removed_their_contexts_and_within_the_budget()
    {
        await using var polled = await Polled.Start(
            postgres, site => site.Users(60), new Dictionary<string, string?> { ["Sites:campus:Poll:Calls"] = "30" });
        await polled.Poll();
        foreach (var user in Enumerable.Range(3, 10))
        {
            polled.Site.DeleteUser(user);
        }

        polled.Site.RunCron();
        polled.Advance(1800);
        var first = await polled.Poll();
        first.Outcome.ShouldBe("done", first.Detail);
        first.Calls.ShouldBeLessThanOrEqualTo(30);
        first.Detail.ShouldContain("users who are not in the list are asked for in the next reconcile");
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select count(*) from mg_users where deleted_at is not null")).ShouldBe(["10"]);
        (await polled.Rows("select count(*) from mg_people where erased and user_id between 3 and 12")).ShouldBe(["10"]);
    }

    [Fact]
    public async Task A_user_who_was_deleted_after_a_hint_is_not_kept_under_the_address_that_Moodle_leaves()
    {
        await using var polled = await Polled.Start(postgres, site => site.Users(1));
        await polled.Poll();
        polled.Site.UpdateUser(3, user => user with { LastName = "Changed" });
        var told = polled.Site.TakeEvents();
        polled.Site.DeleteUser(3);
        polled.Site.TakeEvents();
        await polled.Hear(told);
        polled.Advance(120);
        await Eventually.Holds(
            () => polled.Silo.Database
                .Scalar<bool>("select not exists (select from mg_effects where done_at is null and due <= now() and type = 'read_soon')"),
            "the hint was followed");
        (await polled.Rows("select email from mg_people where user_id = 3")).ShouldBe(["user1@example.org"]);
    }

    [Fact]
    public async Task A_course_without_completion_tracking_costs_no_calls_for_completions()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            var users = site.Users(4);
            var untracked = site.CreateCourse(new() { FullName = "Untracked", ShortName = "u", CategoryId = 1, TracksCompletion = false });
            users.ForEach(user => site.Enrol(untracked, user));
            var tracked = site.Courses(1)[0];
            users.ForEach(user => site.Enrol(tracked, user));
        });
        await polled.Poll();
        polled.Advance(1800);

        var run = await polled.Poll();

        run.Detail.ShouldNotContain("ompletion");
        polled.Moodle.Calls.Of("core_completion_get_course_completion_status").ShouldBeInRange(1, 8);
    }
}
