using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>The decision on an enrolment that was taken away.</summary>
internal static class EnrolmentEndDecision
{
    /// <summary>State and deletion to facts. A deletion is final whatever its time, for its own id.</summary>
    /// <param name="course">The course.</param>
    /// <param name="known">What is known of the user.</param>
    /// <param name="index">Where the enrolment stands in it; below 0 if unknown.</param>
    /// <param name="told">What was told.</param>
    /// <returns>The decision.</returns>
    public static Decision Decide(Course course, Participation known, int index, ObserveEnrolment told)
    {
        var at = Clock.Of(told.Stamp);
        var stays = false;
        bool? active = false;
        foreach (var row in known.Enrolments)
        {
            // A user still enrolled after a poll was in it.
            var seen = row with { At = Math.Max(row.At, course.PolledAt) };
            if (row.Live && Stays(seen, index, at, told))
            {
                stays = true;
                active |= row.Id == told.EnrolmentId ? row.Nameless(seen.At, at, course.PolledAt).Active : row.Active;
            }
        }

        if (stays)
        {
            return Decision.Of(Rows(course, known, index, active, told));
        }

        if (told.WasLast == false && at > course.PolledAt && !Outlived(known, told.EnrolmentId, at))
        {
            // Moodle says another one is left: it is there, although no one told of it.
            return Decision.Of(
                new UserEnrolled(told.UserId, 0, null, null, null, null, null, RolesBefore(known), told.Stamp),
                new EnrolmentEnded(told.UserId, told.EnrolmentId, null, told.Stamp));
        }

        return known.Enrolled || told.WasLast == true
            ? Decision.Of(new UserUnenrolled(told.UserId, told.EnrolmentId, told.WasLast == true, told.Stamp))
            : Decision.Of(new EnrolmentEnded(told.UserId, told.EnrolmentId, null, told.Stamp));
    }

    /// <summary>Whether a later word, or one in the same second that ended a later enrolment, says that none was left.</summary>
    /// <param name="known">What is known of the user.</param>
    /// <param name="enrolmentId">The enrolment.</param>
    /// <param name="at">When it was told.</param>
    /// <returns>True if so.</returns>
    public static bool Outlived(Participation known, long enrolmentId, long at)
    {
        if (Clock.Told(at) != Clock.Told(known.GoneAt) || Clock.Polled(known.GoneAt))
        {
            return at <= known.GoneAt;
        }

        foreach (var row in known.Enrolments)
        {
            if (!row.Live && row.At == known.GoneAt && row.Id > enrolmentId)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Stays(Enrolment row, int index, long at, ObserveEnrolment told)
    {
        if (row.Id == told.EnrolmentId)
        {
            return row.At > at;
        }

        // What only a poll found stands for this enrolment, unless it was seen later or Moodle says that others are left.
        return told.WasLast switch
        {
            true => IsLater(row, at, told.EnrolmentId),
            false => true,
            null => row.Id != 0 || index >= 0 || row.At > at,
        };
    }

    private static bool IsLater(Enrolment row, long at, long enrolmentId) =>
        Clock.Told(row.At) == Clock.Told(at) && row.Id != 0 ? row.Id > enrolmentId : row.At > at;

    private static List<IEvent> Rows(Course course, Participation known, int index, bool? active, ObserveEnrolment told)
    {
        var facts = new List<IEvent>(1);
        var at = Clock.Of(told.Stamp);
        foreach (var row in known.Enrolments)
        {
            var seen = row with { At = Math.Max(row.At, course.PolledAt) };
            if (row.Live && row.Id != told.EnrolmentId && !Stays(seen, index, at, told))
            {
                facts.Add(new EnrolmentEnded(told.UserId, row.Id, active, told.Stamp));
            }
        }

        facts.Add(new EnrolmentEnded(told.UserId, told.EnrolmentId, active, told.Stamp));
        return facts;
    }

    private static long[]? RolesBefore(Participation known) =>
        !known.Enrolled && known.RolesHeld() is { Length: > 0 } roles ? roles : null;
}
