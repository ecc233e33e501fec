namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>A course to be created. What is null is left to the site's defaults.</summary>
/// <param name="FullName">Plain text; Moodle refuses tags.</param>
/// <param name="ShortName">Unique on the site.</param>
/// <param name="CategoryId">Its category.</param>
/// <param name="IdNumber">Unique on the site where not empty.</param>
/// <param name="Summary">HTML.</param>
/// <param name="Format"><c>topics</c>, <c>weeks</c>, …</param>
/// <param name="StartsAt">Unix seconds.</param>
/// <param name="EndsAt">Unix seconds; 0 for none. Left out, Moodle sets a year after the start.</param>
/// <param name="Visible">Whether students see it.</param>
internal sealed record NewCourse(
    string FullName,
    string ShortName,
    long CategoryId,
    string? IdNumber = null,
    string? Summary = null,
    string? Format = null,
    long? StartsAt = null,
    long? EndsAt = null,
    bool? Visible = null);

/// <summary>What is to change in a course; null stays.</summary>
/// <param name="Id">The course.</param>
/// <param name="FullName">Plain text.</param>
/// <param name="ShortName">Unique on the site.</param>
/// <param name="CategoryId">Its category.</param>
/// <param name="IdNumber">Unique on the site where not empty.</param>
/// <param name="Summary">HTML.</param>
/// <param name="StartsAt">Unix seconds.</param>
/// <param name="EndsAt">Unix seconds; 0 for none.</param>
/// <param name="Visible">Whether students see it.</param>
internal sealed record CourseEdit(
    long Id,
    string? FullName = null,
    string? ShortName = null,
    long? CategoryId = null,
    string? IdNumber = null,
    string? Summary = null,
    long? StartsAt = null,
    long? EndsAt = null,
    bool? Visible = null);

/// <summary>A category to be created.</summary>
/// <param name="Name">Plain text; Moodle refuses tags.</param>
/// <param name="ParentId">0 for none.</param>
/// <param name="IdNumber">Unique on the site where not empty.</param>
/// <param name="Description">HTML.</param>
internal sealed record NewCategory(string Name, long ParentId = 0, string? IdNumber = null, string? Description = null);

/// <summary>What is to change in a category; null stays.</summary>
/// <param name="Id">The category.</param>
/// <param name="Name">Plain text.</param>
/// <param name="ParentId">0 for none.</param>
/// <param name="IdNumber">Unique on the site where not empty.</param>
/// <param name="Description">HTML.</param>
internal sealed record CategoryEdit(
    long Id, string? Name = null, long? ParentId = null, string? IdNumber = null, string? Description = null);

/// <summary>A manual enrolment. To enrol again changes role, window and suspension.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="UserId">The user.</param>
/// <param name="RoleId">The role given with it.</param>
/// <param name="StartsAt">Unix seconds; null for at once.</param>
/// <param name="EndsAt">Unix seconds; null for never.</param>
/// <param name="Suspended">Whether it is suspended; null leaves it to Moodle.</param>
internal sealed record ManualEnrolment(
    long CourseId, long UserId, long RoleId, long? StartsAt = null, long? EndsAt = null, bool? Suspended = null);

/// <summary>A role in a course.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="UserId">The user.</param>
/// <param name="RoleId">The role.</param>
internal sealed record CourseRole(long CourseId, long UserId, long RoleId);

/// <summary>What Moodle did not do, though it answered no error.</summary>
/// <param name="ItemId">The object.</param>
/// <param name="Kind">What it is, by the same names as faults.</param>
/// <param name="Code">Moodle's warning code.</param>
internal sealed record NotDone(long ItemId, FaultKind Kind, string Code);
