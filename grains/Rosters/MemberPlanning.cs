using System.Globalization;
using MoodleGrains.Mirrors;

namespace MoodleGrains.Rosters;

/// <summary>What is to be done with enrolments and roles in one course.</summary>
internal sealed class MemberPlanning(RosterTerms terms, SiteNow site, RoleIds roles, PlanDraft plan)
{
    /// <summary>Plans the participants of a course.</summary>
    /// <param name="match">The course.</param>
    /// <param name="remembered">What the last roster said of it; null if nothing.</param>
    public void Plan(CourseMatch match, RememberedKeys? remembered)
    {
        var known = KnownMembers.Of(match.Wanted, site, remembered, roles, plan);
        if (known.Strangers && match.Mirror.Members.Keys.Any(user => !known.Users.ContainsKey(user)))
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

            return;
        }

        if (!site.Members.TryGetValue(now.Id, out var members))
        {
            plan.Error("members_unread", match.Wanted.Path, Text($"Moodle did not say who is in course {now.Id}; nobody is changed in it, look at what the token may see."));
            return;
        }

        var there = new Dictionary<long, MemberNow>(members.Count);
        foreach (var member in members)
        {
            there[member.UserId] = member;
        }

        var course = new Course(match, now, known, there, remembered);
        foreach (var (user, member) in known.Users)
        {
            Listed(course, user, member);
        }

        if (terms.Removal != RosterTerms.Keep)
        {
            foreach (var (user, mirrored) in match.Mirror.Members)
            {
                if (!known.Users.ContainsKey(user) && there.TryGetValue(user, out var member))
                {
                    Unlisted(course, member, mirrored);
                }
            }
        }

        if (plan.Withheld.TryGetValue(match.Wanted.Key, out var withheld))
        {
            plan.Warning("removal_withheld", match.Wanted.Path, Text(
                $"{withheld} enrolments or roles that are not listed any more stay, for names are listed that nobody in Moodle has, and that may be mistyped; correct them, or create the users."));
        }
    }

    private void Listed(Course course, long user, KnownMember member)
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
                $"'{member.Name}' was suspended in Moodle (course {course.Now.Id}) by somebody else and is left alone; make the enrolment active there if the roster is right."));
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
                    Withhold(course);
                }
                else
                {
                    plan.Add(PlanAction.TakeRole, course.Key, course.Now.Id, user, role, member.Name);
                }
            }
        }
    }

    private void Inactive(Course course, MemberNow now, Mirrored? mirrored, KnownMember member)
    {
        if (now.Active == false)
        {
            return;
        }

        if (mirrored is not { Enrolled: true, Suspended: false })
        {
            plan.Warning("active_in_moodle", course.Path, Text(
                $"'{member.Name}' is suspended in the roster and active in Moodle (course {course.Now.Id}) by somebody else, and is left alone; suspend the enrolment there if the roster is right."));
        }
        else
        {
            // It is said by name, so that unknown names do not matter.
            plan.Add(PlanAction.Suspend, course.Key, course.Now.Id, now.UserId, null, member.Name);
        }
    }

    // Only what this roster gave is taken.
    private void Unlisted(Course course, MemberNow now, Mirrored mirrored)
    {
        var held = mirrored.Roles.Intersect(now.Roles).ToList();
        var others = now.Roles.Except(mirrored.Roles).Any();
        var removes = terms.Removal == RosterTerms.Remove;
        if (mirrored is { Enrolled: true, Suspended: true } && now.Active == true)
        {
            plan.Warning("active_in_moodle", course.Path, Text(
                $"User {now.UserId} was suspended by the roster and made active in Moodle (course {course.Now.Id}) by somebody, and is left alone; suspend the enrolment there if the roster is right."));
            return;
        }

        if (mirrored is { Enrolled: true, Suspended: false } && now.Active == false)
        {
            // Somebody saw to it already, and may have to undo it.
            return;
        }

        var leaves = mirrored.Enrolled && (removes ? !others : !mirrored.Suspended);
        var loses = mirrored.Enrolled ? removes && others : true;
        if (removes && mirrored.Enrolled && others)
        {
            plan.Warning("held_by_others", course.Path, Text(
                $"User {now.UserId} holds a role in Moodle's course {course.Now.Id} that somebody else gave, and stays; take that role there, or leave it."));
        }

        if (course.Known.Strangers)
        {
            if (leaves || (loses && held.Count > 0))
            {
                Withhold(course);
            }

            return;
        }

        if (leaves)
        {
            plan.Add(removes ? PlanAction.Remove : PlanAction.Suspend, course.Key, course.Now.Id, now.UserId, null, course.NameOf(now.UserId));
        }

        if (loses)
        {
            foreach (var role in held)
            {
                plan.Add(PlanAction.TakeRole, course.Key, course.Now.Id, now.UserId, role, course.NameOf(now.UserId));
            }
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

    private void Withhold(Course course)
    {
        plan.Withheld[course.Key] = plan.Withheld.GetValueOrDefault(course.Key) + 1;
        plan.Unclear.Add(course.Key);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Course(
        CourseMatch Match, CourseNow Now, KnownMembers Known, IReadOnlyDictionary<long, MemberNow> There, RememberedKeys? Remembered)
    {
        private Dictionary<long, string>? names;

        public string Key => Match.Wanted.Key;

        public string Path => Match.Wanted.Path;

        /// <summary>What the last roster called somebody.</summary>
        public string? NameOf(long user)
        {
            if (names is null)
            {
                names = [];
                foreach (var (key, id) in Remembered?.Found ?? new Dictionary<string, long>())
                {
                    names.TryAdd(id, key);
                }
            }

            return names.GetValueOrDefault(user);
        }
    }
}
