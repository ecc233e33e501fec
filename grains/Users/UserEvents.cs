using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>A user was heard of for the first time. Nothing personal is written.</summary>
/// <param name="Suspended">Whether the account is suspended; null where not told.</param>
/// <param name="Stamp">The version.</param>
public sealed record UserCreated(bool? Suspended, FieldVersion Stamp) : IEvent;

/// <summary>A user's account was suspended.</summary>
/// <param name="Stamp">The version.</param>
public sealed record UserSuspended(FieldVersion Stamp) : IEvent;

/// <summary>A user's account is not suspended, or no longer.</summary>
/// <param name="Stamp">The version.</param>
public sealed record UserReactivated(FieldVersion Stamp) : IEvent;

/// <summary>A newer word left it as it is whether the account is suspended: only the version advances.</summary>
/// <param name="Stamp">The version.</param>
public sealed record UserTouched(FieldVersion Stamp) : IEvent;

/// <summary>Two words of one version disagree whether the account is suspended: it has to be read from Moodle.</summary>
/// <param name="Stamp">The version of the later word.</param>
public sealed record UserContested(FieldVersion Stamp) : IEvent;

/// <summary>A poll confirmed what was contested.</summary>
/// <param name="Stamp">The version.</param>
public sealed record UserSettled(FieldVersion Stamp) : IEvent;

/// <summary>A user was deleted, for good.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record UserDeleted(FieldVersion Stamp) : IEvent;

/// <summary>A fact about how far a user is with an activity or a course.</summary>
public interface ICompletionFact : IEvent
{
    /// <summary>The course.</summary>
    long CourseId { get; }

    /// <summary>The activity; null for the course as a whole.</summary>
    long? CourseModuleId { get; }

    /// <summary>The version; <see cref="FieldVersion.Modified"/> is null, completions go by when they were told.</summary>
    FieldVersion Stamp { get; }
}

/// <summary>It was told how far a user is.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="CourseModuleId">The activity; null for the course as a whole.</param>
/// <param name="State">Moodle's completion state: 0 incomplete, 1 complete, 2 passed, 3 failed.</param>
/// <param name="At">When it was completed, Unix seconds; null if unknown.</param>
/// <param name="Stamp">The version.</param>
public sealed record CompletionRecorded(long CourseId, long? CourseModuleId, int State, long? At, FieldVersion Stamp) : ICompletionFact;

/// <summary>Two words of one version disagree how far a user is: it has to be read from Moodle.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="CourseModuleId">The activity; null for the course as a whole.</param>
/// <param name="Stamp">The version of the later word.</param>
public sealed record CompletionContested(long CourseId, long? CourseModuleId, FieldVersion Stamp) : ICompletionFact;

/// <summary>A poll confirmed what was contested.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="CourseModuleId">The activity; null for the course as a whole.</param>
/// <param name="Stamp">The version.</param>
public sealed record CompletionSettled(long CourseId, long? CourseModuleId, FieldVersion Stamp) : ICompletionFact;
