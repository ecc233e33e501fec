using System.Collections.Frozen;

namespace MoodleGrains.Silo.Engine;

/// <summary>The kinds of grains this silo hosts, and the events they write.</summary>
internal sealed class GrainKinds
{
    private readonly FrozenDictionary<string, IGrainKind> kinds;
    private readonly FrozenDictionary<string, (EventType Type, string Kind)> types;
    private readonly FrozenDictionary<Type, EventType> classes;

    public GrainKinds(IEnumerable<IGrainKind> hosted)
    {
        var all = hosted.ToList();
        kinds = all.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
        var events = all.SelectMany(kind => kind.Events.Select(type => (Type: type, Kind: kind.Name))).ToList();
        types = events.ToFrozenDictionary(known => known.Type.Name, StringComparer.Ordinal);
        classes = events.ToFrozenDictionary(known => known.Type.Type, known => known.Type);
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

    /// <summary>The event type of a stored name; null if this build does not know it.</summary>
    /// <param name="name">The stored name.</param>
    /// <returns>The type or null.</returns>
    public EventType? EventType(string name) => types.GetValueOrDefault(name).Type;

    /// <summary>
    /// The event type of a stored name in a grain's stream; null if this build does not know it, or if the stream is none of a
    /// grain that writes it: another application may keep streams in the same log.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">The stored name.</param>
    /// <returns>The type or null.</returns>
    public EventType? EventType(string stream, string name) =>
        types.TryGetValue(name, out var known) && new StreamKey(stream).Is(known.Kind) && StreamKey.TryParse(stream, out _)
            ? known.Type
            : null;

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
