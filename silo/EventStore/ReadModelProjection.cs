using Marten;
using Marten.Events.Projections;

namespace MoodleGrains.Silo.EventStore;

/// <summary>
/// The one inline projection: folds the events of a group into the documents of every read model, which are loaded in one round trip.
/// </summary>
/// <param name="models">The read models.</param>
internal sealed class ReadModelProjection(ReadModels models) : IProjection
{
    /// <inheritdoc/>
    public async Task ApplyAsync(
        IDocumentOperations operations, IReadOnlyList<JasperFx.Events.IEvent> events, CancellationToken cancellation)
    {
        List<RecordedEvent> recorded = [.. events.Where(e => e.Data is IEvent).Select(StoredEvents.Recorded)];
        await FoldAsync(models.All, operations, recorded, inOrder: AddOrder, cancellation);
    }

    /// <summary>Folds events into documents.</summary>
    /// <param name="models">The read models.</param>
    /// <param name="operations">Where documents are read and written.</param>
    /// <param name="events">The events, each stream's in order.</param>
    /// <param name="inOrder">Called with the documents that are read in order.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public static async Task FoldAsync(
        IReadOnlyList<ReadModel> models,
        IDocumentOperations operations,
        IReadOnlyList<RecordedEvent> events,
        Action<ReadModel, IDocumentOperations, IReadOnlyList<(string Id, long Position)>> inOrder,
        CancellationToken cancellationToken)
    {
        var batch = operations.CreateBatchQuery();
        var asks = false;
        var begun = events.Where(recorded => recorded.Version == 1).Select(recorded => recorded.Grain).ToHashSet();
        List<(ReadModel Model, ReadModelFolding Folding)> foldings = [];
        foreach (var model in models)
        {
            if (model.Begin(events, begun) is { } folding)
            {
                foldings.Add((model, folding));
                asks |= folding.Ask(batch);
            }
        }

        if (asks)
        {
            await batch.Execute(cancellationToken);
        }

        foreach (var (model, folding) in foldings)
        {
            await folding.WriteAsync(operations);
            if (model.InOrder && folding.Written.Count > 0)
            {
                inOrder(model, operations, folding.Written);
            }
        }
    }

    private static void AddOrder(ReadModel model, IDocumentOperations operations, IReadOnlyList<(string Id, long Position)> documents) =>
        operations.QueueSqlCommand(
            $"insert into {ReportingViews.OrderOf(model)} (id) select unnest(?)", [documents.Select(document => document.Id).ToArray()]);
}
