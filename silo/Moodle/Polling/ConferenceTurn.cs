namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>What the last reading of a conference told.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="Module">The activity module, or <c>calendar</c>.</param>
/// <param name="Instance">The activity's id among those of its module; of an entry its own.</param>
/// <param name="Course">Its course; 0 for the site.</param>
/// <param name="Seen">What tells whether list or calendar changed since; empty where the reading failed in part.</param>
/// <param name="StartsAt">Unix seconds; 0 for none.</param>
/// <param name="EndsAt">Unix seconds; 0 for none.</param>
/// <param name="Running">Whether it ran.</param>
/// <param name="ReadAt">When, Unix seconds by our clock.</param>
/// <param name="HiddenAt">When a direct question found it hidden from us; null if it is seen.</param>
internal sealed record ConferenceReading(
    long Id,
    string Module,
    long Instance,
    long Course,
    string Seen,
    long StartsAt,
    long EndsAt,
    bool Running,
    long ReadAt,
    long? HiddenAt = null);

/// <summary>When a conference is read again. Pure.</summary>
internal static class ConferenceTurn
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;

    /// <summary>
    /// Whether it is its turn: never read, or changed; hourly inside the last 24 h and while it is open; at each reconcile where only
    /// that tells whether it runs: a room without opening time, and one without closing time that is over by the clock and ran.
    /// </summary>
    /// <param name="last">The last reading; null if there was none.</param>
    /// <param name="seen">What list and calendar show now.</param>
    /// <param name="now">Now, Unix seconds.</param>
    /// <param name="length">How long one without closing time is taken to last, in seconds.</param>
    /// <returns>True if it is.</returns>
    public static bool IsDue(ConferenceReading? last, string seen, long now, long length)
    {
        if (last is null || last.Seen != seen || last.StartsAt == 0)
        {
            return true;
        }

        var end = last.EndsAt > last.StartsAt ? last.EndsAt : last.StartsAt + length;
        if (now >= end)
        {
            return last.Running && now < end + Day;
        }

        return now >= last.StartsAt - Day && now - last.ReadAt >= Hour;
    }
}
