using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Courses that are there and stand for one of the roster from here on: nothing is done in Moodle.</summary>
internal sealed class AdoptStep(RunItems items, MirrorsAtHand mirrors) : IRunStep
{
    private const int Batch = 200;

    /// <inheritdoc/>
    public IReadOnlyList<PlanAction> Actions { get; } = [PlanAction.AdoptCourse];

    /// <inheritdoc/>
    public async Task DoAsync(RunTurn turn, PlanAction action, CancellationToken cancellationToken)
    {
        var batch = await items.NextAsync(turn.Run, action, Batch, cancellationToken);
        await mirrors.TellAsync(
            turn.Run,
            batch.Select(item => (
                item.CourseId!.Value,
                (ICommand)new RecordCourse(turn.Run.Run, item.CourseKey, false, item.Course?.FullName ?? item.Name ?? "", turn.Now))),
            cancellationToken);
        await items.DoneAsync(turn.Run, batch, cancellationToken);
    }
}
