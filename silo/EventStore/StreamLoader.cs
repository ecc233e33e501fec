using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.EventStore;

/// <summary>What an activation starts from.</summary>
/// <param name="Snapshot">The newest snapshot of the wanted shape, JSON; null if there is none.</param>
/// <param name="SnapshotVersion">The version it was taken at; 0 without one.</param>
/// <param name="InboxPosition">The highest inbox position among all the events up to the end.</param>
/// <param name="Events">The events behind the snapshot: stored name and JSON.</param>
internal sealed record LoadedStream(
    byte[]? Snapshot,
    long SnapshotVersion,
    long InboxPosition,
    IReadOnlyList<(string Type, byte[] Json)> Events);

/// <summary>Reads what an activation needs, in one round trip, and writes snapshots.</summary>
internal sealed class StreamLoader(NpgsqlDataSource database)
{
    // One statement sees one snapshot row: with two, events between an older and a newer one could be left out.
    private const string SnapshotAndEvents = """
        with snap as materialized (
          select version, inbox_position, state from mg_snapshots where stream_id = $1 and shape = $2 and version > $3)
        select null::varchar as type, version, state as data, inbox_position as inbox from snap
        union all
        select type, version, data, (headers->>'inbox')::bigint from mt_events
        where stream_id = $1 and version > greatest($3, coalesce((select version from snap), 0))
        order by version
        """;

    /// <summary>Reads the newest snapshot and the events behind it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">The snapshot shape this build understands.</param>
    /// <param name="afterVersion">What the caller has already; then no snapshot older than it is used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What was read.</returns>
    public async Task<LoadedStream> LoadAsync(string stream, int shape, long afterVersion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SnapshotAndEvents);
        command.Parameters.Add(Text(stream));
        command.Parameters.Add(new() { Value = shape });
        command.Parameters.Add(new() { Value = afterVersion });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        byte[]? snapshot = null;
        long snapshotVersion = 0, inboxPosition = 0;
        List<(string, byte[])> events = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var data = await reader.GetFieldValueAsync<byte[]>(2, cancellationToken);
            if (reader.IsDBNull(0))
            {
                (snapshot, snapshotVersion) = (data, reader.GetInt64(1));
            }
            else
            {
                events.Add((reader.GetString(0), data));
            }

            if (!reader.IsDBNull(3))
            {
                inboxPosition = Math.Max(inboxPosition, reader.GetInt64(3));
            }
        }

        return new(snapshot, snapshotVersion, inboxPosition, events);
    }

    /// <summary>The stream's version now.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The version; 0 if there is no such stream.</returns>
    public async Task<long> VersionAsync(string stream, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select version from mt_streams where id = $1");
        command.Parameters.Add(Text(stream));
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    /// <summary>Keeps a snapshot, unless a newer one is there.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="version">The version it was taken at.</param>
    /// <param name="shape">The shape of the state.</param>
    /// <param name="inboxPosition">The highest inbox position acted on.</param>
    /// <param name="state">The state, JSON.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>A task.</returns>
    public async Task SaveSnapshotAsync(
        string stream,
        long version,
        int shape,
        long inboxPosition,
        byte[] state,
        CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            insert into mg_snapshots (stream_id, version, shape, inbox_position, state) values ($1, $2, $3, $4, $5)
            on conflict (stream_id) do update
              set version = excluded.version, shape = excluded.shape, inbox_position = excluded.inbox_position,
                  state = excluded.state, taken = now()
              where mg_snapshots.version < excluded.version or mg_snapshots.shape < excluded.shape
            """);
        command.Parameters.Add(Text(stream));
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = shape });
        command.Parameters.Add(new() { Value = inboxPosition });
        command.Parameters.Add(new() { Value = state, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Varchar };
}
