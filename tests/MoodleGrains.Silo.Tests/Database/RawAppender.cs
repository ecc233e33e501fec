using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Database;

/// <summary>A transaction that appends to the log of changes as the writer does, held open as long as a test likes.</summary>
internal sealed class RawAppender : IAsyncDisposable
{
    private const string Insert = """
        insert into mg_changes_order (id, position)
        select n, n from (select nextval('mg_changes_sequence') as n from generate_series(1, $1)) as drawn returning position
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
    public static string[] Statements { get; } = ["begin", LogName.Changes.SharedLock, Insert.Replace("$1", "1", StringComparison.Ordinal)];

    /// <summary>Takes the lock, draws numbers, inserts rows; nothing is committed.</summary>
    public async Task<List<long>> Append(int rows = 1)
    {
        transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand(LogName.Changes.SharedLock, connection);
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
