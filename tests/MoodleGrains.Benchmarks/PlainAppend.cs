using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Benchmarks;

/// <summary>The baseline of appends: UPDATE stream with its version check and INSERT event, prepared, in one round trip.</summary>
internal sealed class PlainAppend : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch batch;

    private PlainAppend(NpgsqlConnection connection)
    {
        this.connection = connection;
        batch = new(connection)
        {
            BatchCommands =
            {
                new("update mt_streams set version = $1 + 1, timestamp = now() where id = $2 and version = $1")
                {
                    Parameters = { P(NpgsqlDbType.Bigint), P(NpgsqlDbType.Varchar) },
                },
                new("""
                    insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
                    values (nextval('mt_events_sequence'), $1, $2, $3, $4, $5, now(), 'null')
                    """)
                {
                    Parameters = {
                        P(NpgsqlDbType.Uuid),
                        P(NpgsqlDbType.Varchar),
                        P(NpgsqlDbType.Bigint),
                        P(NpgsqlDbType.Jsonb),
                        P(NpgsqlDbType.Varchar) },
                },
            },
        };
    }

    public static async Task<PlainAppend> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var append = new PlainAppend(connection);
        await append.batch.PrepareAsync();
        return append;
    }

    public async Task AppendAsync(string stream, long version, byte[] body)
    {
        var update = batch.BatchCommands[0].Parameters;
        (update[0].Value, update[1].Value) = (version, stream);
        var insert = batch.BatchCommands[1].Parameters;
        (insert[0].Value, insert[1].Value, insert[2].Value) = (Guid.CreateVersion7(), stream, version + 1);
        (insert[3].Value, insert[4].Value) = (body, SampleEvents.Type);
        await batch.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await batch.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static NpgsqlParameter P(NpgsqlDbType type) => new() { NpgsqlDbType = type };
}
