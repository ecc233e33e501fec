using System.Diagnostics.CodeAnalysis;

namespace MoodleGrains.Announcements;

/// <summary>
/// Which announcement: a conference in a channel, or among the scheduled events of a server, as the grain's id
/// <c>announcement-{site}-{conference}-{channel}</c>.
/// </summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Conference">The third part of the conference's grain id (<c>41</c>, <c>e77</c>).</param>
/// <param name="Channel">
/// A Discord channel's snowflake, the name of a webhook URL in the configuration, or <c>guild.{snowflake}</c> for the scheduled events of a
/// server: no channel has a dot.
/// </param>
public sealed record AnnouncementId(string Site, string Conference, string Channel)
{
    private const string GuildPrefix = "guild.";

    /// <summary>The server whose scheduled events it is among, its snowflake; null where it is in a channel.</summary>
    public string? Guild => Channel.StartsWith(GuildPrefix, StringComparison.Ordinal) ? Channel[GuildPrefix.Length..] : null;

    /// <summary>The grain's id.</summary>
    public StreamKey Grain => new($"{Announcement.Kind}-{Site}-{Conference}-{Channel}");

    /// <summary>The scheduled events of a server, in the place of a channel.</summary>
    /// <param name="guild">The server's snowflake.</param>
    /// <returns><c>guild.{snowflake}</c>.</returns>
    public static string OfGuild(string guild) => $"{GuildPrefix}{guild}";

    /// <summary>Reads a grain's id.</summary>
    /// <param name="grain">The grain's id.</param>
    /// <param name="id">What it names.</param>
    /// <returns>True if it is that of an announcement.</returns>
    public static bool TryRead(StreamKey grain, [NotNullWhen(true)] out AnnouncementId? id)
    {
        id = grain.Kind == Announcement.Kind
            && grain.Name.IndexOf('-', StringComparison.Ordinal) is var at and > 0
            && at + 1 < grain.Name.Length
                ? new(grain.Site, grain.Name[..at], grain.Name[(at + 1)..])
                : null;
        return id is not null;
    }
}
