using System.Text.Json;
using Dapper;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Runs of rosters as their read model has them, with what their tables say of plans.</summary>
/// <param name="db">The database.</param>
public sealed class RosterRuns(NpgsqlDataSource db)
{
    // As the row holds them: times are Unix seconds.
    private const string Columns = """
        site, run, roster, trigger, state, dry_run as DryRun, undoes, by, approved_by as ApprovedBy, cancelled_by as CancelledBy, hash, counts, tripped,
        reason, done, failed as Refused, confirmed, extract(epoch from started_at)::bigint as StartedAt,
        extract(epoch from planned_at)::bigint as PlannedAt, extract(epoch from approved_at)::bigint as ApprovedAt,
        extract(epoch from ended_at)::bigint as EndedAt
        """;

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    /// <summary>The runs of a roster, newest first, without progress.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="roster">The roster's name.</param>
    /// <param name="before">Only those before this one.</param>
    /// <param name="rows">How many at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The runs.</returns>
    public async Task<IReadOnlyList<RunAnswer>> List(string site, string roster, long before, int rows, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select {Columns} from mg_roster_runs where site = @site and roster = @roster and run < @before order by run desc limit @rows
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var found = await connection.QueryAsync<RosterRunRow>(
            new(sql, new { site, roster, before, rows }, cancellationToken: cancellationToken));
        return [.. found.Select(row => Answer(row))];
    }

    /// <summary>One run, with its progress.</summary>
    /// <param name="run">Which.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The run; null if the read model has none yet.</returns>
    public async Task<RunAnswer?> One(RunPlace run, CancellationToken cancellationToken)
    {
        const string sql = $"select {Columns} from mg_roster_runs where site = @site and roster = @roster and run = @run";
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<RosterRunRow>(new(sql, Key(run), cancellationToken: cancellationToken));
        return row is null ? null : Answer(row) with { Progress = await Progress(connection, run, cancellationToken) };
    }

    /// <summary>How far a run is.</summary>
    /// <param name="run">Which.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The numbers.</returns>
    public async Task<RunProgress> Progress(RunPlace run, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return await Progress(connection, run, cancellationToken);
    }

    private static object Key(RunPlace run) => new { site = run.Site, roster = run.Roster, run = run.Run };

    private static Task<RunProgress> Progress(NpgsqlConnection connection, RunPlace run, CancellationToken cancellationToken)
    {
        const string sql = """
            select i.*, f.*, (select count(*)::int from mg_roster_missing where site = @site and roster = @roster and run = @run) as Missing
            from (
                select count(*)::int as Items, count(*) filter (where state = 'planned')::int as Planned, count(*) filter (where state = 'sent')::int as Sent,
                    count(*) filter (where state = 'done')::int as Done, count(*) filter (where state = 'failed')::int as Failed,
                    count(*) filter (where state = 'skipped')::int as Skipped, count(*) filter (where confirmed)::int as Confirmed
                from mg_roster_items where site = @site and roster = @roster and run = @run) i,
              (select count(*) filter (where error)::int as Errors, count(*) filter (where not error)::int as Warnings
                from mg_roster_findings where site = @site and roster = @roster and run = @run) f
            """;
        return connection.QuerySingleAsync<RunProgress>(new(sql, Key(run), cancellationToken: cancellationToken));
    }

    /// <summary>The answer of a row that was folded here.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The answer.</returns>
    internal static RunAnswer Answer(RosterRunRow row) => new()
    {
        Site = row.Site,
        Roster = row.Roster,
        Run = (int)row.Run,
        Trigger = row.Trigger,
        State = row.State,
        DryRun = row.DryRun,
        Undoes = (int?)row.Undoes,
        By = row.By,
        ApprovedBy = row.ApprovedBy,
        CancelledBy = row.CancelledBy,
        Hash = row.Hash,
        Counts = row.Counts is null ? null : JsonSerializer.Deserialize<PlanCounts>(row.Counts, json),
        Tripped = row.Tripped is null ? [] : JsonSerializer.Deserialize<string[]>(row.Tripped, json) ?? [],
        Reason = row.Reason,
        Done = (int?)row.Done,
        Failed = (int?)row.Refused,
        Confirmed = (int?)row.Confirmed,
        StartedAt = Past.Utc(row.StartedAt),
        PlannedAt = Past.Utc(row.PlannedAt),
        ApprovedAt = Past.Utc(row.ApprovedAt),
        EndedAt = Past.Utc(row.EndedAt),
    };
}
