namespace MoodleGrains.Courses;

/// <summary>The fields of a course that have versions, as bits. Events write them as one number: values never change.</summary>
[Flags]
public enum CourseField
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The short name.</summary>
    ShortName = 1,

    /// <summary>The full name.</summary>
    FullName = 2,

    /// <summary>The idnumber.</summary>
    IdNumber = 4,

    /// <summary>The category.</summary>
    Category = 8,

    /// <summary>The summary.</summary>
    Summary = 16,

    /// <summary>Whether students see it.</summary>
    Visible = 32,

    /// <summary>The course format.</summary>
    Format = 64,

    /// <summary>The forced language.</summary>
    Language = 128,

    /// <summary>Start date.</summary>
    StartsAt = 256,

    /// <summary>End date.</summary>
    EndsAt = 512,

    /// <summary>When it was created.</summary>
    CreatedAt = 1024,

    /// <summary>When its row was last changed.</summary>
    ModifiedAt = 2048,
}
