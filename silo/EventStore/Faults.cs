using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Tells faults that pass from those that stay.</summary>
internal static class Faults
{
    /// <summary>Whether a failure passes by itself, so that the same may be tried again at once.</summary>
    /// <param name="e">The failure.</param>
    /// <returns>True for faults of the database, the connection and the engine.</returns>
    public static bool Passing(Exception e) =>
        e is NpgsqlException or AppendUncertainException or VersionConflictException or TimeoutException
            or IOException or OperationCanceledException or ObjectDisposedException;
}
