using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>What stands in the outbox of one type of effect.</summary>
/// <param name="Type">The stored name of the type.</param>
/// <param name="Waiting">Due, or in a back-off, or behind one; timers of the future are not counted.</param>
/// <param name="Timers">Not due yet.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="OldestSince">
/// Since when the one that waits longest could be done, UTC: its due time, or the time of writing where that is later.
/// </param>
internal sealed record TypeCount(string Type, long Waiting, long Timers, long Dead, DateTimeOffset? OldestSince);

/// <summary>What stands in the outbox, by type.</summary>
/// <param name="Types">Types of which anything does.</param>
/// <param name="At">When it was counted, by the silo's clock.</param>
internal sealed record OutboxCounts(IReadOnlyList<TypeCount> Types, DateTimeOffset At)
{
    private const string Query = """
        select type, count(*) filter (where state = 'waiting' and turn <= $1), count(*) filter (where turn > $1),
               count(*) filter (where state = 'dead'), min(turn) filter (where state = 'waiting' and turn <= $1)
        from mg_effects where done_at is null group by type order by type
        """;

    /// <summary>Counts.</summary>
    /// <param name="database">The database.</param>
    /// <param name="now">The time of the silo's clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The counts.</returns>
    public static async Task<OutboxCounts> ReadAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Query);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<TypeCount> types = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            types.Add(new(
                reader.GetString(0),
                reader.GetInt64(1),
                reader.GetInt64(2),
                reader.GetInt64(3),
                reader.IsDBNull(4) ? null : new DateTimeOffset(reader.GetDateTime(4))));
        }

        return new(types, now);
    }
}

/// <summary>Counts what waits for those who watch, forgets the ids of what was done long ago, and sees to the first statistics.</summary>
internal sealed class EffectUpkeep(
    NpgsqlDataSource database,
    TimeSpan retention,
    TimeProvider time,
    ILogger<EffectUpkeep> logger)
{
    private const int PruneAtOnce = 5000;
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    /// <summary>What was counted last.</summary>
    public OutboxCounts Counts { get; private set; } = new([], DateTimeOffset.MinValue);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var prunedAt = long.MinValue;
        using var timer = new PeriodicTimer(CountEvery);
        try
        {
            do
            {
                try
                {
                    await AnalyzeAsync(cancellationToken);
                    Counts = await OutboxCounts.ReadAsync(database, time.GetUtcNow(), cancellationToken);
                    if (prunedAt == long.MinValue || Environment.TickCount64 - prunedAt > PruneEvery.TotalMilliseconds)
                    {
                        await PruneAsync(cancellationToken);
                        prunedAt = Environment.TickCount64;
                    }
                }
                catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
                {
                    logger.LogInformation("The outbox could not be counted, again in {Every}: {Message}", CountEvery, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>
    /// Gives PostgreSQL its first statistics of the outbox: until it takes them by itself, a minute later, it plans as if the tables were
    /// small, and a claim takes twice as long (docs/decisions/008).
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether there were none yet.</returns>
    public async Task<bool> AnalyzeAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select count(*) > 0 from pg_stat_user_tables
            where relid in ('mg_effects'::regclass, 'mg_effect_keys'::regclass) and n_mod_since_analyze > 200
              and last_analyze is null and last_autoanalyze is null
            """);
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return false;
        }

        await using var analyze = database.CreateCommand("analyze mg_effects, mg_effect_keys");
        await analyze.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Forgets what was done before the retention, a few at a time so that nobody waits for it.</summary>
    /// <param name="cancellationToken">Stops between two portions.</param>
    /// <returns>How many.</returns>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        for (var pruned = PruneAtOnce; pruned == PruneAtOnce; total += pruned)
        {
            await using var command = database.CreateCommand("""
                delete from mg_effects where seq = any(array(
                  select seq from mg_effects where done_at < $1 order by done_at limit $2 for update skip locked))
                """);
            command.Parameters.Add(new() { Value = (time.GetUtcNow() - retention).UtcDateTime });
            command.Parameters.Add(new() { Value = PruneAtOnce });
            pruned = await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // Left where a key lost its last effect while somebody held it who then died.
        await using var keys = database.CreateCommand("delete from mg_effect_keys where head is null and until < now()");
        await keys.ExecuteNonQueryAsync(cancellationToken);
        return total;
    }
}
