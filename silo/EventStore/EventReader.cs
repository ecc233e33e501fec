using System.Runtime.CompilerServices;
using MoodleGrains.Silo.Engine;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Reads streams, for those who fold one grain's history.</summary>
internal sealed class EventReader(NpgsqlDataSource database, GrainKinds kinds) : IEventReader
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<RecordedEvent> Read(
        GrainId grain,
        long afterVersion,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(
            "select seq_id, version, type, timestamp, data from mt_events where stream_id = $1 and version > $2 order by version",
            connection)
        {
            Parameters =
            {
                new() { Value = grain.Value, NpgsqlDbType = NpgsqlDbType.Varchar },
                new() { Value = afterVersion },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var type = reader.GetString(2);
            if (kinds.EventType(type) is { } known)
            {
                yield return new(
                    reader.GetInt64(0),
                    grain,
                    reader.GetInt64(1),
                    type,
                    reader.GetDateTime(3),
                    known.Read(await reader.GetFieldValueAsync<byte[]>(4, cancellationToken).ConfigureAwait(false)));
            }
        }
    }
}
