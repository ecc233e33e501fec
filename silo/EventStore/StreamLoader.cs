using Marten;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.EventStore;

/// <summary>What an activation starts from.</summary>
/// <param name="Snapshot">The newest snapshot of the wanted shape, JSON; null if there is none.</param>
/// <param name="SnapshotVersion">The version it was taken at; 0 without one.</param>
/// <param name="InboxPosition">The highest inbox position among all the events up to the end.</param>
/// <param name="Events">The events behind the snapshot.</param>
internal sealed record LoadedStream(byte[]? Snapshot, long SnapshotVersion, long InboxPosition, IReadOnlyList<IEvent> Events);

/// <summary>Reads what an activation needs, and keeps snapshots.</summary>
/// <param name="database">The connections.</param>
/// <param name="store">Marten.</param>
internal sealed class StreamLoader(NpgsqlDataSource database, IDocumentStore store)
{
    private const string Newest =
        "select version, inbox_position, state from mg_snapshots where stream_id = $1 and shape = $2 and version > $3";

    /// <summary>Reads the newest snapshot and the events behind it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">The snapshot shape this build understands.</param>
    /// <param name="afterVersion">What the caller has already; then no snapshot older than it is used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What was read.</returns>
    public async Task<LoadedStream> LoadAsync(string stream, int shape, long afterVersion, CancellationToken cancellationToken)
    {
        byte[]? snapshot = null;
        long version = 0, inboxPosition = 0;
        await using (var command = database.CreateCommand(Newest))
        {
            command.Parameters.Add(Text(stream));
            command.Parameters.Add(new() { Value = shape });
            command.Parameters.Add(new() { Value = afterVersion });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                (version, inboxPosition) = (reader.GetInt64(0), reader.GetInt64(1));
                snapshot = await reader.GetFieldValueAsync<byte[]>(2, cancellationToken);
            }
        }

        await using var session = store.QuerySession();
        var from = Math.Max(version, afterVersion) + 1;
        var events = await session.Events.FetchStreamAsync(stream, fromVersion: from, token: cancellationToken);
        return new(
            snapshot,
            version,
            events.Select(StoredEvents.InboxPosition).Append(inboxPosition).Max(),
            [.. events.Select(stored => stored.Data).OfType<IEvent>()]);
    }

    /// <summary>The stream's version now.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The version; 0 if there is no such stream.</returns>
    public async Task<long> VersionAsync(string stream, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession();
        return (await session.Events.FetchStreamStateAsync(stream, cancellationToken))?.Version ?? 0;
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
