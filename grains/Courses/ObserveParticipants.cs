using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>
/// Everybody enrolled in the course, as a full, unfiltered poll found it. Who is not listed is not enrolled.
/// </summary>
/// <param name="Participants">All of them.</param>
/// <param name="Stamp">The version: <see cref="FieldVersion.Told"/> is the HTTP Date of the request.</param>
public sealed record ObserveParticipants(IReadOnlyList<Participant> Participants, FieldVersion Stamp) : ICommand
{
    internal static Decision Decide(Course course, ObserveParticipants command)
    {
        var stamp = command.Stamp with { Modified = null };
        var at = Clock.Of(stamp);
        if (at < course.PolledAt)
        {
            return Decision.Nothing;
        }

        var facts = new List<IEvent>();
        var listed = new HashSet<long>(command.Participants.Count);
        foreach (var participant in command.Participants)
        {
            if (listed.Add(participant.UserId))
            {
                var known = course.Participations.GetValueOrDefault(participant.UserId, Participation.None);
                ParticipantFound.Weigh(known, participant, stamp, facts);
            }
        }

        foreach (var (userId, known) in course.Participations)
        {
            if (known.Enrolled && !listed.Contains(userId))
            {
                Missing(userId, known, stamp, facts);
            }
        }

        return facts.Count == 0 ? Decision.Nothing : Decision.Of(facts);
    }

    /// <summary>Who is not listed had no enrolment then; what was told later stands.</summary>
    private static void Missing(long userId, Participation known, FieldVersion stamp, List<IEvent> facts)
    {
        var at = Clock.Of(stamp);
        bool? active = false;
        var stays = false;
        foreach (var enrolment in known.Enrolments)
        {
            if (enrolment.Live && enrolment.At > at)
            {
                stays = true;
                active |= enrolment.Active;
            }
        }

        if (!stays)
        {
            facts.Add(new UserUnenrolled(userId, 0, true, stamp));
            return;
        }

        foreach (var enrolment in known.Enrolments)
        {
            if (enrolment.Live && enrolment.At <= at)
            {
                facts.Add(new EnrolmentEnded(userId, enrolment.Id, active, stamp));
            }
        }
    }
}

/// <summary>One enrolled user.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Active">Whether an enrolment is active now; null where the poll could not tell (hidden courses).</param>
/// <param name="Roles">Moodle's ids of the roles held in the course.</param>
public sealed record Participant(long UserId, bool? Active, IReadOnlyList<long> Roles);
