using Marten.Exceptions;
using MoodleGrains.EventSourcing;
using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Tells faults that pass from those that stay.</summary>
internal static class Faults
{
    /// <summary>Whether a failure passes by itself, so that the same may be tried again at once.</summary>
    /// <param name="e">The failure.</param>
    /// <returns>True for faults of the database, the connection and the cluster.</returns>
    public static bool Passing(Exception e) =>
        e is GrainFaultException { Fault.Passes: true }
            or NpgsqlException or AppendUncertainException or VersionConflictException or TimeoutException
            or IOException or OperationCanceledException or ObjectDisposedException
        || (e is MartenException && e.InnerException is { } inner && Passing(inner));
}

/// <summary>An event that the database cannot hold; nothing was written.</summary>
/// <param name="message">Which and why.</param>
/// <param name="inner">The database's own words.</param>
public sealed class UnstorableEventException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The database could not be reached at a moment when the events may or may not have been committed: read the stream to know.
/// </summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The database's own words.</param>
public sealed class AppendUncertainException(string message, Exception inner) : Exception(message, inner);
