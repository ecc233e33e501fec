using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>Looks on while a silo plans and applies a run.</summary>
/// <param name="silo">The silo.</param>
/// <param name="screen">Where progress is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class RunWatch(SiloApi silo, Screen screen, TimeProvider time)
{
    private const int LooksPerObstacle = 10;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    /// <summary>Waits until the run has a plan, or ended.</summary>
    /// <param name="run">Which.</param>
    /// <param name="cancellationToken">Stops the looking; the run goes on.</param>
    /// <returns>The run.</returns>
    /// <exception cref="CommandFailure">The silo does not answer any more.</exception>
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
    /// <exception cref="CommandFailure">The silo does not answer any more.</exception>
    public async Task<RunAnswer> UntilApplied(RunPlace run, string? approved, CancellationToken cancellationToken)
    {
        RunAnswer? last = null;
        await screen.Progress(
            $"applying run {run.Run}",
            async bar => last = await Until(run, Over, now => bar.Report(Part(now.Progress)), cancellationToken));
        return last!;

        // The read model may be a moment behind the approval, and still show the plan that was approved as waiting.
        bool Over(RunAnswer now)
            => now.State is not RosterRunRow.Applying && (now.State is not RosterRunRow.Waiting || now.Hash != approved);
    }

    private async Task<RunAnswer> Until(
        RunPlace run,
        Func<RunAnswer, bool> over,
        Action<RunAnswer> look,
        CancellationToken cancellationToken)
    {
        string? told = null;
        try
        {
            for (var looks = 1; ; looks++)
            {
                if (await silo.Find<RunAnswer>(RunAddress.Of(run), cancellationToken) is { } now)
                {
                    look(now);
                    if (over(now))
                    {
                        return now;
                    }
                }

                if (looks % LooksPerObstacle == 0
                    && (await silo.Get<RunObstacle>(RunAddress.Of(run, "/obstacle"), cancellationToken)).Waits is var waits
                        && waits != told)
                {
                    screen.Line(waits is null ? $"Run {run.Run} goes on." : $"Run {run.Run} waits: {RunTables.Cell(waits)}");
                    told = waits;
                }

                await Task.Delay(LookEvery, time, cancellationToken);
            }
        }
        catch (SiloAway)
        {
            throw new CommandFailure(
                $"No silo answers at {silo.Address} any more; run {run.Run} goes on as soon as one does. 'silo roster report "
                + $"{run.Site}/{run.Roster}' shows it; if it waits then, 'silo roster approve {run.Site}/{run.Roster}' lets it go on.");
        }
    }

    private static double Part(RunProgress? progress) => progress is { Items: > 0 } ? (double)progress.Over() / progress.Items : 0;
}
