namespace MoodleGrains.EventSourcing;

/// <summary>What one decision of a grain writes: its events and what follows from them, whole or not at all.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Grain">The state record of the grain, whose name is kept with the stream.</param>
/// <param name="ExpectedVersion">The version the stream must have; 0 if it must not exist.</param>
/// <param name="Events">The events, at least one.</param>
public record Unit(string Stream, Type Grain, long ExpectedVersion, IReadOnlyList<NewEvent> Events);

/// <summary>One new event.</summary>
/// <param name="Id">Its own id, the same in every attempt to write it: by it, a lost answer can be distinguished from a conflict.</param>
/// <param name="Type">How it is named and written.</param>
/// <param name="Event">The fact.</param>
/// <param name="Cause">What led to it.</param>
public sealed record NewEvent(Guid Id, EventType Type, IEvent Event, EventCause Cause = default);

/// <summary>What led to an event, kept in its headers.</summary>
/// <param name="DeliveryId">The delivery; null for a poll or a person.</param>
/// <param name="InboxPosition">
/// Where the delivery stands in the inbox, which says that all of it was acted on; 0 for a poll or a person.
/// </param>
/// <param name="TraceParent">The W3C trace context; null if none is known.</param>
/// <param name="Imported">Whether it is history from a file: no reaction runs.</param>
/// <param name="CommandId">The id that a person's client gave its command; null if it gave none.</param>
public readonly record struct EventCause(
    string? DeliveryId = null,
    long InboxPosition = 0,
    string? TraceParent = null,
    bool Imported = false,
    string? CommandId = null)
{
    /// <summary>The header of <see cref="InboxPosition"/>.</summary>
    public const string InboxHeader = "inbox";

    /// <summary>The header of <see cref="CommandId"/>.</summary>
    public const string CommandHeader = "command";

    /// <summary>The headers, by name; what is not known has none.</summary>
    public IEnumerable<(string Name, object Value)> Headers
    {
        get
        {
            if (DeliveryId is not null)
            {
                yield return ("delivery", DeliveryId);
            }

            if (InboxPosition > 0)
            {
                yield return (InboxHeader, InboxPosition);
            }

            if (TraceParent is not null)
            {
                yield return ("traceparent", TraceParent);
            }

            if (Imported)
            {
                yield return ("imported", true);
            }

            if (CommandId is not null)
            {
                yield return (CommandHeader, CommandId);
            }
        }
    }
}

/// <summary>The stream is not at the version that was expected; nothing was written.</summary>
/// <param name="stream">The stream.</param>
/// <param name="expected">What was expected.</param>
/// <param name="actual">Where it is; 0 if it does not exist.</param>
public sealed class VersionConflictException(string stream, long expected, long actual)
    : Exception($"Stream {stream} is at version {actual}, expected was {expected}.");
