using System.Text.Json.Serialization;
using MoodleGrains.Convergence;

namespace MoodleGrains.Conferences;

/// <summary>The fields of a conference that have versions, as bits. Events write them as one number: values never change.</summary>
[Flags]
public enum ConferenceField
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The name.</summary>
    Name = 1,

    /// <summary>Opening time.</summary>
    StartsAt = 2,

    /// <summary>Closing time.</summary>
    EndsAt = 4,

    /// <summary>Whether students see it.</summary>
    Visible = 8,

    /// <summary>The view page.</summary>
    JoinUrl = 16,

    /// <summary>The course it is in.</summary>
    Course = 32,

    /// <summary>The activity's id in its module's table.</summary>
    Instance = 64,

    /// <summary>Whether its server says that it runs.</summary>
    Running = 128,

    /// <summary>The link for guests.</summary>
    GuestUrl = 256,

    /// <summary>Whether it is a series.</summary>
    Recurring = 512,
}

/// <summary>
/// A fact about the fields of a conference. A field that it does not carry and that stands in <see cref="Covers"/> was confirmed:
/// its value stays, its version becomes <see cref="Stamp"/>.
/// </summary>
public interface IConferenceFact : IEvent
{
    /// <summary>The fields whose version becomes <see cref="Stamp"/>, changed or not.</summary>
    ConferenceField Covers { get; }

    /// <summary>The version; <see cref="FieldVersion.Modified"/> is null, conferences go by when it was told.</summary>
    FieldVersion Stamp { get; }
}

/// <summary>A conference was heard of for the first time.</summary>
/// <param name="Module">The activity module (<c>bigbluebuttonbn</c>).</param>
/// <param name="InstanceId">The activity's id in its module's table; null where not told, as all that follow.</param>
/// <param name="CourseId">The course it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartsAt">Opening time, Unix seconds, 0 for none.</param>
/// <param name="EndsAt">Closing time, Unix seconds, 0 for none.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="JoinUrl">The activity's view page, or a calendar entry's link; never a personal address.</param>
/// <param name="Damaged">The texts that the sender damaged.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceCreated(
    string Module,
    long? InstanceId,
    long? CourseId,
    string? Name,
    long? StartsAt,
    long? EndsAt,
    bool? Visible,
    string? JoinUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] ConferenceField Damaged,
    ConferenceField Covers,
    FieldVersion Stamp) : IConferenceFact
{
    /// <summary>Of one occurrence of a series: the course module of its activity; null for all others.</summary>
    public long? Series { get; init; }
}

/// <summary>A conference got another name.</summary>
/// <param name="Name">The new name.</param>
/// <param name="Damaged">The name, if the sender damaged it.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceRenamed(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] ConferenceField Damaged,
    ConferenceField Covers,
    FieldVersion Stamp) : IConferenceFact;

/// <summary>A conference got another opening or closing time.</summary>
/// <param name="StartsAt">The new opening time, Unix seconds, 0 for none; null if it stays.</param>
/// <param name="EndsAt">The new closing time, Unix seconds, 0 for none; null if it stays.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceRescheduled(long? StartsAt, long? EndsAt, ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>A conference was hidden from students.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceHidden(ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>A conference was shown to students.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceShown(ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>It was told where a conference is to be found.</summary>
/// <param name="InstanceId">The activity's id in its module's table; null if it stays.</param>
/// <param name="CourseId">The course it is in; null if it stays.</param>
/// <param name="JoinUrl">The activity's view page; null if it stays.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferencePlaced(
    long? InstanceId,
    long? CourseId,
    string? JoinUrl,
    ConferenceField Covers,
    FieldVersion Stamp) : IConferenceFact
{
    /// <summary>The link for guests, empty where guest access is off; null if it stays.</summary>
    public string? GuestUrl { get; init; }
}

/// <summary>A conference's server says that it runs.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceStarted(ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>A conference's server says that it runs no longer.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceStopped(ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>
/// An activity was found to be a series: each of its occurrences is a conference of its own, and its times are those of the next one.
/// </summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceSeriesFound(ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>A newer word left the values of a conference as they are: only their versions advance.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceTouched(ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>Two words of one version disagree, or a damaged text does not fit the exact one: it has to be read from Moodle.</summary>
/// <param name="Fields">The fields in doubt.</param>
/// <param name="Stamp">The version of the later word.</param>
public sealed record ConferenceContested(ConferenceField Fields, FieldVersion Stamp) : IEvent;

/// <summary>An exact word confirmed values that were contested or damaged.</summary>
/// <param name="Fields">The fields that are no longer in doubt.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ConferenceSettled(ConferenceField Fields, ConferenceField Covers, FieldVersion Stamp) : IConferenceFact;

/// <summary>A conference was deleted, for good.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record ConferenceDeleted(FieldVersion Stamp) : IEvent;
