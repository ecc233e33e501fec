using MoodleGrains.Mirrors;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>What is to be done with enrolments and roles in one course.</summary>
internal sealed class MemberPlanning(RosterTerms terms, SiteNow site, RoleIds roles, PlanDraft plan)
{
    private const int MostNamed = 5;

    /// <summary>Plans the participants of a course.</summary>
    /// <param name="match">The course.</param>
    /// <param name="remembered">What the last roster said of it; null if nothing.</param>
    public void Plan(CourseMatch match, RememberedKeys? remembered)
    {
        var known = KnownMembers.Of(match.Wanted, site, remembered, roles, plan);
        if (known.Strangers && match.Mirror.Members.Any(given => !known.Lists(given.Key, given.Value)))
        {
            // Whatever keeps them today (the terms, a hand that suspended them) may not tomorrow.
            plan.Unclear.Add(match.Wanted.Key);
        }

        if (match.Now is not { } now)
        {
            foreach (var (user, member) in known.Users)
            {
                Enrol(match.Wanted.Key, null, user, member);
            }

            Waiting(match.Wanted.Path, "the new course", known.Users.Values.Where(member => member is { Kept: false, Suspended: true }));
            return;
        }

        if (!site.Members.TryGetValue(now.Id, out var members))
        {
            plan.Error(
                "members_unread",
                match.Wanted.Path,
                Text($"Moodle did not say who is in course {now.Id}; nobody is changed in it, look at what the token may see."));
            return;
        }

        var there = new Dictionary<long, MemberNow>(members.Count);
        foreach (var member in members)
        {
            there[member.UserId] = member;
        }

        var course = new CoursePeople(match, now, known, there, remembered);
        foreach (var (user, member) in known.Users)
        {
            Listed(course, user, member);
        }

        Waiting(
            course.Path, Text($"Moodle's course {now.Id}"),
            known.Users.Where(one => one.Value is { Kept: false, Suspended: true } && !there.ContainsKey(one.Key))
                .Select(one => one.Value));
        if (terms.Removal != RosterTerms.Keep)
        {
            foreach (var (user, mirrored) in match.Mirror.Members)
            {
                if (!known.Users.ContainsKey(user) && there.TryGetValue(user, out var member))
                {
                    UnlistedMembers.Plan(course, member, mirrored, terms, plan);
                }
            }
        }

        if (plan.Withheld.TryGetValue(match.Wanted.Key, out var withheld))
        {
            plan.Warning("removal_withheld", match.Wanted.Path, Text(
                $"{withheld} enrolments or roles that are not listed any more stay, for names are listed that nobody in Moodle has, and "
                    + $"that may be mistyped; correct them, or create the users."));
        }
    }

    private void Listed(CoursePeople course, long user, KnownMember member)
    {
        var mirrored = course.Match.Mirror.Members.GetValueOrDefault(user);
        if (member.Kept)
        {
            return;
        }

        if (!course.There.TryGetValue(user, out var now))
        {
            if (!member.Suspended)
            {
                Enrol(course.Key, course.Now.Id, user, member);
            }

            return;
        }

        if (member.Suspended)
        {
            Inactive(course, now, mirrored, member);
            return;
        }

        if (mirrored is { Enrolled: true, Suspended: true })
        {
            // Who was made active by somebody else already is nothing to take back later.
            if (now.Active != true)
            {
                plan.Add(PlanAction.Reactivate, course.Key, course.Now.Id, user, null, member.Name);
            }
        }
        else if (now.Active == false)
        {
            plan.Warning("suspended_in_moodle", course.Path, Text(
                $"'{member.Name}' was suspended in Moodle (course {course.Now.Id}) by somebody else and is left alone; make the enrolment "
                    + $"active there if the roster is right."));
            return;
        }

        foreach (var role in member.Roles.Except(now.Roles))
        {
            plan.Add(PlanAction.GiveRole, course.Key, course.Now.Id, user, role, member.Name);
        }

        if (!member.Unsure && mirrored is not null)
        {
            foreach (var role in mirrored.Roles.Intersect(now.Roles).Except(member.Roles))
            {
                // Of two lines for one user, the one that gave the role may be the mistyped one.
                if (course.Known.Strangers)
                {
                    plan.Withhold(course.Key);
                }
                else
                {
                    plan.Add(PlanAction.TakeRole, course.Key, course.Now.Id, user, role, member.Name);
                }
            }
        }
    }

    private void Inactive(CoursePeople course, MemberNow now, Mirrored? mirrored, KnownMember member)
    {
        if (now.Active == false)
        {
            return;
        }

        if (mirrored is not { Enrolled: true, Suspended: false })
        {
            plan.Warning("active_in_moodle", course.Path, Text(
                $"'{member.Name}' is suspended in the roster and active in Moodle (course {course.Now.Id}) by somebody else, and is left "
                    + $"alone; suspend the enrolment there if the roster is right."));
        }
        else
        {
            // It is said by name, so that unknown names do not matter.
            plan.Add(PlanAction.Suspend, course.Key, course.Now.Id, now.UserId, null, member.Name);
        }
    }

    private void Enrol(string key, long? course, long user, KnownMember member)
    {
        if (member is { Kept: false, Suspended: false })
        {
            for (var i = 0; i < member.Roles.Length; i++)
            {
                plan.Add(i == 0 ? PlanAction.Enrol : PlanAction.GiveRole, key, course, user, member.Roles[i], member.Name);
            }
        }
    }

    // Who is not to be active yet is enrolled once it is: an enrolment that is suspended from the start would still show in Moodle's lists.
    private void Waiting(string path, string course, IEnumerable<KnownMember> members)
    {
        var names = members.Select(member => $"'{member.Name}'").Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            var more = names.Count > MostNamed ? Text($" and {names.Count - MostNamed} more") : "";
            plan.Warning("suspended_not_enrolled", path, Text(
                $"{names.Count} participants are suspended in the roster and not enrolled in {course}, and are left out until the roster "
                    + $"says that they are active: {string.Join(", ", names.Take(MostNamed))}{more}."));
        }
    }
}
