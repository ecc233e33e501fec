using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MoodleGrains.ClientApi;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Discord.Sending;

/// <summary>What an answer of Discord means, for the request and for those after it.</summary>
/// <param name="limits">Told of what closes.</param>
/// <param name="guard">Told of refusals.</param>
internal sealed class ResponseClassifier(RateLimits limits, InvalidRequests guard)
{
    private const int LongestWords = 300;
    private static readonly TimeSpan UntoldWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BannedWait = TimeSpan.FromMinutes(1);

    /// <summary>Judges an answer and remembers what it told.</summary>
    /// <param name="route">What was asked.</param>
    /// <param name="response">Status and headers.</param>
    /// <param name="said">The body.</param>
    /// <returns>What became of the request.</returns>
    public DiscordAnswer Of(DiscordRoute route, HttpResponseMessage response, byte[] said)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            guard.Well(route);
            return new DiscordAnswer.Done(ByteOrderMark.Skip((ReadOnlySpan<byte>)said).ToArray());
        }

        if (status == (int)HttpStatusCode.TooManyRequests)
        {
            return TooMany(route, response.Headers, said);
        }

        if (status >= 500)
        {
            return new DiscordAnswer.Unknown($"Discord answered {status}");
        }

        var error = Json(said, DiscordJson.Default.DiscordError);
        var (code, words) = (error?.Code ?? 0, Cut(error?.Message ?? $"HTTP {status}"));
        if (code == DiscordCode.TooManyOldEdits)
        {
            // "Try again later", without saying when.
            return new DiscordAnswer.Held(TimeSpan.FromMinutes(5), words);
        }

        if (status is 401 or 403 || (status == 404 && !route.ByBot && code != DiscordCode.UnknownMessage))
        {
            guard.Refused(route, status, words);
            return status == 401 && route.ByBot
                ? new DiscordAnswer.Held(UntoldWait, "Discord refuses the bot's token")
                : new DiscordAnswer.Refused(status, code, words);
        }

        guard.Well(route);
        return new DiscordAnswer.Refused(status, code, words);
    }

    private DiscordAnswer.Held TooMany(DiscordRoute route, HttpResponseHeaders headers, byte[] said)
    {
        var told = Json(said, DiscordJson.Default.TooManyRequests);
        var scope = headers.TryGetValues("X-RateLimit-Scope", out var scopes) ? scopes.First() : "user";

        // Without Discord's JSON it is Cloudflare's, and concerns the address.
        var everywhere = told?.RetryAfter is null || told.Global == true || scope == "global" || headers.Contains("X-RateLimit-Global");
        var after = told?.RetryAfter is { } seconds and >= 0 and < 1e6 ? TimeSpan.FromSeconds(seconds)
            : headers.RetryAfter?.Delta is { } delta ? delta
            : told is null ? BannedWait : UntoldWait;
        limits.Close(route, after, everywhere);
        if (scope != "shared")
        {
            guard.Refused(route, (int)HttpStatusCode.TooManyRequests, "429");
        }

        return new(after, string.Create(CultureInfo.InvariantCulture, $"429 of scope {scope}, {after.TotalSeconds:0.###} s"));
    }

    private static T? Json<T>(byte[] said, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(ByteOrderMark.Skip((ReadOnlySpan<byte>)said), type);
        }
        catch (JsonException)
        {
            return null; // A proxy's page: it says nothing that is needed.
        }
    }

    private static string Cut(string words) => VisibleText.Cut(words, LongestWords);
}
