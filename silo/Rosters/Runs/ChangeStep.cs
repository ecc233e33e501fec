using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Names and visibility of courses, many a call. Moodle does what it can of such a call and tells the rest as warnings; done twice it
/// changes nothing.
/// </summary>
internal sealed class ChangeStep(RunItems items, MirrorsAtHand mirrors, RunHold hold) : IRunStep
{
    private const int Batch = 100;

    /// <inheritdoc/>
    public IReadOnlyList<PlanAction> Actions { get; } = [PlanAction.RenameCourse, PlanAction.ShowCourse, PlanAction.HideCourse];

    /// <inheritdoc/>
    public async Task DoAsync(RunTurn turn, PlanAction action, CancellationToken cancellationToken)
    {
        var batch = await items.NextAsync(turn.Run, action, Batch, cancellationToken);
        if (action == PlanAction.RenameCourse)
        {
            batch = await WithNamesAsync(turn, batch, cancellationToken);
        }

        await items.SendingAsync(turn.Run, batch, cancellationToken);
        IReadOnlyList<NotDone> warnings = [];
        var left = await new Bisection(
            async (part, stop) => warnings = await turn.Moodle.UpdateCoursesAsync([.. part.Select(Edit)], stop),
            (part, stop) => AnsweredAsync(turn, part, warnings, stop),
            (part, fault, stop) => items.FailAsync(turn.Run, part, RunFaults.Reason(fault), stop),
            stop => hold.MayGoOnAsync(turn.Run, turn.Hash, stop)).DoAsync(batch, cancellationToken);
        await items.NotSentAsync(turn.Run, left, cancellationToken);
    }

    private static CourseEdit Edit(RunItem item) => item.Action == PlanAction.RenameCourse
        ? new(item.CourseId!.Value, FullName: item.Course!.FullName)
        : new(item.CourseId!.Value, Visible: item.Action == PlanAction.ShowCourse);

    // An undo needs the name before, which after a crash may be there no more.
    private static async Task<IReadOnlyList<RunItem>> WithNamesAsync(
        RunTurn turn,
        IReadOnlyList<RunItem> batch,
        CancellationToken cancellationToken)
    {
        var unknown = batch.Where(item => item.Before is null).Select(item => item.CourseId!.Value).ToList();
        var there = (await SiteNowReader.CoursesAsync(turn.Moodle, unknown, cancellationToken))
            .ToDictionary(course => course.Id, course => course.FullName);
        return [.. batch.Select(
            item => item.Before is not null ? item : item with { Before = there.GetValueOrDefault(item.CourseId!.Value) })];
    }

    private async Task AnsweredAsync(
        RunTurn turn,
        IReadOnlyList<RunItem> part,
        IReadOnlyList<NotDone> warnings,
        CancellationToken cancellationToken)
    {
        var refused = warnings.GroupBy(warning => warning.ItemId).ToDictionary(course => course.Key, course => course.First());
        foreach (var item in part.Where(item => refused.ContainsKey(item.CourseId!.Value)))
        {
            var warning = refused[item.CourseId!.Value];
            var fault = new MoodleFault(warning.Kind, turn.Run.Site, MoodleFunctions.UpdateCourses, warning.Code);
            await items.FailAsync(turn.Run, [item], RunFaults.Reason(fault), cancellationToken);
        }

        var done = part.Where(item => !refused.ContainsKey(item.CourseId!.Value)).ToList();
        await mirrors.TellAsync(turn.Run, done.Select(item => (item.CourseId!.Value, Told(turn, item))), cancellationToken);
        await items.DoneAsync(turn.Run, done, cancellationToken);
    }

    private static ICommand Told(RunTurn turn, RunItem item) => item.Action == PlanAction.RenameCourse
        ? new RecordName(turn.Run.Run, item.Before ?? "", item.Course!.FullName, turn.Now)
        : new RecordShown(turn.Run.Run, item.Action == PlanAction.ShowCourse, turn.Now);
}
