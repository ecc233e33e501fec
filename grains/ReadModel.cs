namespace MoodleGrains;

/// <summary>
/// A read model: rows folded from streams, each row from exactly one stream. Joins and counts are made in queries.
/// </summary>
/// <typeparam name="TRow">The row.</typeparam>
public interface IReadModel<TRow>
    where TRow : class
{
    /// <summary>Name, keys and columns.</summary>
    static abstract ReadModelSchema<TRow> Schema { get; }

    /// <summary>Which row an event concerns.</summary>
    /// <param name="recorded">The event.</param>
    /// <returns>The row's key; null if the event concerns no row of this model.</returns>
    static abstract RowKey? KeyOf(RecordedEvent recorded);

    /// <summary>Row and event to row. Pure.</summary>
    /// <param name="row">The row so far; null if there is none.</param>
    /// <param name="recorded">The event.</param>
    /// <returns>The row after; null removes it.</returns>
    static abstract TRow? Fold(TRow? row, RecordedEvent recorded);
}

/// <summary>The key of a read-model row: the site, up to three of Moodle's ids, and where ids do not name it a text.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Id">The first id.</param>
/// <param name="Id2">The second id, 0 if the model has none.</param>
/// <param name="Id3">The third id, 0 if the model has none.</param>
public readonly record struct RowKey(string Site, long Id, long Id2 = 0, long Id3 = 0)
{
    /// <summary>The text that ends the key, of models whose <see cref="ReadModelSchema{TRow}.LastKeyIsText"/>; else empty.</summary>
    public string Name { get; init; } = "";
}

/// <summary>What a column holds.</summary>
public enum ColumnType
{
    /// <summary>A <see cref="string"/>.</summary>
    Text,

    /// <summary>A <see cref="long"/>.</summary>
    Bigint,

    /// <summary>A <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>A time: Unix seconds as <see cref="long"/> in the row, timestamptz in SQL.</summary>
    Time,

    /// <summary>An array of <see cref="long"/>.</summary>
    BigintArray,
}

/// <summary>A column of a read model.</summary>
/// <typeparam name="TRow">The row.</typeparam>
/// <param name="Name">The snake_case name in SQL.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Value">Reads it from a row; null is SQL's null.</param>
public sealed record Column<TRow>(string Name, ColumnType Type, Func<TRow, object?> Value);

/// <summary>Name, keys and columns of a read model, and how a stored row is read back.</summary>
/// <typeparam name="TRow">The row.</typeparam>
/// <param name="Name">The name; its SQL view is <c>mg_</c> + this.</param>
/// <param name="Version">Raised with each change to columns, indexes or fold: the silo then rebuilds the model.</param>
/// <param name="Keys">Names of the key columns: <c>site</c> and one to three ids (bigint), the last of them perhaps a text.</param>
/// <param name="Columns">The columns behind the keys.</param>
/// <param name="Read">Makes a row of its key and its columns.</param>
public sealed record ReadModelSchema<TRow>(
    string Name,
    int Version,
    IReadOnlyList<string> Keys,
    IReadOnlyList<Column<TRow>> Columns,
    Func<RowKey, IColumnReader, TRow> Read)
    where TRow : class
{
    /// <summary>Whether the last key column is a text (<see cref="RowKey.Name"/>), and only those before it are ids.</summary>
    public bool LastKeyIsText { get; init; }

    /// <summary>
    /// Whether a row is one event, whose place in the log ends its key: written once, it is never read back to be folded further.
    /// </summary>
    public bool RowIsEvent { get; init; }

    /// <summary>
    /// What is looked up by beside the key: the columns of each further index, as SQL lists them, the site last. A planner that saw
    /// the table empty might take an index that begins with the site, as the key does, for as good as the key.
    /// </summary>
    public IReadOnlyList<string> Indexes { get; init; } = [];
}

/// <summary>The columns of a stored row, by their place in <see cref="ReadModelSchema{TRow}.Columns"/>.</summary>
public interface IColumnReader
{
    /// <summary>A text column.</summary>
    /// <param name="column">Its place.</param>
    /// <returns>The text or null.</returns>
    string? Text(int column);

    /// <summary>A number column.</summary>
    /// <param name="column">Its place.</param>
    /// <returns>The number or null.</returns>
    long? Bigint(int column);

    /// <summary>A boolean column.</summary>
    /// <param name="column">Its place.</param>
    /// <returns>The boolean or null.</returns>
    bool? Boolean(int column);

    /// <summary>A time column.</summary>
    /// <param name="column">Its place.</param>
    /// <returns>Unix seconds or null.</returns>
    long? Time(int column);

    /// <summary>An array column.</summary>
    /// <param name="column">Its place.</param>
    /// <returns>The array or null.</returns>
    long[]? BigintArray(int column);
}
