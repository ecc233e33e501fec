using System.Globalization;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Reads Marten's events as ours.</summary>
internal static class StoredEvents
{
    /// <summary>An event of one of our grains.</summary>
    /// <param name="stored">The event.</param>
    /// <returns>The same; its position is 0 while it is not committed.</returns>
    public static RecordedEvent Recorded(JasperFx.Events.IEvent stored) => new(
        stored.Sequence, new(stored.StreamKey!), stored.Version, stored.EventTypeName, stored.Timestamp, (IEvent)stored.Data);

    /// <summary>Where the delivery that caused an event stands in the inbox.</summary>
    /// <param name="stored">The event.</param>
    /// <returns>The position; 0 for a poll or a person.</returns>
    public static long InboxPosition(JasperFx.Events.IEvent stored) =>
        stored.Headers?.GetValueOrDefault(EventCause.InboxHeader) is { } position
            ? Convert.ToInt64(position.ToString(), CultureInfo.InvariantCulture)
            : 0;
}
