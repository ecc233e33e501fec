using System.Globalization;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>The events that one activity has in the calendar: one, or several if it is a series. Pure.</summary>
/// <param name="entries">The events, one at least.</param>
/// <param name="now">Now, Unix seconds.</param>
internal sealed class Meetings(IReadOnlyList<CalendarEntry> entries, long now)
{
    /// <summary>All of them, in the order of time.</summary>
    public IReadOnlyList<CalendarEntry> All { get; } = [.. entries.OrderBy(entry => entry.StartsAt).ThenBy(entry => entry.Id)];

    /// <summary>The one that runs or comes next, else the last.</summary>
    public CalendarEntry Current => All.FirstOrDefault(entry => entry.StartsAt + entry.Duration >= now) ?? All[^1];

    /// <summary>What tells whether one of them changed; begins with the id of the current one.</summary>
    public string Seen => All.Count == 1
        ? SeenOf(Current)
        : $"{SeenOf(Current)}/{TextFingerprint.Of(string.Join('|', All.Select(SeenOf)))}";

    /// <summary>The event that was the current one.</summary>
    /// <param name="seen">What was <see cref="Seen"/> then.</param>
    /// <returns>Its id; 0 where that is not known.</returns>
    public static long CurrentIn(string seen) =>
        seen.IndexOf('/', StringComparison.Ordinal) is var at and > 0
        && long.TryParse(seen.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : 0;

    // The name too: what is renamed in the second in which it was made has the same time.
    private static string SeenOf(CalendarEntry entry) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Id}/{entry.StartsAt}/{entry.Duration}/{entry.TimeModified}/{TextFingerprint.Of(entry.Name)}");
}
