using MoodleGrains.Conferences;

namespace MoodleGrains.Silo.Announcements;

/// <summary>A conference as the read models have it, with what decides where it is announced. Times are Unix seconds.</summary>
internal sealed record ConferenceSeen
{
    /// <summary>The third part of its grain's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The course it is in; null if unknown.</summary>
    public long? CourseId { get; init; }

    /// <summary>The course's full name.</summary>
    public string? CourseName { get; init; }

    /// <summary>The categories it is in, that of the course first, the top one last.</summary>
    public IReadOnlyList<long> Categories { get; init; } = [];

    /// <summary>Opening time; null for none.</summary>
    public long? StartsAt { get; init; }

    /// <summary>Closing time; null for none.</summary>
    public long? EndsAt { get; init; }

    /// <summary>Whether its server says that it runs.</summary>
    public bool Running { get; init; }

    /// <summary>Whether it was deleted, or its course was.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Whether students do not see it: it, its course or a category above is hidden.</summary>
    public bool Hidden { get; init; }

    /// <summary>A link that works for whoever clicks; null if none is known.</summary>
    public string? Link { get; init; }

    /// <summary>The channels where it is wanted since before.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>How it stands at an instant.</summary>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <param name="assumedSeconds">How long it lasts where no closing time is known.</param>
    /// <returns>The phase.</returns>
    public ConferencePhase At(long now, long assumedSeconds) =>
        new ConferenceClock(StartsAt, EndsAt, Running, Cancelled, assumedSeconds).At(now);
}
