using MoodleGrains.Convergence;

namespace MoodleGrains.Categories;

/// <summary>How a category stands, as a webhook or a poll told it; what was not told is null.</summary>
/// <param name="Name">The name as stored in Moodle.</param>
/// <param name="IdNumber">The idnumber; empty if none (the web service says null, nosey says "").</param>
/// <param name="ParentId">The parent's id, 0 at the top.</param>
/// <param name="Description">The description as stored (HTML); empty if none.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="Stamp">The version of all of them.</param>
public sealed record ObserveCategory(
    Told<string>? Name,
    Told<string>? IdNumber,
    long? ParentId,
    Told<string>? Description,
    bool? Visible,
    Stamp Stamp) : ICommand;
