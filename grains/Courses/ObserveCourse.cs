using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>How a course stands, as a webhook or a poll told it.</summary>
/// <param name="Fields">What was told; fields that were not told are null.</param>
/// <param name="Stamp">The version of all of them.</param>
public sealed record ObserveCourse(CourseFields Fields, Stamp Stamp) : ICommand;

/// <summary>The fields of a course; null where nothing was told. Times are Unix seconds, 0 for none.</summary>
public sealed record CourseFields
{
    /// <summary>The short name, as stored in Moodle (unescaped, multilang tags kept).</summary>
    public Told<string>? ShortName { get; init; }

    /// <summary>The full name, as stored in Moodle.</summary>
    public Told<string>? FullName { get; init; }

    /// <summary>The idnumber; empty if none.</summary>
    public Told<string>? IdNumber { get; init; }

    /// <summary>The category's id.</summary>
    public long? CategoryId { get; init; }

    /// <summary>The summary as stored (HTML, never echoed raw to a page); empty if none.</summary>
    public Told<string>? Summary { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary>The course format (<c>topics</c>).</summary>
    public Told<string>? Format { get; init; }

    /// <summary>The forced language; empty if none.</summary>
    public Told<string>? Language { get; init; }

    /// <summary>Start date.</summary>
    public long? StartsAt { get; init; }

    /// <summary>End date.</summary>
    public long? EndsAt { get; init; }

    /// <summary>When the course was created.</summary>
    public long? CreatedAt { get; init; }
}
