namespace MoodleGrains.Rosters;

/// <summary>A course as a document has it, before it was checked.</summary>
/// <param name="Path">Where it stands.</param>
internal sealed record CourseDraft(string Path)
{
    public string? ShortName { get; init; }

    public string? Name { get; init; }

    public string? IdNumber { get; init; }

    public string? Category { get; init; }

    public string? Template { get; init; }

    public long? StartsAt { get; init; }

    public long? EndsAt { get; init; }

    public bool? Visible { get; init; }

    public IReadOnlyList<MemberDraft> Members { get; init; } = [];

    /// <summary>Whether a fault was found in it already.</summary>
    public bool Bad { get; init; }

    /// <summary>Whether it cannot be named for a fault of its short name or idnumber.</summary>
    public bool Unnamed { get; init; }

    /// <summary>Where its fields stand.</summary>
    public CoursePaths Paths { get; init; } = new("", "", "");
}

/// <summary>Where fields of a course stand.</summary>
internal sealed record CoursePaths(string ShortName, string Name, string EndDate);

/// <summary>A participant as a document has it.</summary>
/// <param name="Path">Where its name stands.</param>
/// <param name="RolePath">Where its role stands.</param>
/// <param name="UserName">Its name; null if it cannot be named.</param>
/// <param name="Role">Its role's word; empty for none.</param>
/// <param name="Suspended">Whether it is said not to be active.</param>
/// <param name="Bad">Whether a fault was found in it already.</param>
internal readonly record struct MemberDraft(string Path, string RolePath, string? UserName, string Role, bool Suspended, bool Bad);
