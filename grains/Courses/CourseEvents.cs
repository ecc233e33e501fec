using System.Text.Json.Serialization;
using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>
/// A fact about the fields of a course. A field that it does not carry and that stands in <see cref="Covers"/> was confirmed: its
/// value stays, its version becomes <see cref="Stamp"/>. One that it carries is null where it did not change.
/// </summary>
public interface ICourseFact : IEvent
{
    /// <summary>The fields whose version becomes <see cref="Stamp"/>, changed or not.</summary>
    CourseField Covers { get; }

    /// <summary>The version.</summary>
    FieldVersion Stamp { get; }
}

/// <summary>A course was heard of for the first time.</summary>
/// <param name="ShortName">The short name, null where not told, as all that follow.</param>
/// <param name="FullName">The full name.</param>
/// <param name="IdNumber">The idnumber, empty if none.</param>
/// <param name="CategoryId">The category's id.</param>
/// <param name="Summary">The summary as stored (HTML).</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="Format">The course format.</param>
/// <param name="Language">The forced language, empty if none.</param>
/// <param name="StartsAt">Start date, Unix seconds, 0 for none.</param>
/// <param name="EndsAt">End date, Unix seconds, 0 for none.</param>
/// <param name="CreatedAt">When Moodle created it, Unix seconds.</param>
/// <param name="Damaged">The texts that the sender damaged.</param>
/// <param name="Covers">The fields that were told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseCreated(
    string? ShortName,
    string? FullName,
    string? IdNumber,
    long? CategoryId,
    string? Summary,
    bool? Visible,
    string? Format,
    string? Language,
    long? StartsAt,
    long? EndsAt,
    long? CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CourseField Damaged,
    CourseField Covers,
    FieldVersion Stamp) : ICourseFact;

/// <summary>A course got another name.</summary>
/// <param name="ShortName">The new short name; null if it stays.</param>
/// <param name="FullName">The new full name; null if it stays.</param>
/// <param name="Damaged">The texts that the sender damaged.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseRenamed(
    string? ShortName,
    string? FullName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CourseField Damaged,
    CourseField Covers,
    FieldVersion Stamp) : ICourseFact;

/// <summary>A course was moved to another category.</summary>
/// <param name="CategoryId">The new category's id.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseMoved(long CategoryId, CourseField Covers, FieldVersion Stamp) : ICourseFact;

/// <summary>A course was hidden from students.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseHidden(CourseField Covers, FieldVersion Stamp) : ICourseFact;

/// <summary>A course was shown to students.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseShown(CourseField Covers, FieldVersion Stamp) : ICourseFact;

/// <summary>A course got another start or end.</summary>
/// <param name="StartsAt">The new start, Unix seconds, 0 for none; null if it stays.</param>
/// <param name="EndsAt">The new end, Unix seconds, 0 for none; null if it stays.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseRescheduled(long? StartsAt, long? EndsAt, CourseField Covers, FieldVersion Stamp) : ICourseFact;

/// <summary>A course got another summary.</summary>
/// <param name="Summary">The new summary as stored (HTML), empty if none.</param>
/// <param name="Damaged">The summary, if the sender damaged it.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseDescribed(
    string Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CourseField Damaged,
    CourseField Covers,
    FieldVersion Stamp) : ICourseFact;

/// <summary>Another setting of a course was changed, or told for the first time.</summary>
/// <param name="IdNumber">The new idnumber; null if it stays.</param>
/// <param name="Format">The new format; null if it stays.</param>
/// <param name="Language">The new forced language; null if it stays.</param>
/// <param name="CreatedAt">When Moodle created it, Unix seconds; null if it stays.</param>
/// <param name="Damaged">The texts that the sender damaged.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseReconfigured(
    string? IdNumber,
    string? Format,
    string? Language,
    long? CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CourseField Damaged,
    CourseField Covers,
    FieldVersion Stamp) : ICourseFact;

/// <summary>A newer word left the values of a course as they are: only their versions advance.</summary>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseTouched(CourseField Covers, FieldVersion Stamp) : ICourseFact;

/// <summary>
/// Two words of one version disagree, or a damaged text does not fit the exact one: the course has to be read from Moodle.
/// </summary>
/// <param name="Fields">The fields in doubt.</param>
/// <param name="Stamp">The version of the later word.</param>
public sealed record CourseContested(CourseField Fields, FieldVersion Stamp) : IEvent;

/// <summary>An exact word confirmed values that were contested or damaged.</summary>
/// <param name="Fields">The fields that are no longer in doubt.</param>
/// <param name="Covers">The fields told.</param>
/// <param name="Stamp">The version.</param>
public sealed record CourseSettled(CourseField Fields, CourseField Covers, FieldVersion Stamp) : ICourseFact;

/// <summary>A course was deleted, for good.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record CourseDeleted(FieldVersion Stamp) : IEvent;
