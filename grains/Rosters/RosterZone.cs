namespace MoodleGrains.Rosters;

/// <summary>The time zone in which dates of a roster are meant that name none.</summary>
/// <param name="name">Its IANA name; null where nobody said it: then it is UTC.</param>
internal sealed class RosterZone(string? name)
{
    private static readonly TimeSpan LongestShift = TimeSpan.FromDays(1);

    private readonly TimeZoneInfo? zone =
        name is null ? TimeZoneInfo.Utc : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var known) ? known : null;

    /// <summary>Its name.</summary>
    public string Name => name ?? "UTC";

    /// <summary>Whether this machine knows it.</summary>
    public bool IsKnown => zone is not null;

    /// <summary>The path of the first date that was taken for UTC although nobody said so; null for none.</summary>
    public string? Assumed { get; private set; }

    /// <summary>The instant at which the clocks of the zone show a time.</summary>
    /// <param name="wall">What they show.</param>
    /// <param name="path">Where it stands.</param>
    /// <returns>
    /// Unix seconds. A time that is skipped when clocks are set forward is taken that much later; of one that comes twice, the first.
    /// </returns>
    public long Instant(DateTime wall, string path)
    {
        if (name is null)
        {
            Assumed ??= path;
        }

        var there = zone ?? TimeZoneInfo.Utc;
        var offset = there.IsInvalidTime(wall) ? there.GetUtcOffset(wall - LongestShift)
            : there.IsAmbiguousTime(wall) ? there.GetAmbiguousTimeOffsets(wall).Max()
            : there.GetUtcOffset(wall);
        return (long)(wall - DateTime.UnixEpoch - offset).TotalSeconds;
    }
}
