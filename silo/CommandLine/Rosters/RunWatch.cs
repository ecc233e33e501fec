using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>Looks on while a silo plans and applies a run.</summary>
/// <param name="rosters">The rosters.</param>
/// <param name="runs">Their runs.</param>
/// <param name="obstacle">What keeps a run from going on.</param>
/// <param name="screen">Where progress is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class RunWatch(IRosters rosters, RosterRuns runs, RunObstacle obstacle, Screen screen, TimeProvider time)
{
    // A silo that was killed is seen to be gone once its lease has run out.
    private const int LooksPerSiloCheck = 10;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    /// <summary>Waits until the run has a plan, or ended.</summary>
    /// <param name="run">Which.</param>
    /// <param name="cancellationToken">Stops the looking; the run goes on.</param>
    /// <returns>The run.</returns>
    /// <exception cref="CommandFailure">No silo is at work any more.</exception>
    public async Task<RunAnswer> UntilPlanned(RunPlace run, CancellationToken cancellationToken)
    {
        screen.Line($"Run {run.Run} of {run.Site}/{run.Roster}: reading the source and Moodle.");
        return await Until(run, now => now.State is not RosterRunRow.Planning, _ => { }, cancellationToken);
    }

    /// <summary>Waits until the run has ended, or its plan waits again, with a progress bar.</summary>
    /// <param name="run">Which.</param>
    /// <param name="approved">The plan that was approved; null if nobody had to.</param>
    /// <param name="cancellationToken">Stops the looking; the run goes on.</param>
    /// <returns>The run.</returns>
    /// <exception cref="CommandFailure">No silo is at work any more.</exception>
    public async Task<RunAnswer> UntilApplied(RunPlace run, string? approved, CancellationToken cancellationToken)
    {
        RunAnswer? last = null;
        await screen.Progress(
            $"applying run {run.Run}",
            async bar => last = await Until(run, Over, now => bar.Report(Part(now.Progress)), cancellationToken));
        return last!;

        // The read model may be a moment behind the approval, and still show the plan that was approved as waiting.
        bool Over(RunAnswer now) => now.State is not RosterRunRow.Applying && (now.State is not RosterRunRow.Waiting || now.Hash != approved);
    }

    private async Task<RunAnswer> Until(RunPlace run, Func<RunAnswer, bool> over, Action<RunAnswer> look, CancellationToken cancellationToken)
    {
        string? told = null;
        for (var looks = 1; ; looks++)
        {
            if (await runs.One(run, cancellationToken) is { } now)
            {
                look(now);
                if (over(now))
                {
                    return now;
                }
            }

            if (looks % LooksPerSiloCheck == 0 && !await rosters.SiloRuns(cancellationToken))
            {
                throw new CommandFailure(
                    $"No silo is at work on this database any more; run {run.Run} goes on as soon as one is. 'silo roster report {run.Site}/{run.Roster}' shows it; "
                    + $"if it waits then, 'silo roster approve {run.Site}/{run.Roster}' lets it go on.");
            }

            if (looks % LooksPerSiloCheck == 0 && await obstacle.Of(run, cancellationToken) is var waits && waits != told)
            {
                screen.Line(waits is null ? $"Run {run.Run} goes on." : $"Run {run.Run} waits: {waits}");
                told = waits;
            }

            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    private static double Part(RunProgress? progress) => progress is { Items: > 0 } ? (double)progress.Over() / progress.Items : 0;
}
