using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>
/// Everybody enrolled in the course, as a full, unfiltered poll found it. Who is not listed is not enrolled.
/// </summary>
/// <param name="Participants">All of them.</param>
/// <param name="Stamp">The version: <see cref="Stamp.Told"/> is the HTTP Date of the request.</param>
public sealed record ObserveParticipants(IReadOnlyList<Participant> Participants, Stamp Stamp) : ICommand;

/// <summary>One enrolled user.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Active">Whether an enrolment is active now; null where the poll could not tell (hidden courses).</param>
/// <param name="Roles">Moodle's ids of the roles held in the course.</param>
public sealed record Participant(long UserId, bool? Active, IReadOnlyList<long> Roles);
