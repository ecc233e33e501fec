using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Database;

/// <summary>
/// Up to where a log may be read without ever passing a row whose lower neighbour may still commit, and without ever
/// sleeping on a gap (docs/decisions/006-watermark.md).
/// </summary>
/// <param name="log">The log.</param>
/// <param name="database">The database.</param>
/// <param name="logger">Told of appends that were ended.</param>
/// <param name="commits">Set when this silo has committed to the log: most who are waited for are its own.</param>
/// <param name="longestAppend">
/// A transaction that holds an append lock this long is ended: its client stopped in the middle. 15 s unless set.
/// </param>
internal sealed class Watermark(
    LogName log, NpgsqlDataSource database, Signal commits, ILogger<Watermark> logger, TimeSpan? longestAppend = null)
{
    private readonly TimeSpan longest = longestAppend ?? TimeSpan.FromSeconds(15);

    private readonly string holders = $"select l.virtualtransaction, l.pid from pg_locks l where {log.Holds}";

    // Asked only where a wait grew long: to look at all backends doubled what the question cost.
    private const string Ages =
        "select pid, extract(epoch from clock_timestamp() - xact_start)::float8 from pg_stat_activity where pid = any($1) and xact_start "
            + "is not null";

    private const int LongestPause = 50;

    /// <summary>Finds the highest position below which everything that will ever be there is there.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The position; rows up to it are visible to every snapshot taken from now on.</returns>
    public async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);

        // The order of the two statements is the proof: who drew a number at or below the first answer took the lock before
        // it, and so has ended by the second, or is in it. They are two statements, each with its own look, in one round trip.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new(log.LastDrawn), new(holders) },
        };
        var committed = commits.Next;
        long drawn;
        Dictionary<string, int> open;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            drawn = reader.GetInt64(0);
            await reader.NextResultAsync(cancellationToken);
            open = await Open(reader, cancellationToken);
        }

        var before = open.Keys.ToHashSet(StringComparer.Ordinal);
        for (var wait = 1; before.Count > 0; wait = Math.Min(wait * 2, LongestPause))
        {
            if (wait == LongestPause)
            {
                await EndTheStuck(connection, [.. before.Select(transaction => open[transaction])], cancellationToken);
            }

            // Most often it is this silo's own commit, which ends sooner than a timer rings. What lasts longer is not looked at that often.
            var pause = Task.Delay(wait, cancellationToken);
            await (wait < LongestPause ? await Task.WhenAny(committed, pause) : pause);
            committed = commits.Next;
            await using var again = new NpgsqlBatch(connection) { BatchCommands = { new(holders) } };
            await using var reader = await again.ExecuteReaderAsync(cancellationToken);
            open = await Open(reader, cancellationToken);
            before.IntersectWith(open.Keys);
        }

        return drawn;
    }

    /// <summary>The transactions that hold the lock, and their backends.</summary>
    private static async Task<Dictionary<string, int>> Open(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            open[reader.GetString(0)] = reader.GetInt32(1);
        }

        return open;
    }

    private async Task EndTheStuck(NpgsqlConnection connection, int[] holders, CancellationToken cancellationToken)
    {
        foreach (var (pid, age) in await AgesOf(connection, holders, cancellationToken))
        {
            if (age < longest.TotalSeconds)
            {
                continue;
            }

            await using var command = new NpgsqlCommand("select pg_terminate_backend($1)", connection)
            {
                Parameters = { new() { Value = pid } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            logger.LogWarning(
                "Ended backend {Pid}: its append to the {Log} log had been open for {Seconds:F0} s and held every reader up. Its client "
                    + "stopped in the middle of a transaction",
                pid,
                log.Name,
                age);
        }
    }

    private static async Task<List<(int Pid, double Age)>> AgesOf(
        NpgsqlConnection connection,
        int[] holders,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Ages, connection) { Parameters = { new() { Value = holders } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(int, double)> ages = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            ages.Add((reader.GetInt32(0), reader.GetDouble(1)));
        }

        return ages;
    }
}
