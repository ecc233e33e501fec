namespace MoodleGrains.Silo.Discord.Texts;

/// <summary>
/// What tells a message of ours from every other when a channel is read back: <c>mg-…</c> in the fragment of its button's link, which
/// no server is sent; in the footer where there is no link that could carry it.
/// </summary>
internal static class Marker
{
    private const string Prefix = "mg-";
    private const int LongestUrl = 512;

    /// <summary>The marker as it stands in a message.</summary>
    /// <param name="marker">The announcement's word for it.</param>
    /// <returns>With its prefix.</returns>
    public static string Text(string marker) =>
        marker.StartsWith(Prefix, StringComparison.Ordinal) ? marker : Prefix + marker;

    /// <summary>A link that a button can have.</summary>
    /// <param name="link">What Moodle gives.</param>
    /// <returns>The address; null if it is none of the web, too long, or holds a name or password.</returns>
    public static string? Usable(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.UserInfo == ""
        && address.AbsoluteUri.Length <= LongestUrl
            ? address.AbsoluteUri
            : null;

    /// <summary>A usable link with the marker in its fragment.</summary>
    /// <param name="url">The link.</param>
    /// <param name="marker">The marker.</param>
    /// <returns>The link; null where it has a fragment that means something, or would become too long.</returns>
    public static string? On(string url, string marker)
    {
        var marked = $"{url}#{Text(marker)}";
        return url.Contains('#', StringComparison.Ordinal) || marked.Length > LongestUrl ? null : marked;
    }

    /// <summary>Whether a message that was read back carries a marker.</summary>
    /// <param name="message">The message.</param>
    /// <param name="marker">The marker.</param>
    /// <returns>True if it does.</returns>
    public static bool IsIn(DiscordMessage message, string marker)
    {
        var text = Text(marker);
        var fragment = $"#{text}";
        return (message.Components ?? []).SelectMany(row => row.Components ?? []).Any(button =>
                button.Url?.EndsWith(fragment, StringComparison.Ordinal) == true)
            || (message.Embeds ?? []).Any(embed => embed.Footer?.Text is { } footer
                && (footer == text || footer.EndsWith($" {text}", StringComparison.Ordinal)));
    }
}
