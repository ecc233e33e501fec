using System.Linq.Expressions;
using Marten;
using Marten.Services.BatchQuerying;

namespace MoodleGrains.Silo.EventStore;

/// <summary>A read model as the store sees it, without its document's type.</summary>
internal abstract class ReadModel
{
    /// <summary>The model's name.</summary>
    public abstract string Name { get; }

    /// <summary>The version of its columns and fold.</summary>
    public abstract int Version { get; }

    /// <summary>The columns that name a row.</summary>
    public abstract IReadOnlyList<Column> Keys { get; }

    /// <summary>The columns behind the keys.</summary>
    public abstract IReadOnlyList<Column> Columns { get; }

    /// <inheritdoc cref="ReadModelSchema{TRow}.Indexes"/>
    public abstract IReadOnlyList<string> Indexes { get; }

    /// <inheritdoc cref="ReadModelSchema{TRow}.InOrder"/>
    public abstract bool InOrder { get; }

    /// <summary>The table of its documents.</summary>
    public string Table => $"mt_doc_{Name}";

    /// <summary>Its reporting view.</summary>
    public string View => $"mg_{Name}";

    /// <summary>Tells Marten of the document.</summary>
    /// <param name="options">The store's options.</param>
    public abstract void Register(StoreOptions options);

    /// <summary>Finds the documents that events concern.</summary>
    /// <param name="events">The events, each stream's in order.</param>
    /// <param name="begun">The streams that begin with them, of which there is no document yet.</param>
    /// <returns>The folding; null if the events concern none.</returns>
    public abstract ReadModelFolding? Begin(IReadOnlyList<RecordedEvent> events, IReadOnlySet<StreamKey> begun);

    /// <summary>Removes every document.</summary>
    /// <param name="operations">Where to.</param>
    public abstract void Clear(IDocumentOperations operations);
}

/// <summary>Documents of one model that are being folded: first asked for, then folded and written.</summary>
internal abstract class ReadModelFolding
{
    /// <summary>The documents that were written, with the position of the event that wrote them last.</summary>
    public List<(string Id, long Position)> Written { get; } = [];

    /// <summary>Asks for the documents that may exist already.</summary>
    /// <param name="batch">Where to.</param>
    /// <returns>False if none may.</returns>
    public abstract bool Ask(IBatchedQuery batch);

    /// <summary>Folds, and writes what changed.</summary>
    /// <param name="operations">Where to.</param>
    /// <returns>A task.</returns>
    /// <exception cref="ReadModelFoldException">A fold threw.</exception>
    public abstract Task WriteAsync(IDocumentOperations operations);
}

/// <summary>An event that a read model cannot fold; nothing of its unit was written.</summary>
/// <param name="model">The model.</param>
/// <param name="document">The document.</param>
/// <param name="recorded">The event.</param>
/// <param name="inner">What the fold threw.</param>
public sealed class ReadModelFoldException(string model, string document, RecordedEvent recorded, Exception inner) : Exception(
    $"Read model {model} cannot fold {recorded.Type}, version {recorded.Version} of {recorded.Grain}, into {document}: {inner.Message}",
    inner);

/// <summary>A read model.</summary>
/// <typeparam name="TModel">The fold.</typeparam>
/// <typeparam name="TRow">The document.</typeparam>
internal sealed class ReadModel<TModel, TRow> : ReadModel
    where TModel : IReadModel<TRow>
    where TRow : class, IReadModelRow
{
    /// <inheritdoc/>
    public override string Name => TModel.Schema.Name;

    /// <inheritdoc/>
    public override int Version => TModel.Schema.Version;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Keys => TModel.Schema.Keys;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => TModel.Schema.Columns;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Indexes => TModel.Schema.Indexes;

    /// <inheritdoc/>
    public override bool InOrder => TModel.Schema.InOrder;

    /// <inheritdoc/>
    public override void Register(StoreOptions options)
    {
        var row = Expression.Parameter(typeof(TRow));
        var id = Expression.Lambda<Func<TRow, object>>(Expression.Property(row, nameof(IReadModelRow.DocumentId)), row);
        var document = options.Schema.For<TRow>().DocumentAlias(Name).Identity(id!)
            .Metadata(metadata => metadata.DisableInformationalFields());
        foreach (var (index, _) in ReportingViews.IndexesOf(this))
        {
            document.IgnoreIndex(index);
        }
    }

    /// <inheritdoc/>
    public override ReadModelFolding? Begin(IReadOnlyList<RecordedEvent> events, IReadOnlySet<StreamKey> begun)
    {
        // What is read in order is never folded twice, and so never asked for.
        var folding = new Folding(grain => !InOrder && !begun.Contains(grain));
        foreach (var recorded in events)
        {
            if (TModel.DocumentOf(recorded) is { } id)
            {
                folding.Add(id, recorded);
            }
        }

        return folding.IsEmpty ? null : folding;
    }

    /// <inheritdoc/>
    public override void Clear(IDocumentOperations operations) => operations.DeleteWhere<TRow>(row => true);

    private sealed class Folding(Func<StreamKey, bool> mayExist) : ReadModelFolding
    {
        private readonly Dictionary<string, List<RecordedEvent>> events = new(StringComparer.Ordinal);
        private Task<IReadOnlyList<TRow>>? asked;

        public bool IsEmpty => events.Count == 0;

        public void Add(string id, RecordedEvent recorded)
        {
            if (!events.TryGetValue(id, out var of))
            {
                events[id] = of = [];
            }

            of.Add(recorded);
        }

        public override bool Ask(IBatchedQuery batch)
        {
            string[] ids = [.. events.Where(document => mayExist(document.Value[0].Grain)).Select(document => document.Key)];
            asked = ids.Length > 0 ? batch.LoadMany<TRow>().ById(ids) : null;
            return asked is not null;
        }

        public override async Task WriteAsync(IDocumentOperations operations)
        {
            var before = asked is null ? [] : (await asked).ToDictionary(row => row.DocumentId, StringComparer.Ordinal);
            List<TRow> written = [];
            foreach (var (id, of) in events)
            {
                var (was, row) = (before.GetValueOrDefault(id), before.GetValueOrDefault(id));
                foreach (var recorded in of)
                {
                    try
                    {
                        row = TModel.Fold(row, recorded);
                    }
                    catch (Exception e)
                    {
                        throw new ReadModelFoldException(TModel.Schema.Name, id, recorded, e);
                    }
                }

                if (row is not null && !ReferenceEquals(row, was))
                {
                    written.Add(row);
                    Written.Add((id, of[^1].Position));
                }
                else if (row is null && was is not null)
                {
                    operations.Delete<TRow>(id);
                }
            }

            operations.Store<TRow>(written);
        }
    }
}
