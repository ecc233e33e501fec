using MoodleGrains.Mirrors;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>What is to be done so that a run is taken back.</summary>
public static class UndoPlanning
{
    /// <summary>
    /// Makes the plan that takes a run back. What somebody, or a later run, changed since is left alone; a course that the run created is
    /// hidden, with all that is in it.
    /// </summary>
    /// <param name="terms">The terms of the roster.</param>
    /// <param name="run">The run to be taken back.</param>
    /// <param name="history">
    /// The whole stream of each mirror, by Moodle's id of the course; those the run did not touch may be left out.
    /// </param>
    /// <param name="site">What Moodle holds: its courses, and the members of the courses in the history.</param>
    /// <param name="mirrors">What this roster made, by Moodle's id of the course.</param>
    /// <param name="today">The day, UTC, by which the brake may be raised.</param>
    /// <param name="names">What users are called, as far as it is known; null for nobody.</param>
    /// <returns>The plan.</returns>
    public static RosterPlan Plan(
        RosterTerms terms,
        int run,
        IReadOnlyDictionary<long, IReadOnlyList<IEvent>> history,
        SiteNow site,
        IReadOnlyDictionary<long, Mirror> mirrors,
        DateOnly today,
        IReadOnlyDictionary<long, string>? names = null)
    {
        var plan = new PlanDraft { RoleNames = RoleIds.Names(site.RoleIds) };
        var index = new SiteIndex(site);
        foreach (var (id, events) in history.OrderBy(course => course.Key))
        {
            var facts = events.OfType<IMirrorFact>().ToList();
            if (!facts.Exists(fact => fact.Run == run && fact is not MirrorLost)
                || mirrors.GetValueOrDefault(id) is not { Key: { } key } mirror)
            {
                continue;
            }

            if (index.Course(id) is { } now)
            {
                Course(new(key, now, mirror, run, facts, names), site, plan);
            }
            else
            {
                plan.Error(
                    "course_gone",
                    key,
                    Text($"Moodle's course {id} was deleted there; what run {run} did in it cannot be taken back."));
            }
        }

        plan.Tripped.AddRange(ChangeLimit.Tripped(terms, today, plan.Items, site, mirrors));
        return plan.Done();
    }

    private static void Course(UndoneCourse course, SiteNow site, PlanDraft plan)
    {
        if (course.CreatedByRun)
        {
            if (course.Now.Visible && !course.Mirror.Hidden)
            {
                plan.Add(PlanAction.HideCourse, course.Key, course.Now);
                plan.Warning("created_course", course.Key, Text(
                    $"Course {course.Now.Id} is hidden, not deleted, and its enrolments stay; delete it in Moodle if nobody has "
                        + $"worked in it."));
            }

            return;
        }

        Name(course, plan);
        Shown(course, plan);
        if (!site.Members.TryGetValue(course.Now.Id, out var members))
        {
            plan.Error(
                "members_unread",
                course.Key,
                Text($"Moodle did not say who is in course {course.Now.Id}; nobody is changed in it, look at what the token may see."));
            return;
        }

        UndoneMembers.Plan(course, members, plan);
    }

    private static void Name(UndoneCourse course, PlanDraft plan)
    {
        var names = course.Of<MirrorRenamed>();
        if (names.Count == 0 || names[0].Before == course.Now.FullName)
        {
            return;
        }

        if (course.Now.FullName == names[^1].Name)
        {
            plan.Add(PlanAction.RenameCourse, course.Key, course.Now, new(
                course.Now.ShortName, names[0].Before, course.Now.IdNumber, 0, null, null, course.Now.Visible, null));
        }
        else
        {
            plan.Warning("changed_since", course.Key, Text(
                $"Course {course.Now.Id} was named '{JsonField.Short(course.Now.FullName)}' since, and is left alone."));
        }
    }

    private static void Shown(UndoneCourse course, PlanDraft plan)
    {
        if (course.Of<MirrorShown>() is not [.., { Visible: var shown }] || course.Mirror.Hidden == shown)
        {
            return;
        }

        if (course.Now.Visible == shown)
        {
            plan.Add(shown ? PlanAction.HideCourse : PlanAction.ShowCourse, course.Key, course.Now);
        }
        else
        {
            plan.Warning(
                "changed_since",
                course.Key,
                Text($"Course {course.Now.Id} was {(shown ? "hidden" : "shown")} since, and is left alone."));
        }
    }
}

/// <summary>A course in which a run is taken back.</summary>
/// <param name="Key">Its identity in the roster.</param>
/// <param name="Now">The course.</param>
/// <param name="Mirror">What the roster made there, up to now.</param>
/// <param name="Run">The run.</param>
/// <param name="Facts">All that runs did there, in order.</param>
/// <param name="Names">What users are called; null for nobody.</param>
internal sealed record UndoneCourse(
    string Key, CourseNow Now, Mirror Mirror, int Run, IReadOnlyList<IMirrorFact> Facts, IReadOnlyDictionary<long, string>? Names)
{
    /// <summary>Whether the run created it: the first mention did, later ones only name it by another key.</summary>
    public bool CreatedByRun => Facts.OfType<CourseMirrored>().FirstOrDefault() is { Created: true } first && first.Run == Run;

    /// <summary>What the run did, of one kind.</summary>
    public IReadOnlyList<T> Of<T>()
        where T : IMirrorFact => [.. Facts.OfType<T>().Where(fact => fact.Run == Run)];
}
