using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>A fact about one user in a course. Only the user's id in Moodle is written, nothing personal.</summary>
public interface IParticipationFact : IEvent
{
    /// <summary>Who.</summary>
    long UserId { get; }

    /// <summary>The version; <see cref="FieldVersion.Modified"/> is null, enrolments go by when it was told.</summary>
    FieldVersion Stamp { get; }
}

/// <summary>A user was enrolled; once for each enrolment.</summary>
/// <param name="UserId">Who.</param>
/// <param name="EnrolmentId">The id in Moodle's user_enrolments; 0 where a poll found the user and no webhook told the id.</param>
/// <param name="Method">The method (<c>manual</c>); null where not told, as all that follow.</param>
/// <param name="Active">Whether this enrolment is active.</param>
/// <param name="Since">When it was made, Unix seconds.</param>
/// <param name="From">Start of its window, Unix seconds, 0 for none.</param>
/// <param name="Until">End of its window, Unix seconds, 0 for none.</param>
/// <param name="Roles">The roles the user holds from here on; null if none, or if another enrolment was there before.</param>
/// <param name="Stamp">The version.</param>
public sealed record UserEnrolled(
    long UserId,
    long EnrolmentId,
    string? Method,
    bool? Active,
    long? Since,
    long? From,
    long? Until,
    IReadOnlyList<long>? Roles,
    FieldVersion Stamp) : IParticipationFact;

/// <summary>A user has no enrolment left in the course, and with it no role told before.</summary>
/// <param name="UserId">Who.</param>
/// <param name="EnrolmentId">The enrolment taken away last; 0 where a poll no longer found the user.</param>
/// <param name="Confirmed">Whether Moodle said that none is left; false if only no other is known.</param>
/// <param name="Stamp">The version.</param>
public sealed record UserUnenrolled(long UserId, long EnrolmentId, bool Confirmed, FieldVersion Stamp) : IParticipationFact;

/// <summary>One enrolment of a user was taken away, and the user stays, or was not known to be enrolled.</summary>
/// <param name="UserId">Who.</param>
/// <param name="EnrolmentId">Which enrolment; 0 for those that only polls found.</param>
/// <param name="Active">Whether the user is active in the course after it; null if unknown.</param>
/// <param name="Stamp">The version.</param>
public sealed record EnrolmentEnded(long UserId, long EnrolmentId, bool? Active, FieldVersion Stamp) : IParticipationFact;

/// <summary>An enrolment is active.</summary>
/// <param name="UserId">Who.</param>
/// <param name="EnrolmentId">Which enrolment; 0 for all told before, as a poll sees it.</param>
/// <param name="Stamp">The version.</param>
public sealed record EnrolmentActivated(long UserId, long EnrolmentId, FieldVersion Stamp) : IParticipationFact;

/// <summary>An enrolment is suspended, or out of its window.</summary>
/// <param name="UserId">Who.</param>
/// <param name="EnrolmentId">Which enrolment; 0 for all told before, as a poll sees it.</param>
/// <param name="Active">Whether the user is still active in the course, by another enrolment; null if unknown.</param>
/// <param name="Stamp">The version.</param>
public sealed record EnrolmentSuspended(long UserId, long EnrolmentId, bool? Active, FieldVersion Stamp) : IParticipationFact;

/// <summary>
/// An enrolment was changed and nobody said how, or two ways in one second: whether it is active has to be read from Moodle.
/// </summary>
/// <param name="UserId">Who.</param>
/// <param name="EnrolmentId">Which enrolment.</param>
/// <param name="Active">Whether the user is active in the course by the later word or another enrolment; null if nobody said.</param>
/// <param name="Stamp">The version.</param>
public sealed record EnrolmentContested(long UserId, long EnrolmentId, bool? Active, FieldVersion Stamp) : IParticipationFact;

/// <summary>A poll confirmed what was in doubt.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Stamp">The version.</param>
public sealed record EnrolmentSettled(long UserId, FieldVersion Stamp) : IParticipationFact;

/// <summary>A user holds a role in the course; once for each assignment.</summary>
/// <param name="UserId">Who.</param>
/// <param name="RoleId">Moodle's id of the role.</param>
/// <param name="AssignmentId">The id in Moodle's role_assignments; 0 where only a poll found it.</param>
/// <param name="Stamp">The version.</param>
public sealed record RoleAssigned(long UserId, long RoleId, long AssignmentId, FieldVersion Stamp) : IParticipationFact;

/// <summary>A user no longer holds a role in the course.</summary>
/// <param name="UserId">Who.</param>
/// <param name="RoleId">Moodle's id of the role.</param>
/// <param name="AssignmentId">The assignment taken away last; 0 where a poll no longer found it.</param>
/// <param name="Stamp">The version.</param>
public sealed record RoleUnassigned(long UserId, long RoleId, long AssignmentId, FieldVersion Stamp) : IParticipationFact;

/// <summary>One assignment of a role was taken away, and the user holds the role by another, or was not known to hold it.</summary>
/// <param name="UserId">Who.</param>
/// <param name="RoleId">Moodle's id of the role.</param>
/// <param name="AssignmentId">Which assignment.</param>
/// <param name="Stamp">The version.</param>
public sealed record RoleAssignmentEnded(long UserId, long RoleId, long AssignmentId, FieldVersion Stamp) : IParticipationFact;
