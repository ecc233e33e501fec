using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Silo.CommandLine.Api;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>
/// What there is to show of runs: read from the database by commands that only look, from the silo by those that have something done.
/// </summary>
internal interface IRunPages
{
    /// <summary>The first items of a plan, in the order of doing.</summary>
    Task<IReadOnlyList<PlanItemAnswer>> Items(RunPlace run, string? state, int rows, CancellationToken cancellationToken);

    /// <summary>The first findings of a run.</summary>
    Task<IReadOnlyList<FindingAnswer>> Findings(RunPlace run, int rows, CancellationToken cancellationToken);
}

/// <summary>Runs as the database has them.</summary>
internal sealed class StoredRunPages(NpgsqlDataSource database) : IRunPages
{
    private readonly RosterPlans plans = new(database);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlanItemAnswer>> Items(RunPlace run, string? state, int rows, CancellationToken cancellationToken) =>
        plans.Items(run, null, state, 0, rows, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FindingAnswer>> Findings(RunPlace run, int rows, CancellationToken cancellationToken) =>
        plans.Findings(run, 0, rows, cancellationToken);
}

/// <summary>Runs as the silo tells of them.</summary>
internal sealed class SiloRunPages(SiloApi silo) : IRunPages
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<PlanItemAnswer>> Items(RunPlace run, string? state, int rows, CancellationToken cancellationToken) =>
        silo.List<PlanItemAnswer>(RunAddress.Of(run, "/plan") + (state is null ? "" : $"&state={state}"), rows, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FindingAnswer>> Findings(RunPlace run, int rows, CancellationToken cancellationToken) =>
        silo.List<FindingAnswer>(RunAddress.Of(run, "/findings"), rows, cancellationToken);
}
