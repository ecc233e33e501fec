using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>The 202.</summary>
internal sealed record HookTaken(string DeliveryId, bool Duplicate);

/// <summary>Any other answer, as RFC 9457 has it, with the field, what was found there and what to do.</summary>
internal sealed record HookProblem(int Status, string Title, string Field, string Value, string Remedy)
{
    /// <summary>Every 401, whatever its cause: nobody learns which part of a proof was wrong.</summary>
    public static readonly HookProblem NotAuthentic = new(
        401,
        "Not authenticated",
        "key",
        "missing or wrong",
        "Send the key, token, signature or certificate that is configured for this site.");

    // It does not repeat what stood in the site's place: that may be a key.
    public static readonly HookProblem UnknownSite = new(
        404, "No such site", "site", "unknown", "Send to /hooks/{site}/{key}, with the slug of a site under Sites in the configuration.");

    public static HookProblem Unreadable(BodyProblem problem) => new(
        400, "The body cannot be read", problem.Field, problem.Value, problem.Remedy);

    public static HookProblem NoId() => new(
        400,
        "The header cannot be read",
        StandardWebhooks.Id,
        "not 1 to 200 visible ASCII characters",
        "Send one id a delivery, such as a UUID, or none.");

    public static HookProblem TooLarge(int limit) => new(
        413, "The body is too large", "body", $"more than {limit} bytes", "Send less, or raise Hooks:MaxBodyBytes.");

    public static HookProblem OtherType(string field, string found) => new(
        415,
        "The content type is not taken",
        field,
        found.Length <= 100 ? found : found[..100],
        "Send application/json, or as local_webhooks does JSON under application/x-www-form-urlencoded; uncompressed.");

    public static HookProblem TooSlow(TimeSpan limit) => new(
        408,
        "The body came too slowly",
        "body",
        $"not complete within {Seconds(limit)} s",
        "Send it again; if the line is slow, raise Hooks:AnswerWithin.");

    public static HookProblem TooMany(string site, double rate) => new(
        429,
        "Too many hooks",
        "rate",
        string.Create(CultureInfo.InvariantCulture, $"more than {rate} a second"),
        $"Send it again after Retry-After seconds, or raise Sites:{site}:Webhooks:Rate.");

    public static HookProblem NotStored(string why) => new(
        503, "Not confirmed to be stored", "inbox", why, "Send it again after Retry-After seconds; a second copy does no harm.");

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HookTaken))]
[JsonSerializable(typeof(HookProblem))]
internal sealed partial class HookJson : JsonSerializerContext;

internal static class HookAnswer
{
    private const string Problem = "application/problem+json";

    public static Task Taken(HttpResponse response, string deliveryId, bool duplicate)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        var taken = new HookTaken(deliveryId, duplicate);
        return response.WriteAsJsonAsync(taken, HookJson.Default.HookTaken, null, response.HttpContext.RequestAborted);
    }

    public static Task Refused(HttpResponse response, HookProblem problem, TimeSpan? retryAfter = null)
    {
        response.StatusCode = problem.Status;
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (problem.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Webhook";

        // The rest of a body that is not read would have to be drained first.
        if (problem.Status is StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge
            && response.HttpContext.Request.Protocol == "HTTP/1.1")
            response.Headers[HeaderNames.Connection] = "close";
        return response.WriteAsJsonAsync(problem, HookJson.Default.HookProblem, Problem, response.HttpContext.RequestAborted);
    }
}
