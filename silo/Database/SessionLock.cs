using System.Data;
using Npgsql;

namespace MoodleGrains.Silo.Database;

/// <summary>
/// A lock among all silos and commands on the database, held by a connection of its own until disposed: for work that is
/// more than one transaction. It ends with the connection, however that ends.
/// </summary>
internal sealed class SessionLock : IAsyncDisposable
{
    private readonly string name;

    private SessionLock(NpgsqlConnection connection, string name) => (Connection, this.name) = (connection, name);

    /// <summary>The connection that holds it, free for use.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Takes the lock, waiting for whoever holds it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lock.</returns>
    public static async Task<SessionLock> TakeAsync(NpgsqlDataSource database, string name, CancellationToken cancellationToken) =>
        (await AskAsync(database, $"select pg_advisory_lock({LogName.LockClass}, hashtext($1)) is not null", name, cancellationToken))!;

    /// <summary>Takes the lock if nobody holds it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lock; null if somebody else has it.</returns>
    public static Task<SessionLock?> TryTakeAsync(NpgsqlDataSource database, string name, CancellationToken cancellationToken) =>
        AskAsync(database, $"select pg_try_advisory_lock({LogName.LockClass}, hashtext($1))", name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using var connection = Connection;
        if (connection.FullState == ConnectionState.Open)
        {
            // The connection goes back to a pool, which ends a session's locks only when it is used again.
            await using var command = Command(connection, $"select pg_advisory_unlock({LogName.LockClass}, hashtext($1))", name);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task<SessionLock?> AskAsync(
        NpgsqlDataSource database,
        string sql,
        string name,
        CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = Command(connection, sql, name);
            if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
            {
                return new(connection, name);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string name) =>
        new(sql, connection) { CommandTimeout = 0, Parameters = { new() { Value = name } } };
}
