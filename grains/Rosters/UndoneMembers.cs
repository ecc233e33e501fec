using MoodleGrains.Mirrors;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>Takes back what a run did with enrolments and roles in one course.</summary>
internal static class UndoneMembers
{
    public static void Plan(UndoneCourse course, IReadOnlyList<MemberNow> members, PlanDraft plan)
    {
        var there = members.ToDictionary(member => member.UserId);
        var later = course.Facts.OfType<MembersChanged>().Where(fact => fact.Run > course.Run)
            .SelectMany(fact => fact.Changes).Select(change => change.UserId).ToHashSet();
        var before = course.Facts.Where(fact => fact.Run < course.Run)
            .Aggregate(Mirror.Initial, (mirror, fact) => Mirror.Evolve(mirror, fact));
        var users = course.Of<MembersChanged>().SelectMany(fact => fact.Changes).GroupBy(change => change.UserId);
        foreach (var changes in users)
        {
            var member = new Undone(
                course, changes.Key, changes.ToLookup(change => change.Deed, change => change.Roles), there.GetValueOrDefault(changes.Key),
                course.Mirror.Members.GetValueOrDefault(changes.Key), before.Members.GetValueOrDefault(changes.Key));
            if (later.Contains(changes.Key))
            {
                Left(member, plan, "a later run changed it");
            }
            else
            {
                Member(member, plan);
            }
        }
    }

    private static void Member(Undone member, PlanDraft plan)
    {
        switch (member.Did(MemberDeed.Enrolled), member.Did(MemberDeed.Removed))
        {
            case (true, false):
                Enrolled(member, plan);
                break;
            case (false, true):
                Removed(member, plan);
                break;
            case (false, false):
                Suspended(member, plan);
                Roles(member, plan);
                break;
            default:
                Left(member, plan, "the run took it out and put it in again");
                break;
        }
    }

    private static void Enrolled(Undone member, PlanDraft plan)
    {
        if (member.Now is not { } now)
        {
            return;
        }

        if (now.Active == false || member.Mirrored is not { } mirrored || !mirrored.Roles.SequenceEqual(now.Roles.Order()))
        {
            Left(member, plan, "somebody changed the enrolment or its roles");
            return;
        }

        member.Add(plan, PlanAction.Remove);
    }

    private static void Removed(Undone member, PlanDraft plan)
    {
        var roles = member.Roles(MemberDeed.Removed).Union(member.Roles(MemberDeed.RolesTaken)).Order().ToList();
        if (member.Now is not null)
        {
            Left(member, plan, "somebody enrolled it again");
            return;
        }

        if (roles.Count == 0)
        {
            plan.Error("not_restorable", member.Course.Key, Text($"User {member.Who} had no role in course {member.Course.Now.Id} and "
                + $"cannot be enrolled again without one; enrol it in Moodle."));
            return;
        }

        for (var i = 0; i < roles.Count; i++)
        {
            member.Add(plan, i == 0 ? PlanAction.Enrol : PlanAction.GiveRole, roles[i]);
        }

        if (member.Before is { Suspended: true })
        {
            member.Add(plan, PlanAction.Suspend);
        }

        plan.Warning("not_restorable", member.Course.Key, Text(
            $"User {member.Who} is enrolled in course {member.Course.Now.Id} again; groups and grades that went with the enrolment cannot "
                + $"be restored, look at Moodle's grade history and the groups of the course."));
    }

    private static void Suspended(Undone member, PlanDraft plan)
    {
        var (suspended, reactivated) = (member.Did(MemberDeed.Suspended), member.Did(MemberDeed.Reactivated));
        if (suspended == reactivated || member.Now is not { } now)
        {
            return;
        }

        if (now.Active == suspended)
        {
            Left(member, plan, suspended ? "somebody made it active" : "somebody suspended it");
        }
        else if (suspended == member.Mirrored?.Suspended)
        {
            member.Add(plan, suspended ? PlanAction.Reactivate : PlanAction.Suspend);
        }
    }

    private static void Roles(Undone member, PlanDraft plan)
    {
        if (member.Now is not { } now)
        {
            return;
        }

        var given = member.Roles(MemberDeed.RolesGiven).Except(member.Roles(MemberDeed.RolesTaken));
        foreach (var role in given.Intersect(now.Roles).Where(role => member.Mirrored?.Roles.Contains(role) == true))
        {
            member.Add(plan, PlanAction.TakeRole, role);
        }

        foreach (var role in member.Roles(MemberDeed.RolesTaken).Except(member.Roles(MemberDeed.RolesGiven)).Except(now.Roles))
        {
            member.Add(plan, PlanAction.GiveRole, role);
        }
    }

    private static void Left(Undone member, PlanDraft plan, string why) => plan.Warning("changed_since", member.Course.Key, Text(
        $"User {member.Who} in course {member.Course.Now.Id} is left alone, for {why} since."));

    private sealed record Undone(
        UndoneCourse Course,
        long User,
        ILookup<MemberDeed, IReadOnlyList<long>> Deeds,
        MemberNow? Now,
        Mirrored? Mirrored,
        Mirrored? Before)
    {
        public string? Name => Course.Names?.GetValueOrDefault(User);

        public string Who => Name is { } name ? Text($"{User} ('{name}')") : Text($"{User}");

        public bool Did(MemberDeed deed) => Deeds.Contains(deed);

        public IEnumerable<long> Roles(MemberDeed deed) => Deeds[deed].SelectMany(roles => roles).Distinct();

        public void Add(PlanDraft plan, PlanAction action, long? role = null) =>
            plan.Add(action, Course.Key, Course.Now.Id, User, role, Name);
    }
}
