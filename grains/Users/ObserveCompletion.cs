using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>How far a user is with an activity or a whole course.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="CourseModuleId">The activity; null for the course as a whole.</param>
/// <param name="State">Moodle's completion state: 0 incomplete, 1 complete, 2 passed, 3 failed; 1 for a completed course.</param>
/// <param name="At">When it was completed (Unix seconds); null where not told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveCompletion(long CourseId, long? CourseModuleId, int State, long? At, FieldVersion Stamp) : ICommand
{
    internal static Decision Decide(User user, ObserveCompletion command)
    {
        var (courseId, moduleId, state, at, told) = command;
        moduleId = moduleId == 0 ? null : moduleId;
        var stamp = told with { Modified = null };
        var was = user.Completions.GetValueOrDefault(courseId)?.GetValueOrDefault(moduleId ?? 0);
        if (was is null)
        {
            return Decision.Of(new CompletionRecorded(courseId, moduleId, state, at, stamp));
        }

        var age = Clock.Of(stamp).CompareTo(was.Version);
        var polled = stamp.Rank == SourcePrecedence.Polled;
        if (age < 0)
        {
            return Decision.Nothing;
        }

        // Only webhooks know when a course was completed, so a poll that does not say so takes nothing away.
        var recorded = new CompletionRecorded(courseId, moduleId, state, at ?? (polled || was.State == state ? was.At : null), stamp);
        if (was.State != state)
        {
            return age == 0
                ? Decision.Of(recorded, new CompletionContested(courseId, moduleId, stamp))
                : Decision.Of(recorded);
        }

        if (was.At != recorded.At || (age > 0 && !polled))
        {
            return Decision.Of(recorded);
        }

        return polled && was.Contested
            ? Decision.Of(new CompletionSettled(courseId, moduleId, stamp))
            : Decision.Nothing;
    }
}
