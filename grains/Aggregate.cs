using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains;

/// <summary>A fact in a grain's stream, past tense. Its stored name is the snake_case of its class name.</summary>
public interface IEvent;

/// <summary>What somebody wants of a grain, or (an observation) how Moodle stands. Time and ids come in with it.</summary>
public interface ICommand;

/// <summary>
/// A kind of grain: the unit of identity, state and ordering. The implementing record is the state, and holds only what
/// decisions need. Both functions are pure: no I/O, no clock, no randomness.
/// </summary>
/// <typeparam name="TSelf">The state record itself.</typeparam>
public interface IAggregate<TSelf>
    where TSelf : class, IAggregate<TSelf>
{
    /// <summary>The first part of the ids of these grains, lower case letters only (<c>course</c>).</summary>
    static abstract string Kind { get; }

    /// <summary>The state before the first event.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>Every event these grains write, or have ever written.</summary>
    static abstract IReadOnlyList<EventType> Events { get; }

    /// <summary>How the state is written to a snapshot.</summary>
    static abstract JsonTypeInfo<TSelf> Snapshot { get; }

    /// <summary>Raised by one with every change to the shape or the meaning of the state: older snapshots are then not used.</summary>
    static abstract int SnapshotVersion { get; }

    /// <summary>Whether the one it stands for has been erased: then no snapshot of it is kept.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True if so.</returns>
    static virtual bool IsErased(TSelf state) => false;

    /// <summary>State and command to events, or a refusal.</summary>
    /// <param name="state">The state after all events so far.</param>
    /// <param name="command">What is wanted or observed.</param>
    /// <returns>The facts that follow; none where nothing changes.</returns>
    static abstract Decision Decide(TSelf state, ICommand command);

    /// <summary>State and event to state. Events it does not know leave the state as it is.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="event">The fact.</param>
    /// <returns>The state after.</returns>
    static abstract TSelf Evolve(TSelf state, IEvent @event);
}

/// <summary>What a grain decided.</summary>
/// <param name="Events">The facts to append, in order.</param>
/// <param name="Refusal">Why not, where a person's command is refused; then there are no events.</param>
public readonly record struct Decision(IReadOnlyList<IEvent> Events, Refusal? Refusal = null)
{
    /// <summary>Nothing changes.</summary>
    public static Decision Nothing { get; } = new([]);

    /// <summary>These facts follow.</summary>
    /// <param name="events">The facts, in order.</param>
    /// <returns>The decision.</returns>
    public static Decision Of(params IReadOnlyList<IEvent> events) => new(events);

    /// <summary>The command is refused.</summary>
    /// <param name="code">A stable snake_case code.</param>
    /// <param name="reason">One sentence that names the field, the value and the remedy.</param>
    /// <returns>The decision.</returns>
    public static Decision Refuse(string code, string reason) => new([], new Refusal(code, reason));
}

/// <summary>Why a command was refused.</summary>
/// <param name="Code">A stable snake_case code.</param>
/// <param name="Reason">One sentence that names the field, the value and the remedy.</param>
public sealed record Refusal(string Code, string Reason);
