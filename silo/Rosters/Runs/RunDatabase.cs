using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Statements of a run, in one transaction and one round trip.</summary>
internal static class RunDatabase
{
    /// <summary>Does them.</summary>
    /// <param name="database">The database.</param>
    /// <param name="commands">The statements, in order.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many rows were touched.</returns>
    public static async Task<int> DoAsync(
        this NpgsqlDataSource database,
        IEnumerable<NpgsqlBatchCommand> commands,
        CancellationToken cancellationToken)
    {
        // A batch is one transaction.
        await using var batch = database.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Asks.</summary>
    /// <typeparam name="T">What a row tells.</typeparam>
    /// <param name="database">The database.</param>
    /// <param name="command">The question.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rows.</returns>
    public static async Task<List<T>> AskAsync<T>(
        this NpgsqlDataSource database, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
