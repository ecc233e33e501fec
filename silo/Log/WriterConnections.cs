using System.Collections.Concurrent;
using System.Data;
using Npgsql;

namespace MoodleGrains.Silo.Log;

/// <summary>
/// The connections of a writer, each with its prepared batches: opened when needed, as many as batches are written at once,
/// given up when they break.
/// </summary>
/// <param name="connectionString">The database.</param>
/// <param name="name">What the server's activity view calls them.</param>
/// <param name="settings">The settings its plans rely on, as <c>-c name=value</c>.</param>
/// <param name="batches">Makes the batches; they are prepared here.</param>
internal sealed class WriterConnections(
    string connectionString,
    string name,
    string settings,
    Func<NpgsqlConnection, NpgsqlBatch[]> batches) : IAsyncDisposable
{
    private readonly ConcurrentStack<(NpgsqlConnection Connection, NpgsqlBatch[] Prepared)> idle = [];

    /// <summary>Runs one of the batches on a connection that nobody else uses meanwhile.</summary>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    /// <param name="use">Fills a batch, runs it and reads its result.</param>
    /// <returns>The result.</returns>
    public async Task<TResult> UseAsync<TResult>(Func<NpgsqlBatch[], Task<TResult>> use)
    {
        var (connection, prepared) = idle.TryPop(out var waiting) ? waiting : await OpenAsync();
        try
        {
            return await use(prepared);
        }
        finally
        {
            if (connection.FullState == ConnectionState.Open)
            {
                idle.Push((connection, prepared));
            }
            else
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (idle.TryPop(out var last))
        {
            await last.Connection.DisposeAsync();
        }
    }

    private async Task<(NpgsqlConnection Connection, NpgsqlBatch[] Prepared)> OpenAsync()
    {
        var fresh = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                ApplicationName = name,
                Options = settings,
                MaxAutoPrepare = 20,
                AutoPrepareMinUsages = 2,
            }.ConnectionString);
        try
        {
            await fresh.OpenAsync();
            var made = batches(fresh);
            foreach (var batch in made)
            {
                await batch.PrepareAsync();
            }

            return (fresh, made);
        }
        catch
        {
            await fresh.DisposeAsync();
            throw;
        }
    }
}
