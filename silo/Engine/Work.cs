using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Engine;

/// <summary>Deliveries decided one after the other upon one committed state, not yet written.</summary>
/// <typeparam name="TState">The state record.</typeparam>
internal sealed class Work<TState>
    where TState : class, IAggregate<TState>
{
    private readonly List<(OpenDelivery Delivery, int Events, long Version, Refusal? Refusal, Exception? Fault)> decided = [];

    public Work(Activation<TState>.Committed at, IReadOnlyList<OpenDelivery> deliveries, GrainKinds kinds)
    {
        State = at.State;
        Version = at.Version;
        InboxPosition = at.InboxPosition;
        foreach (var delivery in deliveries)
        {
            try
            {
                Decide(delivery, at, kinds);
            }
            catch (Exception e)
            {
                // A grain that throws fails this delivery only.
                decided.Add((delivery, 0, at.Version, null, e));
            }
        }
    }

    /// <summary>The version that the decisions rest on.</summary>
    public long Version { get; }

    /// <summary>The state after all of them.</summary>
    public TState State { get; private set; }

    /// <summary>The highest inbox position acted on.</summary>
    public long InboxPosition { get; private set; }

    /// <summary>The new events.</summary>
    public List<NewEvent> Events { get; } = [];

    /// <summary>Whether a decision was taken at all.</summary>
    public bool Decided { get; private set; }

    /// <summary>Tells what became of each delivery; all of it is committed.</summary>
    /// <param name="version">The stream's version.</param>
    /// <param name="position">The log position at or above the last event.</param>
    public void Complete(long version, long position)
    {
        foreach (var (delivery, events, at, refusal, fault) in decided)
        {
            if (fault is null)
            {
                delivery.Complete(new(events > 0 ? at : version, events, events > 0 ? position : 0, refusal));
            }
            else
            {
                delivery.Fail(fault);
            }
        }
    }

    private void Decide(OpenDelivery open, Activation<TState>.Committed at, GrainKinds kinds)
    {
        if (open.Delivery is not { } delivery || (delivery.Position > 0 && delivery.Position <= InboxPosition))
        {
            decided.Add((open, 0, at.Version, null, null));
            return;
        }

        Decided = true;
        var state = State;
        List<NewEvent> events = [];
        var cause = new EventCause(
            delivery.Position > 0 ? delivery.DeliveryId : null, delivery.Position, delivery.TraceParent, delivery.Imported);
        foreach (var command in delivery.Commands)
        {
            var decision = TState.Decide(state, command);
            if (decision.Refusal is { } refusal)
            {
                decided.Add((open, 0, at.Version, refusal, null));
                return;
            }

            foreach (var @event in decision.Events)
            {
                var type = kinds.EventType(@event);
                events.Add(new(Guid.CreateVersion7(), type, @event, cause));
                state = TState.Evolve(state, @event);
            }
        }

        State = state;
        Events.AddRange(events);
        if (events.Count > 0)
        {
            InboxPosition = Math.Max(InboxPosition, delivery.Position);
        }

        decided.Add((open, events.Count, at.Version + Events.Count, null, null));
    }
}
