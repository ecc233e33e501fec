namespace MoodleGrains.Silo.EventStore;

/// <summary>New events of one stream, to be appended whole or not at all.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="StreamType">The kind of the grain, Marten's aggregate alias.</param>
/// <param name="ExpectedVersion">The version the stream must have; 0 if it must not exist.</param>
/// <param name="Events">The events, at least one.</param>
/// <param name="Headers">JSON, UTF-8, the same for all of them; null for none.</param>
/// <param name="Cause">What the headers say of the cause.</param>
/// <param name="AtOnce">Whether what follows from the events may be written with them.</param>
internal sealed record EventAppend(
    string Stream,
    string StreamType,
    long ExpectedVersion,
    IReadOnlyList<EventData> Events,
    byte[]? Headers,
    EventCause Cause = default,
    bool AtOnce = false)
{
    /// <summary>What it costs in the queue.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 200;
            foreach (var data in Events)
            {
                bytes += data.Json.Length + 100 + (Headers?.Length ?? 0);
            }

            return bytes;
        }
    }
}

/// <summary>One new event.</summary>
/// <param name="Id">Its own id.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Json">Its body, UTF-8.</param>
/// <param name="Fact">What the body says, so that this silo's readers need not decode it; null if it is not at hand.</param>
internal readonly record struct EventData(Guid Id, string Type, byte[] Json, IEvent? Fact = null);

/// <summary>An append that is committed.</summary>
/// <param name="Position">A log position at or above the last of its events.</param>
/// <param name="Reacted">Whether what follows from the events was written with them.</param>
internal readonly record struct AppendedAt(long Position, bool Reacted);

/// <summary>The stream is not at the version that was expected; nothing was appended.</summary>
/// <param name="stream">The stream.</param>
/// <param name="expected">What was expected.</param>
/// <param name="actual">Where it is; -1 if it does not exist.</param>
public sealed class VersionConflictException(string stream, long expected, long actual)
    : Exception($"Stream {stream} is at version {actual}, expected was {expected}.");

/// <summary>An event that the database cannot hold; nothing was appended.</summary>
/// <param name="message">Which and why.</param>
/// <param name="inner">The database's own words.</param>
public sealed class UnstorableEventException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The connection was lost at a moment when the append may or may not have been committed: read the stream to know.
/// </summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The database's own words.</param>
public sealed class AppendUncertainException(string message, Exception inner) : Exception(message, inner);
