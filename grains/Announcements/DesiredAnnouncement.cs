using System.Text.Json.Serialization;
using MoodleGrains.Conferences;

namespace MoodleGrains.Announcements;

/// <summary>
/// What is wanted of one conference in one channel: the conference as Moodle has it and the united terms of the rules that want
/// it there. No clock is in it: the announcement knows by its own timers when the conference opens and ends.
/// </summary>
/// <param name="Name">The conference's name.</param>
/// <param name="CourseName">The full name of its course; null if unknown.</param>
/// <param name="StartsAt">Opening time, Unix seconds; null for none.</param>
/// <param name="EndsAt">Closing time as Moodle has it, Unix seconds; null for none.</param>
/// <param name="Running">Whether its server says that it runs; null where nobody says.</param>
/// <param name="Cancelled">Whether it was deleted in Moodle.</param>
/// <param name="Link">A link that works for whoever clicks; null if none is known.</param>
/// <param name="Role">The role to ping; null pings nobody.</param>
/// <param name="LeadMinutes">How long before the start people are called, minutes, ascending.</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>.</param>
/// <param name="AtEnd"><see cref="Rules.RuleTerms.Delete"/> or <see cref="Rules.RuleTerms.Mark"/>.</param>
/// <param name="RunningNow">Whether it is announced while it runs, where it has no opening time.</param>
/// <param name="AssumedSeconds">How long it lasts where no closing time is known, seconds.</param>
/// <param name="Quiet">
/// The spells around the start in which no ping may be sent, ascending; already resolved from the rule's hours and time zone, because
/// a grain that is folded again must not ask today's time zone rules.
/// </param>
public sealed record DesiredAnnouncement(
    string Name,
    string? CourseName,
    long? StartsAt,
    long? EndsAt,
    bool? Running,
    bool Cancelled,
    string? Link,
    string? Role,
    IReadOnlyList<int> LeadMinutes,
    string Language,
    string AtEnd,
    bool RunningNow,
    long AssumedSeconds,
    IReadOnlyList<Spell> Quiet)
{
    /// <summary>The names of the rules that want it, in order.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Whether it is to be a scheduled event of a server; else messages in a channel.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AsEvent { get; init; }

    /// <summary>Its times, to be read by a clock.</summary>
    [JsonIgnore]
    public ConferenceClock Clock => new(StartsAt, EndsAt, Running == true, Cancelled, AssumedSeconds);

    /// <inheritdoc/>
    public bool Equals(DesiredAnnouncement? other) => other is not null
        && Rest() == other.Rest()
        && LeadMinutes.SequenceEqual(other.LeadMinutes)
        && Quiet.SequenceEqual(other.Quiet)
        && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rest(), LeadMinutes.Count, Quiet.Count);

    private (string, string?, long?, long?, bool?, bool, string?, (string?, string, string, bool, long, bool)) Rest() =>
        (Name, CourseName, StartsAt, EndsAt, Running, Cancelled, Link, (Role, Language, AtEnd, RunningNow, AssumedSeconds, AsEvent));
}

/// <summary>A time from one instant until before another.</summary>
/// <param name="From">Its begin, Unix seconds.</param>
/// <param name="To">Its end, Unix seconds, not in it.</param>
public readonly record struct Spell(long From, long To);

/// <summary>
/// What is wanted, to be reconciled with what is there.
/// </summary>
/// <param name="Wanted">
/// What is wanted; null if no rule wants the conference here, or it is hidden: then nothing stays and nothing is said.
/// </param>
/// <param name="Now">Unix seconds.</param>
public sealed record ReconcileAnnouncement(DesiredAnnouncement? Wanted, long Now) : ICommand;
