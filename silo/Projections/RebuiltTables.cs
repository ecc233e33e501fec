using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>The tables of a rebuild: created bare, filled by COPY, given their keys when all is there.</summary>
internal static class RebuiltTables
{
    /// <summary>Creates them, bare.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task.</returns>
    public static async Task CreateAsync(
        NpgsqlConnection connection,
        IEnumerable<ReadModelTable> tables,
        CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await ExecuteAsync(connection, $"drop table if exists {table.Table}; {table.Create}", cancellationToken);
        }
    }

    /// <summary>Writes what changed in memory.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task.</returns>
    public static async Task FlushAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ReadModelTable> tables,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var table in tables)
        {
            if (table.Bare)
            {
                await table.CopyAsync(connection, cancellationToken);
            }
            else
            {
                table.Flush(batch);
            }
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Makes keys and indexes of all rows at once, which costs a fraction of keeping them up row by row.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="tables">The tables; those that have them already are passed over.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task.</returns>
    public static async Task IndexAsync(
        NpgsqlConnection connection,
        IEnumerable<ReadModelTable> tables,
        CancellationToken cancellationToken)
    {
        foreach (var table in tables.Where(t => t.Bare))
        {
            await ExecuteAsync(connection, table.Index, cancellationToken);
            table.Bare = false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>How much a rebuild holds in memory.</summary>
/// <param name="PageSize">Events that are read at once.</param>
/// <param name="Rows">Rows over all tables, before they are written and forgotten.</param>
/// <param name="EventRows">Rows of a table whose rows are events, before they are written.</param>
internal sealed record RebuildBounds(int PageSize = 5_000, int Rows = 500_000, int EventRows = 20_000);
