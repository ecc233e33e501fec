using System.Runtime.CompilerServices;
using Marten;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Reads streams, for those who fold one grain's history.</summary>
/// <param name="store">Marten.</param>
internal sealed class EventReader(IDocumentStore store) : IEventReader
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<RecordedEvent> Read(
        StreamKey grain, long afterVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession();
        foreach (var stored in await session.Events.FetchStreamAsync(
            grain.Value, fromVersion: afterVersion + 1, token: cancellationToken))
        {
            yield return StoredEvents.Recorded(stored);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RecordedEvent> Read(
        IReadOnlyCollection<StreamKey> grains, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] streams = [.. grains.Select(grain => grain.Value)];
        await using var session = store.QuerySession();
        var events = session.Events.QueryAllRawEvents()
            .Where(e => streams.Contains(e.StreamKey))
            .OrderBy(e => e.StreamKey).ThenBy(e => e.Version)
            .ToAsyncEnumerable(cancellationToken);
        await foreach (var stored in events)
        {
            yield return StoredEvents.Recorded(stored);
        }
    }
}
