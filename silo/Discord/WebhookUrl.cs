using System.Text.RegularExpressions;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// A webhook URL in parts. Whoever knows it can post: it is never shown. The host is left aside, because requests go to the
/// configured API with its version; a URL without a version would mean a deprecated one.
/// </summary>
/// <param name="Id">The webhook's id.</param>
/// <param name="Token">Its secret.</param>
/// <param name="Thread">The thread it posts to, <c>?thread_id=…</c>; without it edits and deletions in a thread are refused too.</param>
internal sealed partial record WebhookUrl(string Id, string Token, string? Thread)
{
    /// <summary>Reads one.</summary>
    /// <param name="text">The URL.</param>
    /// <returns>Its parts; null if it is none.</returns>
    public static WebhookUrl? Parse(string? text)
    {
        if (Form().Match(text ?? "") is not { Success: true } match)
        {
            return null;
        }

        var thread = match.Groups["thread"];
        return new(match.Groups["id"].Value, match.Groups["token"].Value, thread.Success ? thread.Value : null);
    }

    /// <summary>Names no secret.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => $"webhook {Id}";

    [GeneratedRegex(
        @"^https?://[^/\s]+/api/(v\d+/)?webhooks/(?<id>\d{1,20})/(?<token>[A-Za-z0-9_-]{1,200})/?(\?thread_id=(?<thread>\d{1,20}))?$")]
    private static partial Regex Form();
}
