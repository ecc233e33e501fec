using MoodleGrains.Rosters;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Whether a run may make its next call: nobody paused it, and nobody cancelled it.</summary>
internal sealed class RunHold(Pauses pauses, IAggregateClient grains)
{
    /// <summary>How long a paused run waits before it looks again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether somebody paused it: rosters, Moodle, its site, or itself.</summary>
    /// <param name="run">The run.</param>
    /// <returns>True if somebody did.</returns>
    public bool Paused(RunKey run) =>
        pauses.Paused(OutboxParts.Rosters) || pauses.Paused(OutboxParts.Moodle) || pauses.Paused(Pauses.SitePrefix + run.Site)
        || pauses.Paused($"{Pauses.RosterPrefix}{run.Site}/{run.Roster}");

    /// <summary>Whether it may go on applying a plan.</summary>
    /// <param name="run">The run.</param>
    /// <param name="hash">The plan.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True if it may.</returns>
    public async ValueTask<bool> MayGoOnAsync(RunKey run, string hash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return !Paused(run)
            && (await grains.Latest<Roster>(run.Grain, cancellationToken)).Open
                is { State: RunState.Applying } open && open.Run == run.Run && open.Hash == hash;
    }
}
