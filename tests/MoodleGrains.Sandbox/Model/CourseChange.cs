namespace MoodleGrains.Sandbox.Model;

/// <summary>What a course is created with, or what shall change; null is not said.</summary>
public sealed record CourseChange
{
    /// <summary>The full name.</summary>
    public string? FullName { get; init; }

    /// <summary>The short name.</summary>
    public string? ShortName { get; init; }

    /// <summary>The category.</summary>
    public long? CategoryId { get; init; }

    /// <summary>The idnumber.</summary>
    public string? IdNumber { get; init; }

    /// <summary>The summary.</summary>
    public string? Summary { get; init; }

    /// <summary>1 HTML, 2 plain text.</summary>
    public long? SummaryFormat { get; init; }

    /// <summary>The course format.</summary>
    public string? Format { get; init; }

    /// <summary>Start date, Unix seconds.</summary>
    public long? StartDate { get; init; }

    /// <summary>End date, Unix seconds, 0 for none.</summary>
    public long? EndDate { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary>The forced language.</summary>
    public string? Language { get; init; }

    /// <summary>Whether completion tracking is on.</summary>
    public bool? TracksCompletion { get; init; }

    /// <summary>How many sections it is created with behind section 0.</summary>
    public int Sections { get; init; }
}
