using MoodleGrains.Mirrors;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>What becomes of those whom the roster does not list any more. Only what it gave is taken.</summary>
internal static class UnlistedMembers
{
    public static void Plan(CoursePeople course, MemberNow now, Mirrored mirrored, RosterTerms terms, PlanDraft plan)
    {
        var held = mirrored.Roles.Intersect(now.Roles).ToList();
        var others = now.Roles.Except(mirrored.Roles).Any();
        var removes = terms.Removal == RosterTerms.Remove;
        if (mirrored is { Enrolled: true, Suspended: true } && now.Active == true)
        {
            plan.Warning("active_in_moodle", course.Path, Text(
                $"User {now.UserId}{Named(course, now)} was suspended by the roster and made active in Moodle (course {course.Now.Id}) by "
                    + $"somebody, and is left alone; suspend the enrolment there if the roster is right."));
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
                $"User {now.UserId}{Named(course, now)} holds a role in Moodle's course {course.Now.Id} that somebody else gave, and "
                    + $"stays; take that role there, or leave it."));
        }

        if (course.Known.Strangers)
        {
            if (leaves || (loses && held.Count > 0))
            {
                plan.Withhold(course.Key);
            }

            return;
        }

        if (leaves)
        {
            plan.Add(
                removes ? PlanAction.Remove : PlanAction.Suspend,
                course.Key,
                course.Now.Id,
                now.UserId,
                null,
                course.NameOf(now.UserId));
        }

        if (loses)
        {
            foreach (var role in held)
            {
                plan.Add(PlanAction.TakeRole, course.Key, course.Now.Id, now.UserId, role, course.NameOf(now.UserId));
            }
        }
    }

    private static string Named(CoursePeople course, MemberNow now) => course.NameOf(now.UserId) is { } name ? $" ('{name}')" : "";
}
