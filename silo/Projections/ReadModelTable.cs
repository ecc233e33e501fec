using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>
/// One read model's table, and the rows of it that are held in memory: they stay true because only the owner of a shard
/// writes its rows. Rows are folded here and written by <see cref="Flush"/>.
/// </summary>
internal abstract class ReadModelTable
{
    /// <summary>The model's name.</summary>
    public abstract string Name { get; }

    /// <summary>The version of its columns and fold.</summary>
    public abstract int Version { get; }

    /// <summary>Its SQL view.</summary>
    public string View => $"mg_{Name}";

    /// <summary>The table's name.</summary>
    public required string Table { get; init; }

    /// <summary>Whether every row of the table is in memory, so that none needs to be loaded: at a rebuild, until it is too much.</summary>
    public bool Complete { get; set; }

    /// <summary>
    /// Whether the table has no key and no index yet, as at a rebuild: rows are only added to it, by <see cref="CopyAsync"/>.
    /// </summary>
    public bool Bare { get; set; }

    /// <summary>Whether each row is one event, written once and never looked for.</summary>
    public abstract bool RowIsEvent { get; }

    /// <summary>Rows in memory.</summary>
    public abstract int Count { get; }

    /// <summary>SQL that creates the table, bare.</summary>
    public abstract string Create { get; }

    /// <summary>SQL that gives it its key and its indexes.</summary>
    public abstract string Index { get; }

    /// <summary>SQL that creates the view over it.</summary>
    public string CreateView => $"create view {View} as select * from {Table}";

    /// <summary>Rows that cannot be folded until a person looks: their keys.</summary>
    public ISet<string> Parked { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Adds the statement that loads the rows these events need and memory does not hold.</summary>
    /// <param name="events">The events.</param>
    /// <param name="begun">The streams that begin with them: of these there is no row yet.</param>
    /// <param name="batch">Where to add it.</param>
    /// <returns>True if it was added: then <see cref="TakeAsync"/> reads its result.</returns>
    public abstract bool Need(IReadOnlyList<RecordedEvent> events, IReadOnlySet<StreamKey> begun, NpgsqlBatch batch);

    /// <summary>Takes loaded rows into memory.</summary>
    /// <param name="reader">At the result of the statement.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public abstract Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);

    /// <summary>Folds events into the rows in memory. A row whose fold throws is parked.</summary>
    /// <param name="events">The events, in order.</param>
    /// <param name="failed">Told of each row that is parked now.</param>
    public abstract void Fold(IReadOnlyList<RecordedEvent> events, Action<ParkedRow> failed);

    /// <summary>Adds the statements that write what changed since the last time.</summary>
    /// <param name="batch">Where to add them.</param>
    public abstract void Flush(NpgsqlBatch batch);

    /// <summary>Adds what changed since the last time to a table that is bare: none of it is there yet.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task.</returns>
    public abstract Task CopyAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Forgets the rows in memory; what was not flushed is lost.</summary>
    public abstract void Forget();

    /// <summary>An empty table object of the same model.</summary>
    /// <param name="table">The table's name.</param>
    /// <returns>The object.</returns>
    public abstract ReadModelTable With(string table);
}

/// <summary>A row that could not be folded, or an event that could not be read or reacted to.</summary>
/// <param name="Model">The read model, or one of the words below.</param>
/// <param name="Key">The row's key, as text; the event's position.</param>
/// <param name="Stream">Its one source stream.</param>
/// <param name="Position">The event's position.</param>
/// <param name="Error">What the fold threw.</param>
internal sealed record ParkedRow(string Model, string Key, string Stream, long Position, string Error)
{
    /// <summary>In place of a model: the event itself cannot be read, so that no model knows which row it concerns.</summary>
    public const string Unreadable = "event";

    /// <summary>In place of a model: a reaction to the event threw, so that what should follow from it is not done.</summary>
    public const string Reaction = "reaction";
}
