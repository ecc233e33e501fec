namespace MoodleGrains.Silo.Projections;

/// <summary>The SQL of one read model's table. Names are declared in code; none comes from outside.</summary>
internal static class ReadModelSql
{
    /// <summary>The type of a column.</summary>
    /// <param name="type">What it holds.</param>
    /// <returns>SQL.</returns>
    public static string Type(ColumnType type) => type switch
    {
        ColumnType.Text => "text",
        ColumnType.Bigint => "bigint",
        ColumnType.Boolean => "boolean",
        ColumnType.Time => "timestamptz",
        ColumnType.BigintArray => "bigint[]",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>
    /// Creates the table, with room on its pages where rows are written again and again; its key comes by <see cref="Index"/>.
    /// </summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="schema">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <returns>SQL.</returns>
    public static string Create<TRow>(ReadModelSchema<TRow> schema, string table)
        where TRow : class
    {
        var keys = schema.Keys
            .Select((key, i) => $"{key} {(i == 0 || (schema.LastKeyIsText && i == schema.Keys.Count - 1) ? "text" : "bigint")} not null");
        var columns = schema.Columns.Select(column => $"{column.Name} {Type(column.Type)} null");
        return $"create table {table} ({string.Join(", ", keys.Concat(columns))}) with (fillfactor = {(schema.RowIsEvent ? 100 : 80)})";
    }

    /// <summary>Gives the table its key and its further indexes.</summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="schema">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <returns>SQL.</returns>
    public static string Index<TRow>(ReadModelSchema<TRow> schema, string table)
        where TRow : class =>
        $"alter table {table} add primary key ({string.Join(", ", schema.Keys)})"
        + string.Concat(schema.Indexes.Select(index => $"; create index on {table} ({index})"));

    /// <summary>Reads the rows of an array of keys: a parameter a key column, then the columns, times as Unix seconds.</summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="schema">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <returns>SQL.</returns>
    public static string Load<TRow>(ReadModelSchema<TRow> schema, string table)
        where TRow : class
    {
        var columns = schema.Keys.Select(key => $"t.{key}").Concat(schema.Columns.Select(column => column.Type == ColumnType.Time
            ? $"extract(epoch from t.{column.Name})::bigint"
            : $"t.{column.Name}"));
        return $"select {string.Join(", ", columns)} from {table} t join unnest({Places(0, schema.Keys.Count)}) as "
            + $"k({string.Join(", ", schema.Keys)}) using ({string.Join(", ", schema.Keys)})";
    }

    /// <summary>Writes rows: an array a column, keys first; array columns come as text literals.</summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="schema">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <returns>SQL.</returns>
    public static string Upsert<TRow>(ReadModelSchema<TRow> schema, string table)
        where TRow : class
    {
        var names = schema.Keys.Concat(schema.Columns.Select(column => column.Name)).ToList();
        var values = schema.Keys.Select(key => $"r.{key}").Concat(schema.Columns.Select(column => column.Type switch
        {
            ColumnType.Time => $"to_timestamp(r.{column.Name})",
            ColumnType.BigintArray => $"r.{column.Name}::bigint[]",
            _ => $"r.{column.Name}",
        }));
        var all = string.Join(", ", names);
        return $"""
            insert into {table} ({all}) select {string.Join(", ", values)} from unnest({Places(0, names.Count)}) as r({all})
            on conflict ({string.Join(", ", schema.Keys)}) do update set {string.Join(", ", schema.Columns.Select(column => $"{column.Name} = excluded.{column.Name}"))}
            """;
    }

    /// <summary>Removes rows: an array a key column.</summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="schema">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <returns>SQL.</returns>
    public static string Delete<TRow>(ReadModelSchema<TRow> schema, string table)
        where TRow : class =>
        $"delete from {table} t using unnest({Places(0, schema.Keys.Count)}) as k({string.Join(", ", schema.Keys)}) where "
            + $"{string.Join(" and ", schema.Keys.Select(key => $"t.{key} = k.{key}"))}";

    private static string Places(int from, int count) => string.Join(", ", Enumerable.Range(from + 1, count).Select(n => $"${n}"));
}
