using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Tests.Api;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Tests.Rosters;

/// <summary>What the tests of rosters do again and again.</summary>
internal static class Rostering
{
    public static PlanCounts Two { get; } = new(1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1);

    public static string Least(string site = "campus")
        => $$"""{"site":"{{site}}","source":{"address":"https://registrar.example/roster"},"category":"Science"}""";

    public static Task<HttpResponseMessage> Send(this HttpClient client, HttpMethod method, string address, string? body = null) =>
        client.SendAsync(new(method, new Uri(address, UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        });

    /// <summary>A roster of that name, put by the key that may.</summary>
    public static async Task Put(this Campus campus, string name, string site = "campus")
    {
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Put, $"/api/v1/rosters/{name}", Least(site));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A run of a roster, begun by the API.</summary>
    public static async Task<int> Begin(this Campus campus, string name, string? body = null)
    {
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Post, $"/api/v1/rosters/{name}/runs", body);
        return (await answer.Accepted())["run"]!.GetValue<int>();
    }

    /// <summary>A plan of two items, as the planner reports it.</summary>
    public static Task Report(this Campus campus, string name, int run, params IReadOnlyList<string> tripped) =>
        campus.Grains.Send(Roster.Id("campus", name), new(new ReportPlan(run, $"hash{run}", 2, Two, tripped, 1_800_000_000)), default)
            .AsTask();

    public static async Task<JsonNode> Accepted(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, text);
        return JsonNode.Parse(text)!;
    }
}
