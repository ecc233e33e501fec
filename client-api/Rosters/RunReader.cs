using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>One run: by the read model, or, where that is a moment behind, by the roster's stream.</summary>
internal sealed class RunReader(RosterRuns runs, IEventReader streams)
{
    /// <summary>The answer where there is no such run.</summary>
    /// <param name="roster">The roster's name.</param>
    /// <param name="run">The number asked for.</param>
    /// <returns>The problem.</returns>
    public static ProblemHttpResult NoRun(string roster, long run) => Problems.NotFound(
        string.Create(CultureInfo.InvariantCulture, $"Roster '{roster}' has no run {run}; GET /api/v1/rosters/{roster}/runs lists those "
            + $"there are."));

    /// <summary>One run, as it is read.</summary>
    /// <param name="run">Which.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The run; null if there is none.</returns>
    public async Task<RunAnswer?> One(RunPlace run, CancellationToken cancellationToken) =>
        await runs.One(run, cancellationToken) ?? await FromStream(run, cancellationToken);

    /// <summary>One run, as it was committed this moment.</summary>
    /// <param name="run">Which; it is there.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The run; null if there is none.</returns>
    public Task<RunAnswer?> AsCommitted(RunPlace run, CancellationToken cancellationToken) => FromStream(run, cancellationToken);

    /// <summary>The run that a command began.</summary>
    /// <param name="roster">The roster's grain.</param>
    /// <param name="version">The version of its stream behind that command.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Its number.</returns>
    public async Task<int> BegunAt(StreamKey roster, long version, CancellationToken cancellationToken) =>
        (await streams.Read(roster, version - 1, cancellationToken).Select(recorded => recorded.Event).OfType<RunStarted>()
            .FirstAsync(cancellationToken)).Run;

    private async Task<RunAnswer?> FromStream(RunPlace run, CancellationToken cancellationToken)
    {
        var rows = new Rows<RosterRunRow>();
        await foreach (var recorded in streams.Read(Roster.Id(run.Site, run.Roster), afterVersion: 0, cancellationToken))
        {
            rows.Fold(recorded);
        }

        return rows.All.SingleOrDefault(row => row.Run == run.Run) is { } found
            ? RosterRuns.Answer(found) with { Progress = await runs.Progress(run, cancellationToken) }
            : null;
    }
}
