namespace MoodleGrains;

/// <summary>
/// A read model: documents folded from streams, each document from exactly one stream, whose lock protects it. Joins and counts
/// are made in queries.
/// </summary>
/// <typeparam name="TRow">The document.</typeparam>
public interface IReadModel<TRow>
    where TRow : class, IReadModelRow
{
    /// <summary>Name, keys and columns.</summary>
    static abstract ReadModelSchema<TRow> Schema { get; }

    /// <summary>Which document an event concerns.</summary>
    /// <param name="recorded">The event.</param>
    /// <returns>
    /// The document's id: the stream's key, with a slash and more behind it where a stream has several; null if the event concerns no
    /// document of this model.
    /// </returns>
    static abstract string? DocumentOf(RecordedEvent recorded);

    /// <summary>Row and event to row. Pure. Neither the event's position nor its time is known yet when it is folded live.</summary>
    /// <param name="row">The row so far; null if there is none.</param>
    /// <param name="recorded">The event.</param>
    /// <returns>The row after; null removes it.</returns>
    static abstract TRow? Fold(TRow? row, RecordedEvent recorded);
}

/// <summary>A document of a read model.</summary>
public interface IReadModelRow
{
    /// <summary>Its id: <see cref="IReadModel{TRow}.DocumentOf"/>.</summary>
    string DocumentId { get; }
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

/// <summary>A column of a reporting view.</summary>
/// <param name="Name">The snake_case name in SQL.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Property">The property of the document's JSON; null where it is called as the column, in camelCase.</param>
public sealed record Column(string Name, ColumnType Type, string? Property = null)
{
    /// <summary>The property of the document's JSON.</summary>
    public string Property { get; } = Property ?? CamelCase(Name);

    private static string CamelCase(string name) =>
        string.Concat(name.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}

/// <summary>Name, keys and columns of a read model. Its reporting view is a published contract.</summary>
/// <typeparam name="TRow">The document.</typeparam>
/// <param name="Name">The name; its SQL view is <c>mg_</c> + this.</param>
/// <param name="Version">Raised with each change to columns, indexes or fold: the silo then rebuilds the model.</param>
/// <param name="Keys">The columns that name a row, the site first.</param>
/// <param name="Columns">The columns behind the keys.</param>
public sealed record ReadModelSchema<TRow>(string Name, int Version, IReadOnlyList<Column> Keys, IReadOnlyList<Column> Columns)
    where TRow : class, IReadModelRow
{
    /// <summary>
    /// Whether readers follow the rows in the order in which they were written: the view then has a last column <c>position</c>, which
    /// rises. A row is written once and never changed.
    /// </summary>
    public bool InOrder { get; init; }

    /// <summary>What is looked up by beside the key: the columns of each further index, with commas.</summary>
    public IReadOnlyList<string> Indexes { get; init; } = [];
}
