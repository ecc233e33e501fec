using System.Data;
using Npgsql;

namespace MoodleGrains.Silo.Log;

/// <summary>
/// The one connection of a writer, with its prepared batches: opened when it is needed, given up when it broke.
/// </summary>
/// <param name="connectionString">The database.</param>
/// <param name="name">What the server's activity view calls it.</param>
/// <param name="settings">The settings its plans rely on, as <c>-c name=value</c>.</param>
/// <param name="batches">Makes the batches; they are prepared here.</param>
internal sealed class WriterConnection(
    string connectionString,
    string name,
    string settings,
    Func<NpgsqlConnection, NpgsqlBatch[]> batches) : IAsyncDisposable
{
    private NpgsqlConnection? connection;
    private NpgsqlBatch[] prepared = [];

    /// <summary>Runs one of the batches.</summary>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    /// <param name="use">Fills a batch, runs it and reads its result.</param>
    /// <returns>The result.</returns>
    public async Task<TResult> UseAsync<TResult>(Func<NpgsqlBatch[], Task<TResult>> use)
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
            return await use(prepared).ConfigureAwait(false);
        }
        catch
        {
            if (connection?.FullState != ConnectionState.Open)
            {
                await DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            (connection, prepared) = (null, []);
        }
    }

    private async ValueTask OpenAsync()
    {
        if (connection is not null)
        {
            return;
        }

        var fresh = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = name, Options = settings }.ConnectionString);
        try
        {
            await fresh.OpenAsync().ConfigureAwait(false);
            var made = batches(fresh);
            foreach (var batch in made)
            {
                await batch.PrepareAsync().ConfigureAwait(false);
            }

            (connection, prepared) = (fresh, made);
        }
        catch
        {
            await fresh.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
