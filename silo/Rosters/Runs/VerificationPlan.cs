using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Which courses are to be read so that few readings show much: whoever is read in one course is told with their other visible
/// courses, so that one reading confirms enrolments in many. Greedy: always the course that shows most of what is not shown yet.
/// </summary>
internal sealed class VerificationPlan
{
    private readonly Dictionary<long, List<RunItem>> byCourse;
    private readonly Dictionary<long, List<RunItem>> elsewhere;
    private readonly Dictionary<long, int> openOf;
    private readonly HashSet<int> open;
    private readonly HashSet<long> visible;

    /// <summary>Takes what is to be shown.</summary>
    /// <param name="items">Enrolments and roles that were done, each with its course.</param>
    /// <param name="visible">The visible courses.</param>
    public VerificationPlan(IReadOnlyList<RunItem> items, IEnumerable<long> visible)
    {
        this.visible = visible.ToHashSet();
        byCourse = items.GroupBy(item => item.CourseId!.Value).ToDictionary(course => course.Key, course => course.ToList());
        elsewhere = items.Where(IsShownElsewhere).GroupBy(item => item.UserId!.Value).ToDictionary(user => user.Key, user => user.ToList());
        openOf = elsewhere.ToDictionary(user => user.Key, user => user.Value.Count);
        open = items.Select(item => item.Number).ToHashSet();
    }

    /// <summary>The course to be read next; it is not named again.</summary>
    /// <returns>The course; null if nothing is left to be shown.</returns>
    public long? Next()
    {
        var (best, most) = (0L, 0);
        foreach (var (course, items) in byCourse)
        {
            var shows = Shows(items);
            if (shows > most || (shows == most && most > 0 && course < best))
            {
                (best, most) = (course, shows);
            }
        }

        if (most == 0)
        {
            return null;
        }

        // Whether it will be so is seen when it is read; it is not counted on twice.
        foreach (var item in byCourse[best])
        {
            Close(item);
            if (IsEnrolment(item))
            {
                elsewhere.GetValueOrDefault(item.UserId!.Value)?.ForEach(Close);
            }
        }

        byCourse.Remove(best);
        return best;
    }

    private static bool IsEnrolment(RunItem item) => item.Action is PlanAction.Enrol or PlanAction.Reactivate;

    private bool IsShownElsewhere(RunItem item) => IsEnrolment(item) && visible.Contains(item.CourseId!.Value);

    // An enrolment that is shown elsewhere is among those of its user.
    private int Shows(List<RunItem> items) => items.Sum(item =>
        (IsEnrolment(item) ? openOf.GetValueOrDefault(item.UserId!.Value) : 0) + (open.Contains(item.Number) && !IsShownElsewhere(item)
            ? 1
            : 0));

    private void Close(RunItem item)
    {
        if (open.Remove(item.Number) && IsShownElsewhere(item))
        {
            openOf[item.UserId!.Value]--;
        }
    }
}
