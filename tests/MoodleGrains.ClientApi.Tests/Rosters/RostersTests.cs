using System.Net;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Tests.Api;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Tests.Rosters;

[Collection(CampusTests.Name)]
public sealed class RostersTests(Campus campus)
{
    [Fact]
    public async Task A_roster_is_put_with_what_it_leaves_out_filled_in_and_in_the_name_of_the_key()
    {
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Put, "/api/v1/rosters/least", Rostering.Least());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync()).ShouldBeJson("""
            {"site":"campus","name":"least","revision":1,"lastRun":null,"lastState":null,"terms":{
              "source":{"kind":"http","address":"https://registrar.example/roster","format":"json","allowPrivate":false,"maxBytes":67108864,"timeoutSeconds":60},
              "matchBy":"username","roles":[{"word":"","role":"student"},{"word":"professor","role":"editingteacher"},{"word":"teacher","role":"editingteacher"}],
              "category":"Science","template":null,"removal":"keep","gone":"keep","adopt":true,"adoptWholly":false,"renameEdited":false,"automatic":false,
              "schedule":null,"brake":{"coursePercent":10,"courseCount":3,"allPercent":5,"allCount":50,"hidePercent":5,"hideCount":3,"rolePercent":10,"roleCount":3,
                "renamePercent":10,"renameCount":3},
              "raised":[],"mail":false,"zone":null}}
            """);
        campus.Grains.Told.Last(one => one.Grain == Roster.Id("campus", "least")).Command.ShouldBeOfType<PutRoster>().By.ShouldBe("roster");
        (await campus.Api.CampusClient.Json("/api/v1/rosters/least"))["revision"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_answered_as_terms_can_be_sent_back_with_the_site_and_changes_nothing()
    {
        await campus.Put("again");
        var terms = (await campus.Api.Client.Json("/api/v1/rosters/again"))["terms"]!.AsObject();
        terms["site"] = "campus";

        using var second = await campus.Api.RosterClient.Send(HttpMethod.Put, "/api/v1/rosters/again", terms.ToJsonString());

        second.StatusCode.ShouldBe(HttpStatusCode.OK, await second.Content.ReadAsStringAsync());
        JsonNode.Parse(await second.Content.ReadAsStringAsync())!["revision"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("/srv/rosters/today.csv", "file", "csv")]
    [InlineData("/srv/rosters/today.json", "file", "json")]
    [InlineData("http://registrar.example/export.csv?term=2026", "http", "csv")]
    public async Task Kind_and_format_go_by_the_address(string address, string kind, string format)
    {
        using var answer = await campus.Api.InsiderClient.Send(
            HttpMethod.Put, "/api/v1/rosters/address", $$"""{ "site": "campus", "source": { "address": "{{address}}" } }""");

        var source = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["terms"]!["source"]!;
        (source["kind"]!.GetValue<string>(), source["format"]!.GetValue<string>()).ShouldBe((kind, format));
    }

    [Fact]
    public async Task A_deleted_roster_is_not_there_any_more()
    {
        await campus.Put("gone");

        using var deleted = await campus.Api.CampusRosterClient.Send(HttpMethod.Delete, "/api/v1/rosters/gone");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var problem = await campus.Api.Client.Problem("/api/v1/rosters/gone", HttpStatusCode.NotFound);
        problem["detail"]!.GetValue<string>().ShouldBe("There is no roster 'gone'; GET /api/v1/rosters lists those there are.");
        foreach (var (method, address) in new[] { (HttpMethod.Delete, ""), (HttpMethod.Post, "/runs"), (HttpMethod.Post, "/check") })
        {
            using var answer = await campus.Api.RosterClient.Send(method, $"/api/v1/rosters/gone{address}");
            await answer.Problem(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Where_two_sites_have_one_name_the_site_is_asked_for()
    {
        await campus.Put("twin");
        await campus.Put("twin", "annex");

        var problem = await campus.Api.Client.Problem("/api/v1/rosters/twin", HttpStatusCode.BadRequest);
        problem["field"]!.GetValue<string>().ShouldBe("site");
        problem["detail"]!.GetValue<string>()
            .ShouldBe("site is missing: annex and campus each have a roster 'twin'; say which, such as ?site=annex.");
        using var started = await campus.Api.RosterClient.Send(HttpMethod.Post, "/api/v1/rosters/twin/runs");
        await started.Problem(HttpStatusCode.BadRequest);

        (await campus.Api.Client.Json("/api/v1/rosters/twin?site=annex"))["site"]!.GetValue<string>().ShouldBe("annex");

        // Whose key opens one of them only is not asked.
        (await campus.Api.CampusClient.Json("/api/v1/rosters/twin"))["site"]!.GetValue<string>().ShouldBe("campus");
        await campus.Api.CampusClient.Problem("/api/v1/rosters/twin?site=annex", HttpStatusCode.Forbidden);
        await campus.Api.Client.Problem("/api/v1/rosters/twin?site=nowhere", HttpStatusCode.NotFound);
        using var only = await campus.Api.CampusRosterClient.Send(HttpMethod.Post, "/api/v1/rosters/twin/runs");
        (await only.Accepted())["site"]!.GetValue<string>().ShouldBe("campus");
    }

    [Theory]
    [InlineData("""{ "address": "/etc/passwd" }""")]
    [InlineData("""{ "address": "https://10.0.0.7/roster", "allowPrivate": true }""")]
    public async Task Files_of_the_silos_machine_and_private_networks_are_for_administrators(string source)
    {
        var body = $$"""{ "site": "campus", "source": {{source}} }""";
        foreach (var (method, address) in new[] { (HttpMethod.Put, ""), (HttpMethod.Post, "/check") })
        {
            using var refused = await campus.Api.RosterClient.Send(method, $"/api/v1/rosters/inside{address}", body);
            (await refused.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("admin:campus");
        }

        using var put = await campus.Api.InsiderClient.Send(HttpMethod.Put, "/api/v1/rosters/inside", body);
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Changing_and_running_wants_the_scope_roster_and_reading_the_scope_read()
    {
        await campus.Put("scoped");
        foreach (var (method, address, body) in new[]
        {
            (HttpMethod.Put, "", Rostering.Least()), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/runs", null), (
                HttpMethod.Post, "/check", null),
            (HttpMethod.Post, "/check", Rostering.Least()),
        })
        {
            foreach (var client in new[] { campus.Api.Client, campus.Api.CampusClient })
            {
                using var answer = await client.Send(method, $"/api/v1/rosters/scoped{address}", body);
                (await answer.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>()
                    .ShouldBe("roster:campus", $"{method} {address}");
            }
        }

        using var elsewhere = await campus.Api.CampusRosterClient.Send(HttpMethod.Put, "/api/v1/rosters/scoped", Rostering.Least("annex"));
        (await elsewhere.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("roster:annex");
        using var admin = await campus.Api.AdminClient.Send(HttpMethod.Put, "/api/v1/rosters/scoped", Rostering.Least());
        (await admin.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("roster:campus");
        using var nowhere = await campus.Api.RosterClient.Send(HttpMethod.Put, "/api/v1/rosters/scoped", Rostering.Least("nowhere"));
        (await nowhere.Problem(HttpStatusCode.NotFound))["detail"]!.GetValue<string>()
            .ShouldBe("There is no site 'nowhere'; the configuration names sites under Sites.");

        // A key that runs rosters does not learn who is in them.
        (await campus.Api.CampusRosterClient.Problem("/api/v1/rosters/scoped", HttpStatusCode.Forbidden))["scope"]!.GetValue<string>()
            .ShouldBe("read:campus");
        using var check = await campus.Api.CampusRosterClient.Send(HttpMethod.Post, "/api/v1/rosters/scoped/check");
        (await check.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("read:campus");
    }

    [Fact]
    public async Task A_check_reads_the_source_of_the_roster_or_of_the_terms_that_are_sent()
    {
        await campus.Put("checked");

        using var own = await campus.Api.RosterClient.Send(HttpMethod.Post, "/api/v1/rosters/checked/check");
        JsonNode.Parse(await own.Content.ReadAsStringAsync()).ShouldBeJson("""
            {"failure":null,"courses":3,"participants":14,"leftOut":0,"errors":1,"warnings":0,"findings":[
              {"number":1,"error":true,"code":"role_unknown","path":"$.courses[0].participants[3].roleid","text":"https://registrar.example/roster"}]}
            """);

        using var sent = await campus.Api.RosterClient.Send(
            HttpMethod.Post, "/api/v1/rosters/new/check", Rostering.Least().Replace("/roster", "/other", StringComparison.Ordinal));
        JsonNode.Parse(await sent.Content.ReadAsStringAsync())!["findings"]![0]!["text"]!.GetValue<string>()
            .ShouldBe("https://registrar.example/other");
        campus.Grains.Told.ShouldNotContain(one => one.Grain == Roster.Id("campus", "new"));
    }

    [Fact]
    public async Task Rosters_are_listed_to_those_who_read_their_site()
    {
        var terms = campus.Grains.Told.Select(one => one.Command).OfType<PutRoster>().FirstOrDefault()?.Terms.ToJson() ?? await Terms();
        await campus.Postgres.Execute($"""
            insert into mg_rosters(site, name, revision, terms, put_by, put_at, state, last_run, last_state) values
                ('conf', 'a', 3, '{terms}', 'library', '2026-11-21T09:00Z', 'waiting', 7, 'waiting'),
                ('conf', 'b', 1, '{terms}', 'x', '2026-11-21T09:00Z', 'idle', null, null),
                ('feed', 'c', 1, '{terms}', 'x', '2026-11-21T09:00Z', 'idle', null, null) on conflict do nothing
            """);

        var listed = await campus.Api.Client.Pages("/api/v1/rosters?site=conf", 1);
        listed.Select(one => $"{one["name"]} {one["revision"]} {one["lastRun"]} {one["lastState"]}").ShouldBe(["a 3 7 waiting", "b 1  "]);
        (await campus.Api.CampusClient.Json("/api/v1/rosters"))["items"]!.AsArray()
            .ShouldNotContain(one => one!["site"]!.GetValue<string>() == "conf");
        await campus.Api.CampusClient.Problem("/api/v1/rosters?site=conf", HttpStatusCode.Forbidden);
    }

    private async Task<string> Terms()
    {
        await campus.Put("listed");
        return (await campus.Grains.Latest<Roster>(Roster.Id("campus", "listed"), default)).Terms!.ToJson();
    }
}
