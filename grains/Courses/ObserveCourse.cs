using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>How a course stands, as a webhook or a poll told it.</summary>
/// <param name="Fields">What was told; fields that were not told are null.</param>
/// <param name="Stamp">The version of all of them.</param>
public sealed record ObserveCourse(CourseFields Fields, FieldVersion Stamp) : ICommand
{
    internal static Decision Decide(Course course, ObserveCourse command)
    {
        var (told, stamp) = command;

        // A poll that does not read the row's time knows nothing of it; a webhook without the row is told by a change.
        var modifiedAt = stamp.Modified ?? (stamp.Rank == SourcePrecedence.Polled ? null : stamp.Told);
        var weighing = Weigh(course, told, modifiedAt, stamp);
        if (!course.Exists)
        {
            return Decision.Of(CourseFacts.Created(weighing, told, stamp));
        }

        return weighing.Tells ? Decision.Of(CourseFacts.Of(weighing, told, stamp)) : Decision.Nothing;
    }

    private static FieldMerge Weigh(Course course, CourseFields told, long? modifiedAt, FieldVersion stamp)
    {
        var summary = told.Summary is { } text
            ? new Observed<string>(TextFingerprint.Of(text.Value), text.Damaged)
            : (Observed<string>?)null;
        var weighing = new FieldMerge(stamp, (int)course.Contested);
        weighing.Text(course.ShortName, told.ShortName, (int)CourseField.ShortName);
        weighing.Text(course.FullName, told.FullName, (int)CourseField.FullName);
        weighing.Text(course.IdNumber, told.IdNumber, (int)CourseField.IdNumber);
        weighing.Value(course.Category, told.CategoryId, (int)CourseField.Category);
        weighing.Text(course.Summary, summary, (int)CourseField.Summary);
        weighing.Value(course.Visible, told.Visible, (int)CourseField.Visible);
        weighing.Text(course.Format, told.Format, (int)CourseField.Format);
        weighing.Text(course.Language, told.Language, (int)CourseField.Language);
        weighing.Value(course.StartsAt, told.StartsAt, (int)CourseField.StartsAt);
        weighing.Value(course.EndsAt, told.EndsAt, (int)CourseField.EndsAt);
        weighing.Value(course.CreatedAt, told.CreatedAt, (int)CourseField.CreatedAt);
        weighing.Value(course.ModifiedAt, modifiedAt, (int)CourseField.ModifiedAt);
        return weighing;
    }
}

/// <summary>The fields of a course; null where nothing was told. Times are Unix seconds, 0 for none.</summary>
public sealed record CourseFields
{
    /// <summary>The short name, as stored in Moodle (unescaped, multilang tags kept).</summary>
    public Observed<string>? ShortName { get; init; }

    /// <summary>The full name, as stored in Moodle.</summary>
    public Observed<string>? FullName { get; init; }

    /// <summary>The idnumber; empty if none.</summary>
    public Observed<string>? IdNumber { get; init; }

    /// <summary>The category's id.</summary>
    public long? CategoryId { get; init; }

    /// <summary>The summary as stored (HTML, never echoed raw to a page); empty if none.</summary>
    public Observed<string>? Summary { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary>The course format (<c>topics</c>).</summary>
    public Observed<string>? Format { get; init; }

    /// <summary>The forced language; empty if none.</summary>
    public Observed<string>? Language { get; init; }

    /// <summary>Start date.</summary>
    public long? StartsAt { get; init; }

    /// <summary>End date.</summary>
    public long? EndsAt { get; init; }

    /// <summary>When the course was created.</summary>
    public long? CreatedAt { get; init; }
}
