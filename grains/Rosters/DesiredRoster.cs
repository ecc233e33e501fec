namespace MoodleGrains.Rosters;

/// <summary>A roster after Check: what it wants, and what of it could not be taken at its word.</summary>
/// <param name="Courses">The courses without fault.</param>
/// <param name="LeftOut">Keys (<see cref="DesiredCourse.Key"/>) of courses left out: they count as there and unchanged.</param>
/// <param name="Unnamed">Whether a course was left out that nobody can name: then nothing is hidden.</param>
/// <param name="Findings">All that is wrong, in the order of the document.</param>
public sealed record DesiredRoster(
    IReadOnlyList<DesiredCourse> Courses, IReadOnlySet<string> LeftOut, bool Unnamed, IReadOnlyList<Finding> Findings)
{
    /// <summary>
    /// How many courses were left out, those too that nobody can name; a course may have two keys in <see cref="LeftOut"/>, or none.
    /// </summary>
    public int CoursesLeftOut { get; init; }
}

/// <summary>A course of the roster.</summary>
/// <param name="Path">Where it stands: <c>$.courses[3]</c>, or <c>line 7</c>.</param>
/// <param name="Key">Its identity: <c>id:</c> and its idnumber where it has one, else <c>name:</c> and its short name.</param>
/// <param name="ShortName">Its short name, as given but for blanks around it.</param>
/// <param name="Name">Its full name.</param>
/// <param name="IdNumber">Its idnumber; null if none.</param>
/// <param name="Category">As <see cref="RosterTerms.Category"/>; null for that of the terms.</param>
/// <param name="StartsAt">Unix seconds; null if not said.</param>
/// <param name="EndsAt">Unix seconds; null if not said.</param>
/// <param name="Visible">Whether students see it when it is created; null if not said.</param>
/// <param name="Template">As <see cref="RosterTerms.Template"/>; null for that of the terms.</param>
/// <param name="Members">Its participants that can be named, one for each key.</param>
/// <param name="Unnamed">
/// Whether a participant was left out that nobody can name: then nobody is suspended or removed in it for not being listed.
/// </param>
public sealed record DesiredCourse(
    string Path,
    string Key,
    string ShortName,
    string Name,
    string? IdNumber,
    string? Category,
    long? StartsAt,
    long? EndsAt,
    bool? Visible,
    string? Template,
    IReadOnlyList<DesiredMember> Members,
    bool Unnamed);

/// <summary>A participant of a course.</summary>
/// <param name="Path">Where it stands (the first, where the same pair stands twice).</param>
/// <param name="Key">What it is found by in Moodle: trimmed, and lower-cased but for an idnumber, whose case counts.</param>
/// <param name="Roles">Moodle's roles, short names or numbers, as mapped; empty if none was known.</param>
/// <param name="RolesUnsure">Whether one of its roles was unknown: then it loses none.</param>
/// <param name="Suspended">Whether the roster says that it is not active.</param>
public sealed record DesiredMember(string Path, string Key, IReadOnlyList<string> Roles, bool RolesUnsure, bool Suspended)
{
    /// <summary>As the roster writes it, trimmed.</summary>
    public string Given { get; init; } = Key;

    /// <summary>The roster's words for roles that nobody knows.</summary>
    public IReadOnlyList<string> UnknownRoles { get; init; } = [];

    /// <summary>Whether it was left out for a fault, though its name is known: it counts as there and unchanged.</summary>
    public bool LeftOut { get; init; }
}

/// <summary>Something a person should know of a roster or a plan.</summary>
/// <param name="Error">Whether something was left out because of it; false for a warning.</param>
/// <param name="Code">A stable snake_case code.</param>
/// <param name="Path">Where: <c>$.courses[3].participants[0].username</c>, <c>line 7, username</c>, or a course's key.</param>
/// <param name="Text">One sentence that names the value and the remedy. May name persons: kept in erasable tables only.</param>
public sealed record Finding(bool Error, string Code, string Path, string Text);
