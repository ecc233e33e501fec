using System.Collections.Frozen;
using Orleans;

namespace MoodleGrains.EventSourcing;

/// <summary>The kinds of grains this build has, and the events they write.</summary>
public sealed class GrainKinds
{
    private readonly FrozenDictionary<string, IGrainKind> kinds;
    private readonly FrozenDictionary<Type, EventType> classes;

    /// <summary>Puts them together.</summary>
    /// <param name="all">Each kind.</param>
    public GrainKinds(IEnumerable<IGrainKind> all)
    {
        List<IGrainKind> list = [.. all];
        kinds = list.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
        EventTypes = [.. list.SelectMany(kind => kind.Events)];
        classes = EventTypes.ToFrozenDictionary(type => type.Type);
    }

    /// <summary>Every event of every kind.</summary>
    public IReadOnlyList<EventType> EventTypes { get; }

    /// <summary>The kind of a grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>Its kind.</returns>
    /// <exception cref="ArgumentException">No such kind.</exception>
    public IGrainKind Of(StreamKey grain) =>
        kinds.TryGetValue(grain.Kind, out var kind)
            ? kind
            : throw new ArgumentException(
                $"Grain {grain}: there is no kind '{grain.Kind}'; known are {string.Join(", ", kinds.Keys.Order())}.");

    /// <summary>How an event is written.</summary>
    /// <param name="event">The event.</param>
    /// <returns>Its type.</returns>
    /// <exception cref="InvalidOperationException">Its grain does not list it.</exception>
    public EventType EventType(IEvent @event) =>
        classes.TryGetValue(@event.GetType(), out var type)
            ? type
            : throw new InvalidOperationException($"Event {@event.GetType().Name} is not listed in the Events of any grain.");
}

/// <summary>One kind of grain, without the types of its state and interface.</summary>
public interface IGrainKind
{
    /// <summary>The first part of the ids of these grains.</summary>
    string Name { get; }

    /// <summary>Its state record.</summary>
    Type State { get; }

    /// <summary>The events they write.</summary>
    IReadOnlyList<EventType> Events { get; }

    /// <summary>How Orleans reaches one of them.</summary>
    /// <param name="factory">Orleans' factory.</param>
    /// <param name="grain">Which.</param>
    /// <returns>The reference.</returns>
    IEventSourcedGrain Reference(IGrainFactory factory, StreamKey grain);
}

/// <summary>A kind of grain.</summary>
/// <typeparam name="TState">Its state record.</typeparam>
/// <typeparam name="TGrain">Its Orleans interface.</typeparam>
public sealed class GrainKind<TState, TGrain> : IGrainKind
    where TState : class, IAggregate<TState>
    where TGrain : IEventSourcedGrain<TState>
{
    /// <inheritdoc/>
    public string Name => TState.Kind;

    /// <inheritdoc/>
    public Type State => typeof(TState);

    /// <inheritdoc/>
    public IReadOnlyList<EventType> Events => TState.Events;

    /// <inheritdoc/>
    public IEventSourcedGrain Reference(IGrainFactory factory, StreamKey grain) =>
        factory.GetGrain<TGrain>(grain.Value[(TState.Kind.Length + 1)..]);
}
