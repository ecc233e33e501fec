using System.Runtime.CompilerServices;
using MoodleGrains.Silo.Engine;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Reads streams, for those who fold one grain's history.</summary>
internal sealed class EventReader(NpgsqlDataSource database, GrainKinds kinds) : IEventReader
{
    private const string Columns = "select seq_id, stream_id, version, type, timestamp, data from mt_events";

    /// <inheritdoc/>
    public IAsyncEnumerable<RecordedEvent> Read(StreamKey grain, long afterVersion, CancellationToken cancellationToken) => ReadAsync(
        $"{Columns} where stream_id = $1 and version > $2 order by version",
        [new() { Value = grain.Value, NpgsqlDbType = NpgsqlDbType.Varchar }, new() { Value = afterVersion }],
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<RecordedEvent> Read(IReadOnlyCollection<StreamKey> grains, CancellationToken cancellationToken) => ReadAsync(
        $"{Columns} where stream_id = any($1) order by stream_id, version",
        [new() { Value = grains.Select(grain => grain.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar }],
        cancellationToken);

    private async IAsyncEnumerable<RecordedEvent> ReadAsync(
        string sql, NpgsqlParameter[] parameters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var type = reader.GetString(3);
            if (kinds.EventType(type) is { } known)
            {
                yield return new(
                    reader.GetInt64(0),
                    new(reader.GetString(1)),
                    reader.GetInt64(2),
                    type,
                    reader.GetDateTime(4),
                    known.Read(await reader.GetFieldValueAsync<byte[]>(5, cancellationToken)));
            }
        }
    }
}
