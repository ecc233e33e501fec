using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>How fast a table of the log grows, measured over the last days without reading it whole.</summary>
internal static class Growth
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    /// <summary>Bytes a day; null if there are no rows of the last seven days.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="table">The table, partitioned or not.</param>
    /// <param name="key">Its ascending key.</param>
    /// <param name="time">When a row was written; it rises with the key.</param>
    /// <param name="cancellationToken">Stops the measuring.</param>
    internal static async Task<double?> BytesADay(
        NpgsqlConnection connection, string table, string key, string time, CancellationToken cancellationToken)
    {
        var (first, last, now) = await Ends(connection, table, key, cancellationToken);
        if (first is null || last is null)
        {
            return null;
        }

        // The first row of the window by bisection of the key: the time has no index.
        var (low, high) = (first.Value, last.Value + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await TimeAt(middle) is { } at && at < now - Window)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (await TimeAt(low) is not { } oldest)
        {
            return null;
        }

        var bytes = await Size(connection, table, cancellationToken);
        var days = Math.Max((now - oldest).TotalDays, Shortest.TotalDays);
        return (double)bytes * (last.Value - low + 1) / (last.Value - first.Value + 1) / days;

        async Task<DateTime?> TimeAt(long from)
        {
            await using var ask = new NpgsqlCommand($"select {time} from {table} where {key} >= $1 order by {key} limit 1", connection);
            ask.Parameters.Add(new() { Value = from });
            return await ask.ExecuteScalarAsync(cancellationToken) as DateTime?;
        }
    }

    private static async Task<(long? First, long? Last, DateTime Now)> Ends(
        NpgsqlConnection connection, string table, string key, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand($"select min({key}), max({key}), now() from {table}", connection);
        await using var reader = await ask.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (
            await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetInt64(0),
            await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetInt64(1),
            reader.GetDateTime(2));
    }

    private static async Task<long> Size(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        // A partitioned table has no size of its own; a plain one is its own only part.
        await using var ask = new NpgsqlCommand(
            "select coalesce((select sum(pg_total_relation_size(relid)) from pg_partition_tree($1::regclass)), "
                + "pg_total_relation_size($1::regclass))::bigint", connection);
        ask.Parameters.Add(new() { Value = table });
        return (long)(await ask.ExecuteScalarAsync(cancellationToken))!;
    }
}
