using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoodleGrains.ClientApi.Tests.Api;

internal static class Answers
{
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    /// <summary>The JSON of an answer that is 200.</summary>
    public static async Task<JsonNode> Json(this HttpClient client, string address)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}: {text}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The problem+json of a refusal.</summary>
    public static async Task<JsonNode> Problem(this HttpClient client, string address, HttpStatusCode status)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        return await answer.Problem(status);
    }

    public static async Task<JsonNode> Problem(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, $"{answer.RequestMessage!.RequestUri}: {text}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(text)!;
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        problem["title"]!.GetValue<string>().ShouldNotBeEmpty();
        return problem;
    }

    /// <summary>Follows <c>next</c> to the end.</summary>
    public static async Task<List<JsonNode>> Pages(this HttpClient client, string address, int limit)
    {
        var items = new List<JsonNode>();
        var cursor = "";
        while (true)
        {
            var page = await client.Json($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{cursor}");
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(limit);
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            if (page["next"] is not { } next)
            {
                return items;
            }

            page["items"]!.AsArray().Count.ShouldBe(limit);
            cursor = $"&cursor={next.GetValue<string>()}";
        }
    }

    /// <summary>The same fields with the same values, in any order.</summary>
    public static void ShouldBeJson(this JsonNode? actual, string expected) =>
        Sorted(actual)!.ToJsonString(indented).ShouldBe(Sorted(JsonNode.Parse(expected))!.ToJsonString(indented));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject some => new JsonObject(some.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray some => new JsonArray([.. some.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
