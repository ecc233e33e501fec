using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.Silo.Log;

/// <summary>
/// Up to where a log may be read without ever passing a row whose lower neighbour may still commit, and without ever
/// sleeping on a gap (docs/decisions/006-watermark.md).
/// </summary>
/// <param name="log">The log.</param>
/// <param name="database">The database.</param>
/// <param name="logger">Told of appends that were ended.</param>
/// <param name="longestAppend">
/// A transaction that holds an append lock this long is ended: its client stopped in the middle. 15 s unless set.
/// </param>
internal sealed class Watermark(LogName log, NpgsqlDataSource database, ILogger<Watermark> logger, TimeSpan? longestAppend = null)
{
    private readonly TimeSpan longest = longestAppend ?? TimeSpan.FromSeconds(15);

    private const string Holders = """
        select l.virtualtransaction, l.pid, coalesce(extract(epoch from clock_timestamp() - a.xact_start), 0)::float8
        from pg_locks l left join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.classid::bigint = $1 and l.objid::bigint = $2 and l.objsubid = 2 and l.granted
          and l.mode = 'ShareLock' and l.database = (select oid from pg_database where datname = current_database())
        """;

    /// <summary>Finds the highest position below which everything that will ever be there is there.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The position; rows up to it are visible to every snapshot taken from now on.</returns>
    public async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

        // The order of the two statements is the proof: who drew a number at or below the first answer took the lock before
        // it, and so has ended by the second, or is in it. They travel together and run one after the other, each with a view of its own.
        var (drawn, open) = await DrawnAndOpen(connection, cancellationToken).ConfigureAwait(false);
        var before = open.Keys.ToHashSet(StringComparer.Ordinal);

        // An append mostly ends while it is looked for: the first look again is at once.
        for (var wait = 0; before.Count > 0; wait = Math.Clamp(wait * 2, 1, 50))
        {
            await EndTheStuck(connection, open, before, cancellationToken).ConfigureAwait(false);
            if (wait > 0)
            {
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
            }

            open = await OpenAppends(connection, cancellationToken).ConfigureAwait(false);
            before.IntersectWith(open.Keys);
        }

        return drawn;
    }

    private async Task<(long Drawn, Dictionary<string, (int Pid, double Age)> Open)> DrawnAndOpen(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new($"select case when is_called then last_value else 0 end from {log.Sequence}"), OpenCommand() },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var drawn = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return (drawn, await Read(reader, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Dictionary<string, (int Pid, double Age)>> OpenAppends(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { OpenCommand() } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await Read(reader, cancellationToken).ConfigureAwait(false);
    }

    private NpgsqlBatchCommand OpenCommand() => new(Holders)
    {
        Parameters = { new() { Value = (long)LogName.LockClass }, new() { Value = (long)log.Lock } },
    };

    private static async Task<Dictionary<string, (int Pid, double Age)>> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var open = new Dictionary<string, (int, double)>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            open[reader.GetString(0)] = (reader.GetInt32(1), reader.GetDouble(2));
        }

        return open;
    }

    private async Task EndTheStuck(
        NpgsqlConnection connection,
        Dictionary<string, (int Pid, double Age)> open,
        HashSet<string> before,
        CancellationToken cancellationToken)
    {
        foreach (var transaction in before)
        {
            var (pid, age) = open[transaction];
            if (age < longest.TotalSeconds)
            {
                continue;
            }

            await using var command = new NpgsqlCommand("select pg_terminate_backend($1)", connection)
            {
                Parameters = { new() { Value = pid } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            logger.LogWarning(
                "Ended backend {Pid}: its append to the {Log} log had been open for {Seconds:F0} s and held every reader up. Its client stopped in the middle of a transaction",
                pid,
                log.Name,
                age);
        }
    }
}
