namespace MoodleGrains.Announcements;

/// <summary>
/// What a message says, facts only: the adapter makes a text of it. Names come from Moodle and are untrusted text, not escaped.
/// </summary>
/// <param name="Kind">One of the constants of this class.</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>.</param>
/// <param name="Name">The conference's name.</param>
/// <param name="CourseName">The full name of its course; null where it has none or none is known.</param>
/// <param name="StartsAt">When it starts, Unix seconds; null for none.</param>
/// <param name="EndsAt">When it ends, Unix seconds; null where Moodle tells none.</param>
/// <param name="Link">A link that works for whoever clicks; null where none is known.</param>
/// <param name="WasStartsAt">Of <see cref="Moved"/>: when it would have started, Unix seconds.</param>
/// <param name="Odd">Whether Moodle has it close before it opens; <paramref name="EndsAt"/> is then the end that is assumed.</param>
public sealed record Card(
    string Kind,
    string Language,
    string Name,
    string? CourseName,
    long? StartsAt,
    long? EndsAt,
    string? Link,
    long? WasStartsAt,
    bool Odd)
{
    /// <summary>It is to come.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>It has begun.</summary>
    public const string Open = "open";

    /// <summary>It is over.</summary>
    public const string Ended = "ended";

    /// <summary>It was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was moved to another time.</summary>
    public const string Moved = "moved";

    /// <summary>It is about to begin: whoever wants to come is called.</summary>
    public const string Ping = "ping";

    /// <summary>It has no opening time and runs now.</summary>
    public const string Running = "running";
}
