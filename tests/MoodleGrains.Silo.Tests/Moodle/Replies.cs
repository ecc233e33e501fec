using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>What a client sent: the address and the fields.</summary>
internal sealed record Sent(Uri Address, IReadOnlyDictionary<string, string> Fields)
{
    public string Function => Fields.GetValueOrDefault("wsfunction") ?? Address.AbsolutePath.TrimStart('/');

    public string? Token => Fields.GetValueOrDefault("wstoken");

    /// <summary>The parameters of the function, as recordings keep them.</summary>
    public IReadOnlyDictionary<string, string> Parameters => Fields
        .Where(one => one.Key is not "wstoken" and not "wsfunction" && !one.Key.StartsWith("moodlews", StringComparison.Ordinal))
        .ToDictionary(one => one.Key, one => one.Value);
}

/// <summary>Stands in for the network: replays recorded replies, or does what a test says, and keeps what was sent.</summary>
internal sealed class Replies(Func<Sent, int, HttpResponseMessage> reply) : HttpMessageHandler
{
    /// <summary>The HTTP Date of every reply, Unix seconds.</summary>
    public const long Date = 1795255738;

    public List<Sent> Sent { get; } = [];

    /// <summary>One and the same recording for every call, by its path below <c>Recorded</c>, without <c>.json</c>.</summary>
    public static Replies Of(string recording) => new((_, _) => Recorded(recording));

    public static HttpResponseMessage Recorded(string recording)
    {
        var file = JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Recorded", recording + ".json")));
        var body = file.TryGetProperty("rawBody", out var raw) ? raw.GetString()! : file.GetProperty("body").GetRawText();
        var response = Json(body, (HttpStatusCode)file.GetProperty("status").GetInt32());
        if (file.TryGetProperty("retryAfter", out var after))
        {
            response.Headers.TryAddWithoutValidation("Retry-After", after.GetString());
        }

        return response;
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        response.Headers.Date = DateTimeOffset.FromUnixTimeSeconds(Date);
        return response;
    }

    public static HttpResponseMessage Refused(string code) =>
        Json($$"""{"exception":"core\\exception\\moodle_exception","errorcode":"{{code}}","message":"No."}""");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Method.ShouldBe(HttpMethod.Post);
        var text = await request.Content!.ReadAsStringAsync(cancellationToken);
        var sent = new Sent(
            request.RequestUri!,
            QueryHelpers.ParseQuery(text).ToDictionary(field => field.Key, field => field.Value.ToString()));
        int number;
        lock (Sent)
        {
            Sent.Add(sent);
            number = Sent.Count;
        }

        return reply(sent, number);
    }
}
