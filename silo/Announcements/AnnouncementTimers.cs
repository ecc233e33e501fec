using MoodleGrains.Announcements;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Announcements;

/// <summary>
/// The hourly look at a whole site: it brings in conferences that come into the window, and what imports, which run no reactions, left
/// out. Each turn names the next one, by an id that is the same on every silo.
/// </summary>
internal static class AnnouncementTimers
{
    private const string Prefix = "announce-window-";
    private const long Hour = 3600;

    /// <summary>The next look at a site.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="now">Now, UTC.</param>
    /// <returns>The effect.</returns>
    public static Effect Next(string site, DateTimeOffset now)
    {
        // Each site at a minute of its own, so that not all begin at once.
        var offset = site.Aggregate(0L, (sum, c) => ((sum * 31) + c) % Hour);
        var turn = ((now.ToUnixTimeSeconds() - offset) / Hour) + 1;
        // A key of its own: a look that somebody asks for supersedes those before it, and would end the chain.
        return new(
            $"announce-{site}-window", $"{Prefix}{site}-{turn}", new ReconcileAnnouncements(site, AnnouncementScope.Site, site), (turn
                * Hour) + offset);
    }

    /// <summary>What follows a turn: the next one, if it was one of ours.</summary>
    /// <param name="effect">The effect that was done.</param>
    /// <param name="now">Now, UTC.</param>
    /// <returns>The next, or nothing.</returns>
    public static IReadOnlyList<Effect> After(Due<ReconcileAnnouncements> effect, DateTimeOffset now) =>
        effect.Id.StartsWith(Prefix, StringComparison.Ordinal) ? [Next(effect.Body.Site, now)] : [];
}
