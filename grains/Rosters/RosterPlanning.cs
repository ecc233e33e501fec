using MoodleGrains.Mirrors;

namespace MoodleGrains.Rosters;

/// <summary>What is to be done so that Moodle follows a roster.</summary>
public static class RosterPlanning
{
    /// <summary>
    /// Makes the plan of a run. Pure: the same roster, site and mirrors give the same plan, whatever the order of the roster's lists.
    /// </summary>
    /// <param name="terms">The terms of the roster.</param>
    /// <param name="wanted">What it wants.</param>
    /// <param name="site">What Moodle holds.</param>
    /// <param name="mirrors">What this roster made, by Moodle's id of the course; of courses gone from Moodle too.</param>
    /// <param name="remembered">What the last roster said, by the course's key (<see cref="RosterMemory"/>).</param>
    /// <param name="today">The day, UTC, by which the brake may be raised.</param>
    /// <param name="byPerson">Whether a person started the run: only then is a course created again that was deleted in Moodle.</param>
    /// <returns>The plan.</returns>
    public static RosterPlan Plan(
        RosterTerms terms,
        DesiredRoster wanted,
        SiteNow site,
        IReadOnlyDictionary<long, Mirror> mirrors,
        IReadOnlyDictionary<string, RememberedKeys> remembered,
        DateOnly today,
        bool byPerson = false)
    {
        var plan = new PlanDraft { RoleNames = RoleIds.Names(site.RoleIds) };
        plan.Findings.AddRange(wanted.Findings);
        if (wanted.Courses.Count == 0 && wanted.LeftOut.Count == 0)
        {
            return plan.Stopped("courses: the roster lists none, which no registrar means; look at the source, nothing is changed.");
        }

        if (RoleIds.Fault(terms, wanted, site) is { } fault)
        {
            return plan.Stopped(fault);
        }

        var index = new SiteIndex(site);
        var matches = new CourseMatching(terms, wanted, index, mirrors, byPerson, plan).All();
        var courses = new CoursePlanning(terms, index, plan);
        var members = new MemberPlanning(terms, site, new(site.RoleIds), plan);
        foreach (var match in matches)
        {
            if (courses.Plan(match))
            {
                members.Plan(match, remembered.GetValueOrDefault(match.Wanted.Key));
            }
        }

        if (UnseenUsers.Fault(terms, wanted, site, remembered) is { } unseen)
        {
            return plan.Stopped(unseen);
        }

        courses.Gone(wanted, matches, mirrors);
        plan.Tripped.AddRange(ChangeLimit.Tripped(terms, today, plan.Items, site, mirrors));
        if (ChangeLimit.Vanished(ChangeLimit.Of(terms, today), [.. remembered.Keys], Listed(wanted, matches)) is { } vanished)
        {
            plan.Tripped.Add(vanished);
        }

        if (ChangeLimit.Withheld(plan.Withheld) is { } withheld)
        {
            plan.Tripped.Add(withheld);
        }

        return plan.Done();
    }

    // By every name that a listed course has, or had when it was mirrored.
    private static HashSet<string> Listed(DesiredRoster wanted, IReadOnlyList<CourseMatch> matches)
    {
        var keys = wanted.Courses.Select(course => course.Key).Concat(wanted.LeftOut).ToHashSet(StringComparer.OrdinalIgnoreCase);
        keys.UnionWith(matches.Select(match => match.Mirror.Key).OfType<string>());
        return keys;
    }
}
