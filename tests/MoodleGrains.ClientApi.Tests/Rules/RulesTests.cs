using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Tests.Api;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Tests.Rules;

[Collection(CampusTests.Name)]
public sealed class RulesTests(Campus campus)
{
    private const string
        Physics = """{"scope":{"kind":"category","id":12},"channel":"123456789012345678","leadMinutes":[60,5],"language":"fr"}""";

    [Fact]
    public async Task A_rule_is_put_in_the_name_of_the_key_and_the_answer_shows_it()
    {
        using var answer = await Send(campus.Api.AdminClient, HttpMethod.Put, "/api/v1/rules/campus/put", Physics);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var rule = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        (rule["state"]!.GetValue<string>(), rule["revision"]!.GetValue<int>()).ShouldBe(("proposed", 1));
        rule["terms"].ShouldBeJson("""
            {"scope":{"kind":"category","id":12,"pattern":null},"channel":"123456789012345678","role":null,"leadMinutes":[5,60],"language":"fr",
             "atEnd":"delete","quiet":null,"runningNow":false,"eventsGuild":null,"assumedMinutes":60}
            """);
        campus.Grains.Told.Last(one => one.Grain == Rule.Id("campus", "put")).Command.ShouldBeOfType<PutRule>().By.ShouldBe("admin");
    }

    [Fact]
    public async Task What_is_answered_as_terms_can_be_sent_back()
    {
        using var first = await Send(campus.Api.AdminClient, HttpMethod.Put, "/api/v1/rules/campus/again", Physics);
        var terms = JsonNode.Parse(await first.Content.ReadAsStringAsync())!["terms"]!.ToJsonString();

        using var second = await Send(campus.Api.AdminClient, HttpMethod.Put, "/api/v1/rules/campus/again", terms);

        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.Parse(await second.Content.ReadAsStringAsync())!["revision"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_change_of_what_was_changed_meanwhile_is_answered_412()
    {
        const string address = "/api/v1/rules/campus/matched";
        using var first = await Send(campus.Api.AdminClient, HttpMethod.Put, address, Physics);
        var tag = first.Headers.ETag.ShouldNotBeNull();
        using var second = await Send(
            campus.Api.AdminClient,
            HttpMethod.Put,
            address,
            Physics.Replace("fr", "de", StringComparison.Ordinal),
            tag.Tag);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var late = await Send(campus.Api.AdminClient, HttpMethod.Put, address, Physics, tag.Tag);
        (await late.Problem(HttpStatusCode.PreconditionFailed))["field"]!.GetValue<string>().ShouldBe("If-Match");
        using var lateDelete = await Send(campus.Api.AdminClient, HttpMethod.Delete, address, match: tag.Tag);
        await lateDelete.Problem(HttpStatusCode.PreconditionFailed);
        using var vague = await Send(campus.Api.AdminClient, HttpMethod.Put, address, Physics, "*");
        await vague.Problem(HttpStatusCode.BadRequest);
        using var deleted = await Send(campus.Api.AdminClient, HttpMethod.Delete, address, match: second.Headers.ETag!.Tag);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_with_their_fields()
    {
        using var answer = await Send(
            campus.Api.AdminClient, HttpMethod.Put, "/api/v1/rules/campus/wrong",
            """{"scope":{"kind":"category"},"channel":"#general","lang":"fr","quiet":{"from":"22:00","to":"07:00","zone":"Nowhere"}}""");

        var problem = await answer.Problem(HttpStatusCode.BadRequest);
        problem["errors"]!.AsArray().Select(one => one!["field"]!.GetValue<string>()).ShouldBe(
            ["$.scope.id", "$.channel", "$.quiet.zone", "$.lang"], ignoreOrder: true);
        problem["field"]!.GetValue<string>().ShouldStartWith("$.");
        campus.Grains.Told.ShouldNotContain(one => one.Grain == Rule.Id("campus", "wrong"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"scope\":")]
    public async Task A_body_that_is_no_rule_is_answered_400(string body)
    {
        using var answer = await Send(campus.Api.AdminClient, HttpMethod.Put, "/api/v1/rules/campus/wrong", body);

        await answer.Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_rule_that_waits_is_approved_and_one_that_is_not_there_is_answered_404()
    {
        using var put = await Send(campus.Api.AdminClient, HttpMethod.Put, "/api/v1/rules/campus/held", Physics);
        await campus.Grains.Send(Rule.Id("campus", "held"), new(new HoldRule(1, 300, "300 at once", 1)), default);

        using var approved = await Send(campus.Api.AdminClient, HttpMethod.Post, "/api/v1/rules/campus/held/approve");
        JsonNode.Parse(await approved.Content.ReadAsStringAsync())!["state"]!.GetValue<string>().ShouldBe("inForce");

        using var deleted = await Send(campus.Api.AdminClient, HttpMethod.Delete, "/api/v1/rules/campus/held");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var (method, address) in new[] { (HttpMethod.Delete, ""), (HttpMethod.Post, "/approve") })
        {
            using var gone = await Send(campus.Api.AdminClient, method, $"/api/v1/rules/campus/held{address}");
            await gone.Problem(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Changing_wants_the_scope_admin_and_reading_the_scope_read()
    {
        foreach (var (method, address) in new[] { (HttpMethod.Put, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/approve") })
        {
            using var answer = await Send(campus.Api.Client, method, $"/api/v1/rules/campus/physics{address}", Physics);
            (await answer.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("admin:campus");
        }

        using var elsewhere = await Send(campus.Api.CampusAdminClient, HttpMethod.Put, "/api/v1/rules/annex/physics", Physics);
        (await elsewhere.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("admin:annex");
        await campus.Api.CampusAdminClient.Problem("/api/v1/rules/campus/physics", HttpStatusCode.Forbidden);
        using var nowhere = await Send(campus.Api.AdminClient, HttpMethod.Put, "/api/v1/rules/nowhere/physics", Physics);
        await nowhere.Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Rules_are_listed_to_those_who_read_their_site()
    {
        await campus.Postgres.Execute($$"""
            insert into mg_rules(site, name, revision, state, in_force, proposed, held_count, held_what, put_by, put_at, allowed) values
                ('conf', 'a', 3, 'held', '{{Terms("111111111111111111")}}', '{{Terms("222222222222222222")}}',
                 30, '30 at once', 'library', '2026-11-21T09:00Z', 0),
                ('conf', 'b', 1, 'active', '{{Terms("c")}}', null, null, null, 'x', '2026-11-21T09:00Z', 0),
                ('feed', 'c', 1, 'active', '{{Terms("c")}}', null, null, null, 'x', '2026-11-21T09:00Z', 0) on conflict do nothing
            """);

        (await campus.Api.Client.Pages("/api/v1/rules?site=conf", 1)).Select(one => one["name"]!.GetValue<string>()).ShouldBe(["a", "b"]);
        (await campus.Api.CampusClient.Json("/api/v1/rules"))["items"]!.AsArray()
            .ShouldNotContain(one => one!["site"]!.GetValue<string>() == "conf");
        await campus.Api.CampusClient.Problem("/api/v1/rules?site=conf", HttpStatusCode.Forbidden);
        var rule = await campus.Api.Client.Json("/api/v1/rules/conf/a");
        rule["state"]!.GetValue<string>().ShouldBe("held");
        rule["held"]!["count"]!.GetValue<int>().ShouldBe(30);
        rule["terms"]!["channel"]!.GetValue<string>().ShouldBe("222222222222222222");
        rule["inForce"]!["channel"]!.GetValue<string>().ShouldBe("111111111111111111");
        rule["changedBy"]!.GetValue<string>().ShouldBe("library");
        await campus.Api.Client.Problem("/api/v1/rules/conf/none", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_preview_takes_the_terms_that_are_sent_or_those_of_the_rule()
    {
        using var sent = await Send(campus.Api.Client, HttpMethod.Post, "/api/v1/rules/campus/new/preview", Physics);
        var preview = JsonNode.Parse(await sent.Content.ReadAsStringAsync())!;
        preview["posts"]!.GetValue<int>().ShouldBe(1);
        preview["conferences"]![0].ShouldBeJson("""
            {"conference":"41","name":"Analysis","courseId":1,"courseName":"Maths","channel":"123456789012345678","startsAt":"2026-09-01T08:00:00Z",
             "endsAt":null,"change":"post"}
            """);

        using var nothing = await Send(campus.Api.Client, HttpMethod.Post, "/api/v1/rules/campus/new/preview");
        (await nothing.Problem(HttpStatusCode.NotFound))["detail"]!.GetValue<string>().ShouldContain("'new'");

        await campus.Postgres.Execute($"""
            insert into mg_rules(site, name, revision, state, in_force, put_by, put_at) values
                ('campus', 'known', 1, 'inForce', '{Terms("123456789012345678")}', 'test', now()) on conflict do nothing
            """);
        using var own = await Send(campus.Api.Client, HttpMethod.Post, "/api/v1/rules/campus/known/preview");
        own.StatusCode.ShouldBe(HttpStatusCode.OK, await own.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_rule_is_read_whatever_type_its_body_is_said_to_be()
    {
        // As curl -d sends it.
        using var form = new StringContent(Physics, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await campus.Api.AdminClient.PutAsync(new Uri("/api/v1/rules/campus/curl", UriKind.Relative), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Announcements_are_listed_by_site_conference_channel_and_state()
    {
        await campus.Postgres.Execute("""
            insert into mg_announcements(site, conference_id, channel, rules, wanted, name, starts_at, state, pings, created_at, changed_at) values
                ('conf', 41, '111', 'a,b', true, 'Analysis', '2026-11-22T09:00Z', 'posted', 1, now(), now()),
                ('conf', 41, 'hall', 'a', false, 'Analysis', '2026-11-22T09:00Z', 'removed', 0, now(), now()),
                ('conf', -77, '111', 'a', true, 'Entry', null, 'failed', 0, now(), now()) on conflict do nothing
            """);

        async Task<string> Listed(string query) =>
            string.Join(' ', (await campus.Api.Client.Pages($"/api/v1/announcements?site=conf{query}", 2))
                .Select(one => $"{one["conferenceId"]}/{one["channel"]}"));

        (await Listed("")).ShouldBe("-77/111 41/111 41/hall");
        (await Listed("&conference=e77")).ShouldBe("-77/111");
        (await Listed("&channel=hall")).ShouldBe("41/hall");
        (await Listed("&state=posted")).ShouldBe("41/111");
        await campus.Api.Client.Problem("/api/v1/announcements?state=gone", HttpStatusCode.BadRequest);
        await campus.Api.Client.Problem("/api/v1/announcements?conference=x", HttpStatusCode.BadRequest);
        await campus.Api.CampusClient.Problem("/api/v1/announcements?site=conf", HttpStatusCode.Forbidden);
    }

    private static string Terms(string channel) =>
        new RuleTerms(new(RuleScope.Site), channel, null, [5], "en", RuleTerms.Delete, null, false, null, 90).ToJson();

    private static Task<HttpResponseMessage> Send(
        HttpClient client,
        HttpMethod method,
        string address,
        string? body = null,
        string? match = null)
    {
        var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        return client.SendAsync(request);
    }
}
