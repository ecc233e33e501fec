using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>What people have a silo do: who may, what is answered, what is wrong with a request.</summary>
[Collection(CampusTests.Name)]
public sealed class OperationsTests(Campus campus)
{
    private static readonly (HttpMethod Method, string Address, string Body)[] whole =
    [
        (HttpMethod.Post, "/api/v1/pauses", ""), (HttpMethod.Delete, "/api/v1/pauses", ""),
        (HttpMethod.Post, "/api/v1/outbox/replay", """{"allDead":true}"""),
        (HttpMethod.Post, "/api/v1/outbox/drop", """{"id":"dead"}"""), (HttpMethod.Post, "/api/v1/parked/retry", ""),
        (HttpMethod.Get, "/api/v1/rebuild", ""),
        (HttpMethod.Post, "/api/v1/rebuild", """{"readModel":"nosuch"}"""),
    ];

    [Fact]
    public async Task What_concerns_the_whole_silo_wants_the_scope_admin_of_every_site()
    {
        foreach (var (method, address, body) in whole)
        {
            foreach (var client in new[] { campus.Api.Client, campus.Api.CampusAdminClient, campus.Api.RosterClient })
            {
                (await Send(client, method, address, body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
            }

            (await Send(campus.Api.Stranger, method, address, body)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, address);
            ((int)(await Send(campus.Api.AdminClient, method, address, body)).StatusCode).ShouldBeOneOf(200, 204, 400, 404);
        }
    }

    [Fact]
    public async Task What_concerns_a_site_wants_the_scope_of_that_site()
    {
        foreach (var (method, address, body) in new[]
        {
            (HttpMethod.Post, "/api/v1/polls", """{"site":"campus"}"""), (HttpMethod.Post, "/api/v1/polls/accept", """{"site":"campus"}"""),
            (HttpMethod.Get, "/api/v1/polls/poll-campus-full-once-1", ""),
            (HttpMethod.Post, "/api/v1/imports", """{"site":"campus","bodies":[]}"""),
        })
        {
            (await Send(campus.Api.Client, method, address, body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
            (await Send(campus.Api.CampusAdminClient, method, address, body)).IsSuccessStatusCode.ShouldBeTrue(address);
            (await Send(campus.Api.CampusAdminClient, method, address.Replace("campus", "annex"), body.Replace("campus", "annex")))
                .StatusCode
                .ShouldBe(HttpStatusCode.Forbidden, address);
        }
    }

    [Fact]
    public async Task A_pause_is_by_the_name_of_the_key_and_on_the_silos_own_machine_by_who_typed_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/pauses");
        request.Content = JsonContent.Create(new { part = "mail" });
        request.Headers.TryAddWithoutValidation("From", "ada@desk");
        (await campus.Api.AdminClient.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        campus.Api.Operations.PausedBy.ShouldBe("admin");

        using var local = new HttpRequestMessage(HttpMethod.Post, "/api/v1/pauses") { Content = JsonContent.Create(new { part = "mail" }) };
        local.Headers.TryAddWithoutValidation("From", "ada@desk");
        (await campus.Api.LocalClient.SendAsync(local)).StatusCode.ShouldBe(HttpStatusCode.OK);
        campus.Api.Operations.PausedBy.ShouldBe("ada@desk");
    }

    [Theory]
    [InlineData("/api/v1/pauses", """{"part":"discrod"}""", "part")]
    [InlineData("/api/v1/outbox/replay", "{}", "id")]
    [InlineData("/api/v1/outbox/replay", """{"id":"dead","allDead":true}""", "id")]
    [InlineData("/api/v1/outbox/drop", "{}", "$.id")]
    [InlineData("/api/v1/rebuild", """{"readModel":"nosuch"}""", "readModel")]
    [InlineData("/api/v1/polls", """{"site":"annex"}""", "site")]
    [InlineData("/api/v1/polls", """{"site":"campus","kind":"all"}""", "kind")]
    [InlineData("/api/v1/polls", """{"site":"campus","kind":"course"}""", "courseId")]
    [InlineData("/api/v1/polls/accept", """{"site":"annex"}""", "site")]
    [InlineData("/api/v1/imports", "{}", "site")]
    [InlineData("/api/v1/imports", """{"site":"campus"}""", "bodies")]
    [InlineData("/api/v1/imports", """{"site":"campus","bodies":["no base64!"]}""", "bodies")]
    [InlineData("/api/v1/imports", """{"site":"Campus","bodies":[]}""", "site")]
    [InlineData("/api/v1/apply", "{}", "$")]
    public async Task A_wrong_request_is_answered_400_with_its_field(string address, string body, string field)
    {
        var answer = await Send(campus.Api.AdminClient, HttpMethod.Post, address, body);

        (await answer.Problem(HttpStatusCode.BadRequest))["field"]!.GetValue<string>().ShouldBe(field);
    }

    [Fact]
    public async Task A_rebuild_is_begun_once_and_seen()
    {
        (await Send(campus.Api.AdminClient, HttpMethod.Post, "/api/v1/rebuild", "")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Send(campus.Api.AdminClient, HttpMethod.Post, "/api/v1/rebuild", "")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var seen = await campus.Api.AdminClient.GetFromJsonAsync<JsonNode>("/api/v1/rebuild");
        (seen!["state"]!.GetValue<string>(), seen["done"]!.GetValue<int>(), seen["of"]!.GetValue<int>()).ShouldBe(("running", 3, 7));
    }

    [Fact]
    public async Task A_document_with_a_thing_that_the_key_may_not_change_changes_nothing()
    {
        const string both = """
            { "rules": [
              { "site": "campus", "name": "ours", "scope": { "kind": "site" }, "channel": "1100000000000000001" },
              { "site": "annex", "name": "theirs", "scope": { "kind": "site" }, "channel": "1100000000000000001" } ] }
            """;
        var refused = await Send(campus.Api.CampusAdminClient, HttpMethod.Post, "/api/v1/apply", both);
        (await refused.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("admin:annex");

        var looked = await Send(campus.Api.AdminClient, HttpMethod.Post, "/api/v1/apply?dryRun=true", both);
        var items = JsonNode.Parse(await looked.Content.ReadAsStringAsync())!["items"]!.AsArray();
        items.Select(item => item!["subject"]!.GetValue<string>()).ShouldBe(["rule campus/ours", "rule annex/theirs"]);
        items.ShouldAllBe(item => item!["change"] != null && item["refusal"] == null);
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string address, string body)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body == "" ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }
}
