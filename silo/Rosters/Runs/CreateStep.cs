using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// New courses, many a call. A course whose creation was asked for and not answered is looked for by its short name before it is asked
/// for again.
/// </summary>
internal sealed class CreateStep(RunItems items, MirrorsAtHand mirrors, RunHold hold) : IRunStep
{
    // Moodle takes a good part of a second for each.
    private const int Batch = 50;

    // A copy of a course takes Moodle seconds; between two of them a person's pause is heeded.
    private const int CopiedBatch = 5;

    private const string Taken =
        "A course with its short name or idnumber has come into being since the plan was made: the next run adopts it, where the "
            + "roster may.";

    /// <inheritdoc/>
    public IReadOnlyList<PlanAction> Actions { get; } = [PlanAction.CreateCourse];

    /// <inheritdoc/>
    public async Task DoAsync(RunTurn turn, PlanAction action, CancellationToken cancellationToken)
    {
        var batch = await items.NextAsync(turn.Run, action, Batch, cancellationToken);
        if (batch.Any(item => item.Course!.TemplateId is not null))
        {
            batch = [.. batch.Take(CopiedBatch)];
        }

        batch = await NotThereYetAsync(turn, batch, cancellationToken);
        await items.SendingAsync(turn.Run, batch, cancellationToken);
        IReadOnlyList<long> ids = [];
        var left = await new Bisection(
            async (part, stop) => ids = await turn.Moodle.CreateCoursesAsync([.. part.Select(item => New(item.Course!))], stop),
            (part, stop) => MadeAsync(turn, [.. part.Zip(ids, (item, id) => item with { CourseId = id })], stop),
            (part, fault, stop) => items.FailAsync(turn.Run, part, fault.Kind == FaultKind.Taken ? Taken : RunFaults.Reason(fault), stop),
            stop => hold.MayGoOnAsync(turn.Run, turn.Hash, stop)).DoAsync(batch, cancellationToken);
        await items.NotSentAsync(turn.Run, left, cancellationToken);
    }

    private static NewCourse New(PlannedCourse course) => new(
        course.FullName,
        course.ShortName,
        course.CategoryId,
        course.IdNumber == "" ? null : course.IdNumber,
        StartsAt: course.StartsAt,
        EndsAt: course.EndsAt,
        Visible: course.Visible);

    private async Task<IReadOnlyList<RunItem>> NotThereYetAsync(
        RunTurn turn,
        IReadOnlyList<RunItem> batch,
        CancellationToken cancellationToken)
    {
        if (!batch.Any(item => item.Sent))
        {
            return batch;
        }

        var there = (await SiteNowReader.CoursesAsync(turn.Moodle, cancellationToken))
            .ToLookup(course => course.ShortName, StringComparer.Ordinal);
        var made = new List<RunItem>();
        foreach (var item in batch.Where(item => item.Sent))
        {
            // One that is not just as it was asked for is another's; Moodle will say so.
            if (there[item.Course!.ShortName].FirstOrDefault(course => IsOurs(course, item.Course)) is { } course)
            {
                made.Add(item with { CourseId = course.Id });
            }
        }

        await MadeAsync(turn, made, cancellationToken);
        var numbers = made.Select(item => item.Number).ToHashSet();
        return [.. batch.Where(item => !numbers.Contains(item.Number))];
    }

    private static bool IsOurs(CourseNow course, PlannedCourse wanted) =>
        course.FullName == wanted.FullName && course.IdNumber == wanted.IdNumber && course.CategoryId == wanted.CategoryId;

    private async Task MadeAsync(RunTurn turn, IReadOnlyList<RunItem> made, CancellationToken cancellationToken)
    {
        await mirrors.TellAsync(
            turn.Run,
            made.Select(item => (
                item.CourseId!.Value, (ICommand)new RecordCourse(turn.Run.Run, item.CourseKey, true, item.Course!.FullName, turn.Now))),
            cancellationToken);
        await items.DoneAsync(turn.Run, [.. made.Where(item => item.Course!.TemplateId is null)], cancellationToken);
        foreach (var item in made.Where(item => item.Course!.TemplateId is not null))
        {
            await CopyAsync(turn, item, cancellationToken);
        }
    }

    private async Task CopyAsync(RunTurn turn, RunItem item, CancellationToken cancellationToken)
    {
        try
        {
            if (await IsEmptyAsync(turn.Moodle, item.CourseId!.Value, cancellationToken))
            {
                await turn.Moodle.ImportCourseAsync(item.Course!.TemplateId!.Value, item.CourseId.Value, cancellationToken);
            }

            await items.DoneAsync(turn.Run, [item], cancellationToken);
        }
        catch (MoodleFaultException e) when (!RunFaults.Passes(e.Fault))
        {
            // The course is there, and gets its participants.
            await items.DoneWithoutAsync(
                turn.Run,
                item,
                $"The course was created without the template's content. {RunFaults.Reason(e.Fault)}",
                cancellationToken);
        }
    }

    // The forum of announcements comes by itself when somebody first looks at a course.
    private static async Task<bool> IsEmptyAsync(MoodleSite moodle, long course, CancellationToken cancellationToken) =>
        (await moodle.ContentsAsync(course, null, cancellationToken)).Modules.All(module => module.Module == "forum");
}
