using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

/// <summary>A row of course_categories.</summary>
public sealed record Category
{
    /// <summary>Its id.</summary>
    public required long Id { get; init; }

    /// <summary>Its context.</summary>
    public required long ContextId { get; init; }

    /// <summary>Its name as stored.</summary>
    public required string Name { get; init; }

    /// <summary>Its idnumber; null if none.</summary>
    public string? IdNumber { get; init; }

    /// <summary>Its description, HTML.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its parent; 0 at the top.</summary>
    public long ParentId { get; init; }

    /// <summary>Its place among all categories, in steps of 10,000.</summary>
    public long SortOrder { get; init; } = long.MaxValue;

    /// <summary>Whether students see it.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>What it was before its parent was hidden.</summary>
    public bool VisibleOld { get; init; } = true;

    /// <summary>When it was last changed, Unix seconds.</summary>
    public long TimeModified { get; init; }

    /// <summary>1 at the top.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>The ids from the top down, <c>/3/7</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The context in which its events happen.</summary>
    public MoodleContext Context => new(ContextId, 40, Id, 0);

    /// <summary>The table row.</summary>
    /// <param name="courseCount">How many courses are directly in it.</param>
    /// <returns>The row, columns in the table's order.</returns>
    public PhpMap Row(long courseCount) => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["idnumber"] = IdNumber,
        ["description"] = Description,
        ["descriptionformat"] = 1L,
        ["parent"] = ParentId,
        ["sortorder"] = SortOrder,
        ["coursecount"] = courseCount,
        ["visible"] = Visible ? 1L : 0L,
        ["visibleold"] = VisibleOld ? 1L : 0L,
        ["timemodified"] = TimeModified,
        ["depth"] = (long)Depth,
        ["path"] = Path,
        ["theme"] = null,
    };
}
