using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MoodleGrains.EndToEnd;

/// <summary>What a silo answers to tests.</summary>
internal static class Answers
{
    public static async Task<JsonNode> Json(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Posts a body with the key in the path.</summary>
    public static Task<HttpResponseMessage> Hook(this TestSilo silo, string body, string path = "/hooks/campus/" + TestSilo.Key) =>
        silo.Anybody.PostAsync(new Uri(path, UriKind.Relative), Body(body));

    /// <summary>Posts a body that must be taken.</summary>
    /// <returns>Its delivery id.</returns>
    public static async Task<string> Taken(this TestSilo silo, string body, string site = "campus")
    {
        using var answer = await silo.Hook(body, $"/hooks/{site}/{TestSilo.Key}");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, text);
        return JsonNode.Parse(text)!["deliveryId"]!.GetValue<string>();
    }

    private static ByteArrayContent Body(string body) =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
