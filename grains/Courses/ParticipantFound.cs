using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>The decision on one user whom a poll found among the participants.</summary>
internal static class ParticipantFound
{
    /// <summary>Adds the facts that follow; none where the poll says what was known.</summary>
    /// <param name="known">What is known of the user.</param>
    /// <param name="found">What the poll says.</param>
    /// <param name="stamp">The version of the poll.</param>
    /// <param name="facts">Where the facts go.</param>
    public static void Weigh(Participation known, Participant found, FieldVersion stamp, List<IEvent> facts)
    {
        var at = Clock.Of(stamp);
        var before = false;
        var later = known.GoneAt > at;
        var contested = false;
        bool? active = false;
        foreach (var row in known.Enrolments)
        {
            if (row.At > at)
            {
                later = true;
            }
            else if (row.Live)
            {
                before = true;
                contested |= row.Contested;
                active |= row.Active;
            }
        }

        if (!before && later)
        {
            // A webhook told after the poll stands: either gone since, or enrolled since.
            return;
        }

        if (before)
        {
            Active(found, contested, active, known, stamp, facts);
            Assign(known, found, stamp, facts);
        }
        else
        {
            facts.Add(new UserEnrolled(found.UserId, 0, null, found.Active, null, null, null, Held(known, found, at), stamp));
        }

        Unassign(known, found, stamp, facts);
    }

    private static void Active(Participant found, bool contested, bool? active, Participation known, FieldVersion stamp, List<IEvent> facts)
    {
        if (found.Active is not { } now)
        {
            return;
        }

        if (active != now)
        {
            facts.Add(now
                ? new EnrolmentActivated(found.UserId, 0, stamp)
                : new EnrolmentSuspended(found.UserId, 0, LaterActive(known, Clock.Of(stamp)), stamp));
        }
        else if (contested)
        {
            facts.Add(new EnrolmentSettled(found.UserId, stamp));
        }
    }

    private static bool? LaterActive(Participation known, long at)
    {
        bool? any = false;
        foreach (var row in known.Enrolments)
        {
            any = row.Live && row.At > at ? any | row.Active : any;
        }

        return any;
    }

    private static void Assign(Participation known, Participant found, FieldVersion stamp, List<IEvent> facts)
    {
        for (var i = 0; i < found.Roles.Count; i++)
        {
            var roleId = found.Roles[i];
            if (!Decided(known, roleId, Clock.Of(stamp)) && !Lists(found.Roles, roleId, i))
            {
                facts.Add(new RoleAssigned(found.UserId, roleId, 0, stamp));
            }
        }
    }

    /// <summary>Whether the role is held, or was taken after the poll.</summary>
    private static bool Decided(Participation known, long roleId, long at)
    {
        foreach (var role in known.Roles)
        {
            if (role.RoleId == roleId && (role.Live || role.At > at))
            {
                return true;
            }
        }

        return false;
    }

    private static void Unassign(Participation known, Participant found, FieldVersion stamp, List<IEvent> facts)
    {
        var at = Clock.Of(stamp);
        for (var i = 0; i < known.Roles.Length; i++)
        {
            var role = known.Roles[i];
            if (role.Live && !Lists(found.Roles, role.RoleId, found.Roles.Count) && IsLast(known, i, at))
            {
                facts.Add(new RoleUnassigned(found.UserId, role.RoleId, 0, stamp));
            }
        }
    }

    /// <summary>Whether no other assignment of the role stands behind this one, and none was told after the poll.</summary>
    private static bool IsLast(Participation known, int index, long at)
    {
        for (var i = 0; i < known.Roles.Length; i++)
        {
            var role = known.Roles[i];
            if (role.Live && role.RoleId == known.Roles[index].RoleId && (i > index || role.At > at))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Lists(IReadOnlyList<long> roles, long roleId, int among)
    {
        for (var i = 0; i < among; i++)
        {
            if (roles[i] == roleId)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The roles of a user found anew: those listed, without those taken after the poll, with those given after it.</summary>
    private static long[]? Held(Participation known, Participant found, long at)
    {
        if (known.Roles.IsEmpty && found.Roles.Count == 1)
        {
            return [found.Roles[0]];
        }

        var held = new SortedSet<long>();
        foreach (var roleId in found.Roles)
        {
            held.Add(roleId);
        }

        foreach (var role in known.Roles)
        {
            if (role.Live)
            {
                held.Add(role.RoleId);
            }
            else if (role.At > at && !known.HoldsRole(role.RoleId))
            {
                held.Remove(role.RoleId);
            }
        }

        return held.Count == 0 ? null : [.. held];
    }
}
