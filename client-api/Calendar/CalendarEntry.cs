namespace MoodleGrains.ClientApi.Calendar;

/// <summary>One conference as a calendar shows it. Texts are plain but of any content; times are UTC.</summary>
/// <param name="Uid">What it is known by in every calendar, for ever.</param>
/// <param name="Sequence">Rises with each change that a calendar shows.</param>
/// <param name="ChangedAt">When that last happened.</param>
/// <param name="Name">Its name.</param>
/// <param name="Course">The name of its course; empty if unknown.</param>
/// <param name="StartsAt">When it starts.</param>
/// <param name="EndsAt">When it ends, after the start.</param>
/// <param name="Link">A link that works for whoever clicks; null if none is known.</param>
/// <param name="Cancelled">Whether it does not take place.</param>
internal sealed record CalendarEntry(
    string Uid,
    long Sequence,
    DateTime ChangedAt,
    string Name,
    string Course,
    DateTime StartsAt,
    DateTime EndsAt,
    Uri? Link,
    bool Cancelled);
