using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>One enrolment (a row of Moodle's user_enrolments) was made, changed or taken away, as a webhook told it.</summary>
/// <param name="UserId">Who is enrolled.</param>
/// <param name="EnrolmentId">The row's id; never reused.</param>
/// <param name="Change">What happened to it; decided by the event's <c>crud</c>.</param>
/// <param name="Method">The method (<c>manual</c>), where told.</param>
/// <param name="Active">Whether status and window made it active when it was told; null where not told.</param>
/// <param name="Since">When the row was made (Unix seconds), where told.</param>
/// <param name="From">Start of its window (Unix seconds), null where not told, 0 for none.</param>
/// <param name="Until">End of its window (Unix seconds), null where not told, 0 for none.</param>
/// <param name="WasLast">For a deletion: whether the user has no enrolment left in the course; null where not told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveEnrolment(
    long UserId,
    long EnrolmentId,
    EnrolmentChange Change,
    string? Method,
    bool? Active,
    long? Since,
    long? From,
    long? Until,
    bool? WasLast,
    Stamp Stamp) : ICommand;

/// <summary>What happened to an enrolment.</summary>
public enum EnrolmentChange
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>Its status or window was changed (Moodle's event does not say how).</summary>
    Updated,

    /// <summary>It was taken away.</summary>
    Deleted,
}
