using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Looks in Moodle whether what was done is there: all courses by one call, enrolments and roles by reading some courses, as many as
/// the settings allow. What was not looked at is not confirmed, and counted so.
/// </summary>
internal sealed class Verification(RunItems items, RunSettings settings, RunHold hold)
{
    private const int AtOnce = 4;

    /// <summary>Looks.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it is finished; false if the run was held up, and it is to be gone on with.</returns>
    /// <exception cref="MoodleFaultException">Moodle did not tell.</exception>
    public async Task<bool> LookAsync(RunTurn turn, CancellationToken cancellationToken)
    {
        var done = await items.UnconfirmedAsync(turn.Run, cancellationToken);
        if (done.Count == 0 || settings.VerifyReads == 0)
        {
            return true;
        }

        var courses = (await SiteNowReader.CoursesAsync(turn.Moodle, cancellationToken)).ToDictionary(course => course.Id);
        await items.ConfirmAsync(
            turn.Run, [.. done.Where(item => item.UserId is null && IsThere(item, courses))
                .Select(item => item.Number)], cancellationToken);
        var members = done.Where(item => item is { UserId: not null, CourseId: { } id } && courses.ContainsKey(id)).ToList();
        var cover = new VerificationPlan(members, courses.Values.Where(course => course.Visible).Select(course => course.Id));
        var left = members.ToDictionary(item => item.Number);
        for (var reads = 0; reads < settings.VerifyReads && left.Count > 0;)
        {
            var next = Enumerable.Range(0, Math.Min(AtOnce, settings.VerifyReads - reads)).Select(_ => cover.Next()).OfType<long>()
                .ToList();
            if (next.Count == 0)
            {
                return true;
            }

            if (!await hold.MayGoOnAsync(turn.Run, turn.Hash, cancellationToken))
            {
                return false;
            }

            var read = await SiteNowReader.MembersAsync(turn.Moodle, [.. next.Select(id => courses[id])], cancellationToken);
            var seen = Seen(left.Values, read);
            await items.ConfirmAsync(turn.Run, seen, cancellationToken);
            seen.ForEach(number => left.Remove(number));
            reads += next.Count;
        }

        return true;
    }

    private static List<int> Seen(IEnumerable<RunItem> left, IReadOnlyDictionary<long, IReadOnlyList<MemberSeen>> read)
    {
        var elsewhere = read.Values.SelectMany(members => members)
            .SelectMany(member => member.Courses.Select(course => (member.UserId, course)))
            .ToHashSet();
        return [.. left.Where(IsSeen).Select(item => item.Number)];

        bool IsSeen(RunItem item) =>
            MemberLook.IsDone(item.Action, item, read.GetValueOrDefault(item.CourseId!.Value))
            || (item.Action is PlanAction.Enrol or PlanAction.Reactivate && elsewhere.Contains((item.UserId!.Value, item.CourseId.Value)));
    }

    private static bool IsThere(RunItem item, Dictionary<long, CourseNow> courses) =>
        courses.TryGetValue(item.CourseId ?? 0, out var course) && item.Action switch
        {
            PlanAction.RenameCourse => course.FullName == item.Course!.FullName,
            PlanAction.HideCourse => !course.Visible,
            PlanAction.ShowCourse => course.Visible,
            _ => true,
        };
}
