using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>A role was given or taken in the course, as a webhook told it.</summary>
/// <param name="UserId">Whose role.</param>
/// <param name="RoleId">Moodle's id of the role.</param>
/// <param name="AssignmentId">The id of the role_assignments row; never reused.</param>
/// <param name="Assigned">True if given, false if taken.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveRole(long UserId, long RoleId, long AssignmentId, bool Assigned, Stamp Stamp) : ICommand;
