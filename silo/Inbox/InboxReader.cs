using MoodleGrains.Silo.Inbox.Translation;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Inbox;

/// <summary>Reads the inbox in order. Partitions older than the last row read, less a day, are not looked into.</summary>
internal sealed class InboxReader(NpgsqlDataSource database)
{
    /// <summary>The paging query; its connections have the settings of <see cref="Projections.EventPages.ReaderOptions"/>.</summary>
    internal const string Query = """
        select position, site, delivery_id, shape, event, crud, told, course_id, user_id, related_user_id, object_id, body, traceparent, imported, received_at
        from mg_inbox where position > $1 and position <= $2 and received_at >= $3 order by position limit $4
        """;

    /// <summary>From when on rows can follow a position.</summary>
    /// <param name="position">The last position handled.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
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
    /// <param name="cancellationToken">Stops the waiting.</param>
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
            rows.Add(Row(reader));
            from = reader.GetDateTime(14).AddDays(-1);
        }

        return (rows, from);
    }

    /// <summary>Reads one row.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The row; null if it is past its retention.</returns>
    public async Task<StoredDelivery?> FindAsync(long position, CancellationToken cancellationToken)
    {
        var (rows, _) = await ReadAsync(position - 1, position, DateTime.UnixEpoch, 1, cancellationToken);
        return rows.SingleOrDefault();
    }

    private static StoredDelivery Row(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetString(5)[0],
        reader.GetInt64(6),
        Number(reader, 7),
        Number(reader, 8),
        Number(reader, 9),
        Number(reader, 10),
        reader.GetFieldValue<byte[]>(11),
        reader.IsDBNull(12) ? null : reader.GetString(12),
        reader.GetBoolean(13));

    private static long? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
