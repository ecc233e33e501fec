using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>
/// Keeps writers of events and a rebuild apart on all silos: every unit passes the gate, which the rebuild closes for the length of its
/// transaction.
/// </summary>
internal static class RebuildGate
{
    /// <summary>Passes the gate, and keeps it from being closed until the transaction ends; waits where it is closed.</summary>
    public static string Pass { get; } = $"select pg_advisory_xact_lock_shared({LogName.LockClass}, {LogName.RebuildGate})";

    /// <summary>Closes the gate until the transaction ends, once all who passed it are through.</summary>
    public static string Close { get; } = $"select pg_advisory_xact_lock({LogName.LockClass}, {LogName.RebuildGate})";

    private static readonly string closed = $"""
        select exists (
            select from pg_locks
            where locktype = 'advisory' and classid::bigint = {LogName.LockClass} and objid::bigint = {LogName.RebuildGate}
              and objsubid = 2 and mode = 'ExclusiveLock' and granted
              and database = (select oid from pg_database where datname = current_database()))
        """;

    /// <summary>Whether a rebuild is running.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True if so: then whoever writes events waits.</returns>
    public static async Task<bool> IsClosedAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(closed);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
