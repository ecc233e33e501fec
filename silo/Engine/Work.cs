using System.Text.Json;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Engine;

/// <summary>Messages decided one after the other upon one committed state, not yet appended.</summary>
/// <typeparam name="TState">The state record.</typeparam>
internal sealed class Work<TState>
    where TState : class, IAggregate<TState>
{
    private readonly List<(Message Message, int Events, long Version, Refusal? Refusal)> decided = [];
    private string? deliveryId;
    private string? traceParent;
    private bool imported;

    public Work(Activation<TState>.Committed at, IReadOnlyList<Message> messages, GrainKinds kinds)
    {
        State = at.State;
        InboxPosition = at.InboxPosition;
        foreach (var message in messages)
        {
            if (message.Task.IsCompleted)
            {
                continue;
            }

            try
            {
                Decide(message, at, kinds);
            }
            catch (Exception e)
            {
                // A grain that throws fails its caller only.
                message.TrySetException(e);
            }
        }
    }

    /// <summary>The state after all of them.</summary>
    public TState State { get; private set; }

    /// <summary>The highest inbox position acted on.</summary>
    public long InboxPosition { get; private set; }

    /// <summary>The new events.</summary>
    public List<EventData> Events { get; } = [];

    /// <summary>What the <see cref="Headers"/> say of the cause.</summary>
    public EventCause Cause => new(imported, traceParent);

    /// <summary>Whether a decision was taken at all.</summary>
    public bool Decided { get; private set; }

    /// <summary>Tells every caller; all of it is committed.</summary>
    /// <param name="version">The stream's version.</param>
    /// <param name="position">The log position at or above the last event.</param>
    public void Complete(long version, long position)
    {
        foreach (var (message, events, at, refusal) in decided)
        {
            message.TrySetResult(new(events > 0 ? at : version, events, events > 0 ? position : 0, refusal));
        }
    }

    /// <summary>Tells every caller that the append failed.</summary>
    /// <param name="e">Why.</param>
    public void Fail(Exception e)
    {
        foreach (var (message, _, _, _) in decided)
        {
            message.TrySetException(e);
        }
    }

    /// <summary>
    /// The headers of the events: delivery, inbox position, trace context of the last delivery that led to one; whether it is history.
    /// </summary>
    /// <returns>JSON; null where a person or a poll was the cause and no trace is known.</returns>
    public byte[]? Headers()
    {
        if (deliveryId is null && traceParent is null && !imported)
        {
            return null;
        }

        using var stream = new MemoryStream(128);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (deliveryId is not null)
            {
                json.WriteString("delivery"u8, deliveryId);
                json.WriteNumber("inbox"u8, InboxPosition);
            }

            if (traceParent is not null)
            {
                json.WriteString("traceparent"u8, traceParent);
            }

            if (imported)
            {
                json.WriteBoolean("imported"u8, true);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void Decide(Message message, Activation<TState>.Committed at, GrainKinds kinds)
    {
        if (message.Delivery is not { } delivery || (delivery.Position > 0 && delivery.Position <= InboxPosition))
        {
            decided.Add((message, 0, at.Version, null));
            return;
        }

        Decided = true;
        var state = State;
        List<EventData> events = [];
        foreach (var command in delivery.Commands)
        {
            var decision = TState.Decide(state, command);
            if (decision.Refusal is { } refusal)
            {
                decided.Add((message, 0, at.Version, refusal));
                return;
            }

            foreach (var @event in decision.Events)
            {
                var type = kinds.EventType(@event);
                events.Add(new(Guid.CreateVersion7(), type.Name, type.Write(@event), @event));
                state = TState.Evolve(state, @event);
            }
        }

        State = state;
        Events.AddRange(events);
        if (events.Count > 0)
        {
            InboxPosition = Math.Max(InboxPosition, delivery.Position);
            deliveryId = delivery.Position > 0 ? delivery.DeliveryId : deliveryId;
            traceParent = delivery.TraceParent ?? traceParent;
            imported = delivery.Imported;
        }

        decided.Add((message, events.Count, at.Version + Events.Count, null));
    }
}
