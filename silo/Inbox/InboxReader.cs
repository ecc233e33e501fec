using MoodleGrains.Silo.Inbox.Deliveries;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Inbox;

/// <summary>Reads the inbox in order. Partitions older than the last row read, less a day, are not looked into.</summary>
internal sealed class InboxReader(NpgsqlDataSource database)
{
    /// <summary>
    /// The settings of the connections that page through the inbox. What they write is progress and what follows from the inbox, together:
    /// if the server crashes, both are lost together and made again, so that their commits need not wait for the disk.
    /// </summary>
    internal const string Options = "-c synchronous_commit=off -c jit=off";

    /// <summary>The paging query.</summary>
    internal static readonly string Query = $"""
        select position, received_at, {InboxColumns.Names}
        from mg_inbox where position > $1 and position <= $2 and received_at >= $3 order by position limit $4
        """;

    /// <summary>From when on rows can follow a position.</summary>
    /// <param name="position">The last position handled.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A time no later row was received before.</returns>
    public async Task<DateTime> FromAsync(long position, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select received_at from mg_inbox where position <= $1 order by position desc limit 1");
        command.Parameters.Add(new() { Value = position });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime at
            ? at.AddDays(-1)
            : DateTime.UnixEpoch;
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="after">The last position handled.</param>
    /// <param name="upTo">The last position that may be read.</param>
    /// <param name="from">From <see cref="FromAsync"/>, or the previous page.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rows in order, and the time to pass with the next call.</returns>
    public async Task<(List<StoredDelivery> Rows, DateTime From)> ReadAsync(
        long after,
        long upTo,
        DateTime from,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Query);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(new() { Value = from, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StoredDelivery> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetInt64(0), InboxColumns.Read(reader, 2)));
            from = reader.GetDateTime(1).AddDays(-1);
        }

        return (rows, from);
    }

    /// <summary>Reads one row.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The row; null if it is past its retention.</returns>
    public async Task<StoredDelivery?> FindAsync(long position, CancellationToken cancellationToken)
    {
        var (rows, _) = await ReadAsync(position - 1, position, DateTime.UnixEpoch, 1, cancellationToken);
        return rows.SingleOrDefault();
    }
}
