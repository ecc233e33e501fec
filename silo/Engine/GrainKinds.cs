using System.Collections.Frozen;

namespace MoodleGrains.Silo.Engine;

/// <summary>The kinds of grains this silo hosts, and the events they write.</summary>
internal sealed class GrainKinds
{
    private readonly FrozenDictionary<string, IGrainKind> kinds;
    private readonly FrozenDictionary<Type, EventType> classes;

    public GrainKinds(IEnumerable<IGrainKind> hosted)
    {
        var all = hosted.ToList();
        kinds = all.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
        EventTypes = [.. all.SelectMany(kind => kind.Events)];
        classes = EventTypes.ToFrozenDictionary(type => type.Type);
    }

    /// <summary>The kind of a grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>Its kind.</returns>
    /// <exception cref="ArgumentException">No such kind.</exception>
    public IGrainKind Of(StreamKey grain) =>
        kinds.TryGetValue(grain.Kind, out var kind)
            ? kind
            : throw new ArgumentException(
                $"Grain {grain}: there is no kind '{grain.Kind}'; known are {string.Join(", ", kinds.Keys.Order())}.");

    /// <summary>Every event of every kind.</summary>
    public IReadOnlyList<EventType> EventTypes { get; }

    /// <summary>How an event is written.</summary>
    /// <param name="event">The event.</param>
    /// <returns>Its type.</returns>
    /// <exception cref="InvalidOperationException">Its grain does not list it.</exception>
    public EventType EventType(IEvent @event) =>
        classes.TryGetValue(@event.GetType(), out var type)
            ? type
            : throw new InvalidOperationException($"Event {@event.GetType().Name} is not listed in the Events of any grain.");
}

/// <summary>One kind of grain, without its state's type.</summary>
internal interface IGrainKind
{
    string Name { get; }

    IReadOnlyList<EventType> Events { get; }

    Activation Activate(StreamKey id, ActivationServices services);
}

/// <summary>A kind of grain.</summary>
/// <typeparam name="TState">Its state record.</typeparam>
internal sealed class GrainKind<TState> : IGrainKind
    where TState : class, IAggregate<TState>
{
    public string Name => TState.Kind;

    public IReadOnlyList<EventType> Events => TState.Events;

    public Activation Activate(StreamKey id, ActivationServices services) => new Activation<TState>(id, services);
}
