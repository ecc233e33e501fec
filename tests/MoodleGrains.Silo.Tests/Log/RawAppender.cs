using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Log;

/// <summary>A transaction that appends to the event log as the writer does, held open as long as a test likes.</summary>
internal sealed class RawAppender : IAsyncDisposable
{
    private const string Insert = """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
        select n, gen_random_uuid(), 'raw', n, '{}', 'raw', clock_timestamp()
        from (select nextval('mt_events_sequence') as n from generate_series(1, $1)) as drawn returning seq_id
        """;

    private readonly NpgsqlConnection connection;
    private NpgsqlTransaction? transaction;

    private RawAppender(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<RawAppender> Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return new(connection);
    }

    /// <summary>What a raw client sends of it: the lock as a statement of its own, then the row.</summary>
    public static string[] Statements { get; } = ["begin", LogName.Events.SharedLock, Insert.Replace("$1", "1", StringComparison.Ordinal)];

    /// <summary>The stream that all raw rows belong to.</summary>
    public static Task Prepare(NpgsqlDataSource database) =>
        database.Run("insert into mt_streams (id, type, version) values ('raw', 'raw', 0)");

    /// <summary>Takes the lock, draws numbers, inserts rows; nothing is committed.</summary>
    public async Task<List<long>> Append(int rows = 1)
    {
        transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand(LogName.Events.SharedLock, connection);
        await locking.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand(Insert, connection) { Parameters = { new() { Value = rows } } };
        await using var reader = await insert.ExecuteReaderAsync();
        List<long> drawn = [];
        while (await reader.ReadAsync())
        {
            drawn.Add(reader.GetInt64(0));
        }

        return drawn;
    }

    /// <summary>Stays in the transaction for a while, as a slow network makes a writer do.</summary>
    public async Task Dawdle(TimeSpan time)
    {
        await using var command = new NpgsqlCommand("select pg_sleep($1)", connection)
        {
            Parameters = { new() { Value = time.TotalSeconds } }
        };
        await command.ExecuteNonQueryAsync();
    }

    public Task Commit() => transaction!.CommitAsync();

    public Task RollBack() => transaction!.RollbackAsync();

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
