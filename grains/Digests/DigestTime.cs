namespace MoodleGrains.Digests;

/// <summary>
/// The turns of a digest on the user's own clock. The time zone database is read as a table of constants: what was decided by
/// it stands in the event, so that no replay asks again.
/// </summary>
public static class DigestTime
{
    /// <summary>Whether a time zone is known.</summary>
    /// <param name="zone">Its IANA name.</param>
    /// <returns>True if it is.</returns>
    public static bool Knows(string? zone) =>
        zone is { Length: > 0 and <= 64 } && !zone.StartsWith('/') && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    /// <summary>
    /// The first turn after an instant. An hour that the clocks skip is taken where they stand after it; an hour that they show
    /// twice is taken the first time. So there is exactly one turn a day, or a week.
    /// </summary>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <param name="wish">What the user wants; a zone that is not known here is taken as UTC.</param>
    /// <returns>The turn, Unix seconds.</returns>
    public static long NextAfter(long now, DigestWish wish)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(wish.Zone, out var known) ? known : TimeZoneInfo.Utc;
        var day = Local(now, zone).Date.AddDays(-1);
        while (true)
        {
            var turn = Instant(day.AddHours(wish.Hour), zone);
            if (turn > now && (wish.Rhythm == DigestWish.Daily || Weekday(day) == wish.Weekday))
            {
                return turn;
            }

            day = day.AddDays(1);
        }
    }

    /// <summary>What the clock of a zone shows.</summary>
    /// <param name="instant">Unix seconds.</param>
    /// <param name="zone">The zone's IANA name; one that is not known here is taken as UTC.</param>
    /// <returns>The time shown.</returns>
    public static DateTime Shown(long instant, string zone) =>
        Local(instant, TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc);

    /// <summary>The number of a day in its week.</summary>
    /// <param name="day">The day.</param>
    /// <returns>1 (Monday) to 7 (Sunday).</returns>
    public static int Weekday(DateTime day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    private static DateTime Local(long instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(instant), zone).DateTime;

    // Only what clocks show at an instant is asked of the zone: which times are skipped or doubled, some zones' rules tell wrongly.
    private static long Instant(DateTime shown, TimeZoneInfo zone)
    {
        var (before, after) = (At(Offset(-1)), At(Offset(1)));
        var (first, second) = (Math.Min(before, after), Math.Max(before, after));
        return Local(first, zone) == shown ? first
            : Local(second, zone) == shown ? second
            : before;

        TimeSpan Offset(int days) => zone.GetUtcOffset(new DateTimeOffset(shown.AddDays(days), TimeSpan.Zero));

        long At(TimeSpan offset) => new DateTimeOffset(shown, TimeSpan.Zero).ToUnixTimeSeconds() - (long)offset.TotalSeconds;
    }
}
