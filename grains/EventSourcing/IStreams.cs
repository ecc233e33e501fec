namespace MoodleGrains.EventSourcing;

/// <summary>Where the streams of grains are kept.</summary>
public interface IStreams
{
    /// <summary>Reads the events of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="afterVersion">Only events behind this version; 0 for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The events; none if there is no such stream.</returns>
    Task<LoadedEvents> LoadAsync(string stream, long afterVersion, CancellationToken cancellationToken);

    /// <summary>The stream's version now.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The version; 0 if there is no such stream.</returns>
    Task<long> VersionAsync(string stream, CancellationToken cancellationToken);

    /// <summary>Writes a unit and what follows from it; waits while too many wait already.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cancellationToken">Stops waiting for room; what is queued is written.</param>
    /// <returns>The place of its last event in the log of all events.</returns>
    /// <exception cref="VersionConflictException">Somebody else wrote first.</exception>
    Task<long> WriteAsync(Unit unit, CancellationToken cancellationToken);

    /// <summary>
    /// Locks a stream, reads it, and writes what follows from that: for whoever came too late again and again, because another activation
    /// of the grain writes all the time.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="afterVersion">Only events behind this version are read.</param>
    /// <param name="decide">What follows from them, the expected version being that of the stream; null for nothing.</param>
    /// <param name="cancellationToken">Stops before anything is decided.</param>
    /// <returns>The place of the last event in the log of all events; 0 for nothing.</returns>
    /// <exception cref="VersionConflictException">The stream did not exist, and somebody else made it.</exception>
    Task<long> WriteLockedAsync(
        string stream, long afterVersion, Func<LoadedEvents, Unit?> decide, CancellationToken cancellationToken);

    /// <summary>What a failure of loading, deciding or writing means for the caller.</summary>
    /// <param name="e">The failure.</param>
    /// <returns>The same, as it can cross between silos.</returns>
    GrainFault FaultOf(Exception e);
}

/// <summary>Events of a stream.</summary>
/// <param name="Events">The events, in order.</param>
/// <param name="InboxPosition">The highest inbox position among them; 0 if none came from the inbox.</param>
/// <param name="Commands">The commands with an id that led to them, in order.</param>
public sealed record LoadedEvents(IReadOnlyList<IEvent> Events, long InboxPosition, IReadOnlyList<HandledCommand> Commands);

/// <summary>A command with an id that led to events: given again, it has the same outcome and no further event.</summary>
/// <param name="Id">The id that the client gave it.</param>
/// <param name="Version">The stream's version after it.</param>
/// <param name="Events">How many events it led to.</param>
/// <param name="Position">The place of its last event in the log of all events.</param>
public sealed record HandledCommand(string Id, long Version, int Events, long Position);
