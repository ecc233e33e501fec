using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>How far a user is with an activity or a whole course.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="CourseModuleId">The activity; null for the course as a whole.</param>
/// <param name="State">Moodle's completion state: 0 incomplete, 1 complete, 2 passed, 3 failed; 1 for a completed course.</param>
/// <param name="At">When it was completed (Unix seconds); null where not told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveCompletion(long CourseId, long? CourseModuleId, int State, long? At, Stamp Stamp) : ICommand;
