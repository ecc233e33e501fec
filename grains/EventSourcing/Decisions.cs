using System.Collections.Immutable;

namespace MoodleGrains.EventSourcing;

/// <summary>Deliveries decided one after the other upon one committed state, not yet written.</summary>
/// <typeparam name="TState">The state record.</typeparam>
internal sealed class Decisions<TState>
    where TState : class, IAggregate<TState>
{
    private readonly List<Decided> decided = [];
    private readonly Activation<TState>.Committed at;
    private readonly GrainKinds kinds;
    private TState state;
    private long inboxPosition;

    public Decisions(Activation<TState>.Committed at, IReadOnlyList<Delivery> deliveries, GrainKinds kinds)
    {
        (this.at, this.kinds, state, inboxPosition) = (at, kinds, at.State, at.InboxPosition);
        foreach (var delivery in deliveries)
        {
            try
            {
                decided.Add(Decide(delivery));
            }
            catch (Exception e)
            {
                // A grain that throws fails this delivery only.
                decided.Add(new(delivery, 0, Fault: new(GrainFaultKind.Persistent, GrainFault.ErrorOf(e))));
            }
        }
    }

    /// <summary>The new events.</summary>
    public List<NewEvent> Events { get; } = [];

    /// <summary>Whether a decision was taken at all.</summary>
    public bool Any { get; private set; }

    /// <summary>The state after all of them, once they are written.</summary>
    /// <param name="position">The place of the last event in the log of all events.</param>
    public Activation<TState>.Committed Committed(long position)
    {
        var commands = decided.Where(one => one is { Events: > 0, Delivery.CommandId: not null })
            .Select(one => new HandledCommand(one.Delivery.CommandId!, one.Version, one.Events, position));
        return new(
            state, at.Version + Events.Count, inboxPosition, Activation<TState>.Committed.Last([.. at.Commands, .. commands]));
    }

    /// <summary>What became of each delivery; all of it is committed.</summary>
    /// <param name="version">The stream's version.</param>
    /// <param name="position">The log position at or above the last event.</param>
    public ImmutableArray<DeliveryOutcome> Outcomes(long version, long position) =>
    [
        .. decided.Select(one => one.Earlier is { } earlier
            ? new DeliveryOutcome(new(earlier.Version, earlier.Events, earlier.Position, null))
            : one.Fault is { } fault
                ? new DeliveryOutcome(default, fault)
                : new DeliveryOutcome(
                    new(one.Events > 0 ? one.Version : version, one.Events, one.Events > 0 ? position : 0, one.Refusal))),
    ];

    private Decided Decide(Delivery delivery)
    {
        if (delivery.Position > 0 && delivery.Position <= inboxPosition)
        {
            return new(delivery, 0);
        }

        if (delivery.CommandId is { } id && Earlier(id) is { } earlier)
        {
            return earlier with { Delivery = delivery };
        }

        Any = true;
        var next = state;
        List<NewEvent> events = [];
        var cause = new EventCause(
            delivery.Position > 0 ? delivery.DeliveryId : null,
            delivery.Position,
            delivery.TraceParent,
            delivery.Imported,
            delivery.CommandId);
        foreach (var command in delivery.Commands)
        {
            var decision = TState.Decide(next, command);
            if (decision.Refusal is { } refusal)
            {
                return new(delivery, 0, Refusal: refusal);
            }

            foreach (var @event in decision.Events)
            {
                var type = kinds.EventType(@event);
                events.Add(new(Guid.CreateVersion7(), type, @event, cause));
                next = TState.Evolve(next, @event);
            }
        }

        state = next;
        Events.AddRange(events);
        if (events.Count > 0)
        {
            inboxPosition = Math.Max(inboxPosition, delivery.Position);
        }

        return new(delivery, events.Count, at.Version + Events.Count);
    }

    /// <summary>What became of the same command, in this call or before it.</summary>
    private Decided? Earlier(string id) =>
        decided.Find(one => one.Delivery.CommandId == id && one.Events > 0)
        ?? (at.Commands.LastOrDefault(command => command.Id == id) is { } handled ? new(new([]), 0, Earlier: handled) : null);

    private sealed record Decided(
        Delivery Delivery,
        int Events,
        long Version = 0,
        Refusal? Refusal = null,
        GrainFault? Fault = null,
        HandledCommand? Earlier = null);
}
