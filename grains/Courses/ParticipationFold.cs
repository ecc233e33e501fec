using System.Collections.Immutable;
using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>The fold of what is known of one user in a course.</summary>
internal static class ParticipationFold
{
    /// <summary>State and fact to state.</summary>
    /// <param name="was">What was known.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="polledAt">The version of the last poll; whoever is enrolled was in it.</param>
    /// <returns>What is known after it.</returns>
    public static Participation After(this Participation was, IParticipationFact fact, long polledAt)
    {
        var at = Clock.Of(fact.Stamp);
        return fact switch
        {
            UserEnrolled e => Enrolled(was, e, at),
            UserUnenrolled e => Unenrolled(was, e, at),
            EnrolmentEnded e => was with { Enrolments = Ended(was, e, at, polledAt) },
            EnrolmentActivated e => Each(was, e.EnrolmentId, at, row => row.After(true, at)),
            EnrolmentSuspended e => Each(was, e.EnrolmentId, at, row => row.After(false, at)),
            EnrolmentContested e => Each(was, e.EnrolmentId, at, row => InDoubt(row, e, at)),
            EnrolmentSettled => Each(was, 0, at, row => row with { At = at, ActiveAt = at, Contested = false }),
            RoleAssigned e => was with { Roles = Assigned(was, e, at) },
            RoleUnassigned e => was with { Roles = Unassigned(was, e, at) },
            RoleAssignmentEnded e => was with { Roles = AssignmentEnded(was, e, at, polledAt) },
            _ => was,
        };
    }

    // Where two words of one second differ, the later stands until a poll; where nobody said how, nothing does.
    private static Enrolment InDoubt(Enrolment row, EnrolmentContested e, long at) =>
        row.After(row.ActiveAt == at && e.Active is not null ? row.Active : null, at, contested: true);

    private static Participation Enrolled(Participation was, UserEnrolled e, long at)
    {
        var nameless = e.EnrolmentId == 0 ? -1 : was.NamelessSince(at);
        var enrolments = nameless >= 0
            ? was.Enrolments.SetItem(nameless, was.Enrolments[nameless] with { Id = e.EnrolmentId })
            : was.Enrolments.Add(new(e.EnrolmentId, at, true, e.Active, e.Active is null ? 0 : at));
        var roles = was.Roles;
        foreach (var role in e.Roles ?? [])
        {
            roles = was.HoldsRole(role) ? roles : roles.Add(new(0, role, at, true));
        }

        return was with { Enrolments = enrolments, Roles = roles };
    }

    private static Participation Unenrolled(Participation was, UserUnenrolled e, long at)
    {
        // Whatever was told before the last one went is void with it, so its ids need not be remembered.
        var since = e.Confirmed ? Clock.Told(at) : 0;
        var enrolments = was.Enrolments.RemoveAll(row => row.Live || row.Id == e.EnrolmentId || Clock.Told(row.At) < since);
        return new(
            e.EnrolmentId == 0 ? enrolments : enrolments.Add(new(e.EnrolmentId, at, false)),
            was.Roles.RemoveAll(role => role.Live ? role.At <= at : Clock.Told(role.At) < since),
            e.Confirmed ? Math.Max(was.GoneAt, at) : was.GoneAt);
    }

    private static ImmutableArray<Enrolment> Ended(Participation was, EnrolmentEnded e, long at, long polledAt)
    {
        var index = was.IndexOf(e.EnrolmentId);
        if (e.EnrolmentId == 0 || e.Stamp.Rank == SourcePrecedence.Polled)
        {
            // Only a confirmed deletion is final; one that a poll misses may be told later by a newer webhook.
            return index < 0 ? was.Enrolments : was.Enrolments.RemoveAt(index);
        }

        var gone = new Enrolment(e.EnrolmentId, at, false);
        if (index < 0)
        {
            return was.Enrolments.Add(gone);
        }

        var row = was.Enrolments[index];
        var rest = was.Enrolments.SetItem(index, gone);

        // The user was seen after this one had gone: by another one, whose id is not known.
        var seen = Math.Max(row.At, polledAt);
        return seen > at && was.IndexOf(0) < 0 ? rest.Add(row.Nameless(seen, at, polledAt)) : rest;
    }

    private static Participation Each(Participation was, long id, long at, Func<Enrolment, Enrolment> change)
    {
        var rows = was.Enrolments;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (row.Live && (id == 0 ? row.At <= at : row.Id == id))
            {
                rows = rows.SetItem(i, change(row));
            }
        }

        return was with { Enrolments = rows };
    }

    private static ImmutableArray<RoleHeld> Assigned(Participation was, RoleAssigned e, long at)
    {
        var nameless = e.AssignmentId == 0 ? -1 : was.NamelessRoleSince(e.RoleId, at);
        return nameless >= 0
            ? was.Roles.SetItem(nameless, was.Roles[nameless] with { AssignmentId = e.AssignmentId })
            : was.Roles.Add(new(e.AssignmentId, e.RoleId, at, true));
    }

    private static ImmutableArray<RoleHeld> Unassigned(Participation was, RoleUnassigned e, long at)
    {
        var rest = was.Roles.RemoveAll(role => role.Live && role.RoleId == e.RoleId);
        return e.AssignmentId == 0 ? rest : rest.Add(new(e.AssignmentId, e.RoleId, at, false));
    }

    private static ImmutableArray<RoleHeld> AssignmentEnded(Participation was, RoleAssignmentEnded e, long at, long polledAt)
    {
        var gone = new RoleHeld(e.AssignmentId, e.RoleId, at, false);
        var index = was.IndexOfRole(e.AssignmentId);
        if (index < 0)
        {
            return was.Roles.Add(gone);
        }

        var role = was.Roles[index];
        var rest = was.Roles.SetItem(index, gone);
        var seen = was.Enrolled ? Math.Max(role.At, polledAt) : role.At;
        return seen > at && was.NamelessRoleSince(e.RoleId, 0) < 0 ? rest.Add(role with { AssignmentId = 0, At = seen }) : rest;
    }
}
