using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Projections;

/// <summary>The columns of a read model as PostgreSQL has them: read from a row, written as arrays.</summary>
/// <param name="reader">At a row.</param>
/// <param name="first">The place of the first column behind the key.</param>
internal sealed class ReadModelColumns(NpgsqlDataReader reader, int first) : IColumnReader
{
    /// <inheritdoc/>
    public string? Text(int column) => reader.IsDBNull(first + column) ? null : reader.GetString(first + column);

    /// <inheritdoc/>
    public long? Bigint(int column) => reader.IsDBNull(first + column) ? null : reader.GetInt64(first + column);

    /// <inheritdoc/>
    public bool? Boolean(int column) => reader.IsDBNull(first + column) ? null : reader.GetBoolean(first + column);

    /// <inheritdoc/>
    public long? Time(int column) => Bigint(column);

    /// <inheritdoc/>
    public long[]? BigintArray(int column) =>
        reader.IsDBNull(first + column) ? null : reader.GetFieldValue<long[]>(first + column);

    /// <summary>Writes a column of many rows as one parameter.</summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>An array; array columns as text literals.</returns>
    public static NpgsqlParameter Parameter<TRow>(Column<TRow> column, List<KeyValuePair<RowKey, TRow>> rows)
    {
        return column.Type switch
        {
            ColumnType.Text => Of(NpgsqlDbType.Text, value => (string?)value),
            ColumnType.Bigint or ColumnType.Time => Of(NpgsqlDbType.Bigint, value => (long?)value),
            ColumnType.Boolean => Of(NpgsqlDbType.Boolean, value => (bool?)value),
            _ => Of(NpgsqlDbType.Text, value => value is IEnumerable<long> ids ? $"{{{string.Join(',', ids)}}}" : null),
        };

        NpgsqlParameter Of<T>(NpgsqlDbType type, Func<object?, T> read) => new()
        {
            Value = rows.ConvertAll(row => read(column.Value(row.Value))).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | type,
        };
    }
}
