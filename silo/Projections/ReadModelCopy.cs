using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Projections;

/// <summary>Adds rows of a read model by binary COPY, which costs a fifth of an upsert and looks for nothing.</summary>
internal static class ReadModelCopy
{
    /// <summary>Adds rows to a table that has none of them.</summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="connection">The database.</param>
    /// <param name="schema">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops it: nothing is added then.</param>
    /// <returns>A task.</returns>
    public static async Task WriteAsync<TRow>(
        NpgsqlConnection connection,
        ReadModelSchema<TRow> schema,
        string table,
        List<KeyValuePair<RowKey, TRow>> rows,
        CancellationToken cancellationToken)
        where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var names = schema.Keys.Concat(schema.Columns.Select(column => column.Name));
        var ids = schema.Keys.Count - (schema.LastKeyIsText ? 2 : 1);
        await using var copy = await connection
            .BeginBinaryImportAsync($"copy {table} ({string.Join(", ", names)}) from stdin (format binary)", cancellationToken);
        copy.Timeout = TimeSpan.FromMinutes(10);
        foreach (var (key, row) in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(key.Site, NpgsqlDbType.Text, cancellationToken);
            for (var place = 0; place < ids; place++)
            {
                var id = place == 0 ? key.Id : place == 1 ? key.Id2 : key.Id3;
                await copy.WriteAsync(id, NpgsqlDbType.Bigint, cancellationToken);
            }

            if (schema.LastKeyIsText)
            {
                await copy.WriteAsync(key.Name, NpgsqlDbType.Text, cancellationToken);
            }

            foreach (var column in schema.Columns)
            {
                await WriteAsync(copy, column.Type, column.Value(row), cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, ColumnType type, object? value, CancellationToken cancellationToken) =>
        (type, value) switch
        {
            (_, null) => copy.WriteNullAsync(cancellationToken),
            (ColumnType.Text, _) => copy.WriteAsync((string)value, NpgsqlDbType.Text, cancellationToken),
            (ColumnType.Bigint, _) => copy.WriteAsync((long)value, NpgsqlDbType.Bigint, cancellationToken),
            (ColumnType.Boolean, _) => copy.WriteAsync((bool)value, NpgsqlDbType.Boolean, cancellationToken),
            (ColumnType.Time, _) => copy.WriteAsync(
                DateTime.UnixEpoch.AddSeconds((long)value), NpgsqlDbType.TimestampTz, cancellationToken),
            _ => copy.WriteAsync(((IEnumerable<long>)value).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint, cancellationToken),
        };
}
