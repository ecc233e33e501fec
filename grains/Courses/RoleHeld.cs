using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>One assignment of a role to a user.</summary>
/// <param name="AssignmentId">Its id in Moodle; 0 where only a poll found it (then it lives).</param>
/// <param name="RoleId">The role.</param>
/// <param name="At">The version (<see cref="Clock"/>) of the last word on it.</param>
/// <param name="Live">Whether it is there.</param>
public readonly record struct RoleHeld(long AssignmentId, long RoleId, long At, bool Live);
