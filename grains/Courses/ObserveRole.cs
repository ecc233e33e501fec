using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>A role was given or taken in the course, as a webhook told it.</summary>
/// <param name="UserId">Whose role.</param>
/// <param name="RoleId">Moodle's id of the role.</param>
/// <param name="AssignmentId">The id of the role_assignments row; never reused.</param>
/// <param name="Assigned">True if given, false if taken.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveRole(long UserId, long RoleId, long AssignmentId, bool Assigned, FieldVersion Stamp) : ICommand
{
    internal static Decision Decide(Course course, ObserveRole command)
    {
        var told = command with { Stamp = command.Stamp with { Modified = null } };
        var known = course.Participations.GetValueOrDefault(told.UserId, Participation.None);
        var index = known.IndexOfRole(told.AssignmentId);
        if (index >= 0 && !known.Roles[index].Live)
        {
            return Decision.Nothing;
        }

        if (!told.Assigned)
        {
            return Taken(course, known, index, told);
        }

        var at = Clock.Of(told.Stamp);
        var isNew = known.NamelessRoleSince(told.RoleId, at) >= 0 || (!IsVoid(known, at) && at > course.PolledAt);
        return index < 0 && isNew
            ? Decision.Of(new RoleAssigned(told.UserId, told.RoleId, told.AssignmentId, told.Stamp))
            : Decision.Nothing;
    }

    /// <summary>Whether the user's last enrolment went at or after a version, and the role with it.</summary>
    private static bool IsVoid(Participation known, long at)
    {
        var second = Clock.Told(at).CompareTo(Clock.Told(known.GoneAt));

        // Unenrolled and enrolled again within a second: the role came with the new enrolment.
        return second < 0 || (second == 0 && !known.Enrolled);
    }

    private static Decision Taken(Course course, Participation known, int index, ObserveRole told)
    {
        var at = Clock.Of(told.Stamp);
        var held = false;
        var stays = false;
        for (var i = 0; i < known.Roles.Length; i++)
        {
            var role = known.Roles[i];
            if (role.Live && role.RoleId == told.RoleId)
            {
                held = true;

                // What only a poll found stands for this assignment, unless it was seen after this one had gone.
                stays |= role.AssignmentId == told.AssignmentId || (index < 0 && role.AssignmentId == 0)
                    ? (known.Enrolled ? Math.Max(role.At, course.PolledAt) : role.At) > at
                    : true;
            }
        }

        return held && !stays
            ? Decision.Of(new RoleUnassigned(told.UserId, told.RoleId, told.AssignmentId, told.Stamp))
            : Decision.Of(new RoleAssignmentEnded(told.UserId, told.RoleId, told.AssignmentId, told.Stamp));
    }
}
