using System.Text.Json.Serialization;
using MoodleGrains.EventSourcing;

namespace MoodleGrains;

/// <summary>Commands on their way to a grain; what one delivery says to one grain travels together.</summary>
/// <param name="Commands">The commands, in order.</param>
/// <param name="Position">
/// Where the delivery that caused it stands in the inbox; 0 if it came another way (a poll, a person). A grain ignores a
/// delivery at or below the position it last acted on.
/// </param>
/// <param name="DeliveryId">The delivery's id, kept in the headers of the events it causes.</param>
/// <param name="TraceParent">The W3C trace context, kept in the headers of the events it causes.</param>
/// <param name="Imported">Whether it is history from a file: no reaction runs for the events it causes.</param>
/// <param name="CommandId">
/// The id that a person's client gave its command; null if it gave none. Given again, it has the same outcome and no further event.
/// </param>
[method: JsonConstructor]
public sealed record Delivery(
    IReadOnlyList<ICommand> Commands,
    long Position = 0,
    string? DeliveryId = null,
    string? TraceParent = null,
    bool Imported = false,
    string? CommandId = null)
{
    /// <summary>One command, from a person or a poll.</summary>
    /// <param name="command">The command.</param>
    public Delivery(ICommand command)
        : this([command])
    {
    }
}

/// <summary>What became of a delivery. All of it is committed.</summary>
/// <param name="Version">The stream's version after it.</param>
/// <param name="Events">How many events it led to.</param>
/// <param name="Position">The log position at or above its last event; 0 if there was none.</param>
/// <param name="Refusal">Why it was refused, if it was.</param>
public readonly record struct Outcome(long Version, int Events, long Position, Refusal? Refusal);

/// <summary>Sends to grains.</summary>
public interface IAggregateClient
{
    /// <summary>Gives a grain commands.</summary>
    /// <param name="grain">The grain; it need not exist yet.</param>
    /// <param name="delivery">The commands.</param>
    /// <param name="cancellationToken">Cancels the wait; a command already being handled is finished all the same.</param>
    /// <returns>What became of them; a refusal ends the delivery without any event.</returns>
    /// <exception cref="GrainFaultException">It was not taken, or the outcome is not known.</exception>
    ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken);

    /// <summary>The last committed state of a grain, whichever silo wrote it.</summary>
    /// <typeparam name="TState">The grain's state record.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The state; the initial one if nothing ever happened to it.</returns>
    /// <exception cref="GrainFaultException">It could not be read.</exception>
    ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState>;
}

/// <summary>An event as it stands in the log.</summary>
/// <param name="Position">Its place in the log of all events.</param>
/// <param name="Grain">Whose stream.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="At">When it was committed, UTC.</param>
/// <param name="Event">The fact.</param>
public sealed record RecordedEvent(long Position, StreamKey Grain, long Version, string Type, DateTimeOffset At, IEvent Event);

/// <summary>Reads streams.</summary>
public interface IEventReader
{
    /// <summary>The events of one grain, in order; those of a type unknown to this build are left out.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="afterVersion">Only events behind this version; 0 for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The events.</returns>
    IAsyncEnumerable<RecordedEvent> Read(StreamKey grain, long afterVersion, CancellationToken cancellationToken);

    /// <summary>
    /// The whole streams of several grains in one question, grain by grain and each in order; events of a type unknown to this build are
    /// left out.
    /// </summary>
    /// <param name="grains">The grains.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The events.</returns>
    IAsyncEnumerable<RecordedEvent> Read(IReadOnlyCollection<StreamKey> grains, CancellationToken cancellationToken);
}
