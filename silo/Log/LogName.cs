namespace MoodleGrains.Silo.Log;

/// <summary>One of the two append-only logs: where its numbers come from and which advisory lock its appends share.</summary>
/// <param name="Name">For metrics and messages.</param>
/// <param name="Sequence">The sequence that numbers its rows.</param>
/// <param name="Lock">The second key of the advisory lock; the first is <see cref="LockClass"/>.</param>
public sealed record LogName(string Name, string Sequence, int Lock)
{
    /// <summary>The first key of all advisory locks of MoodleGrains ("mgrn").</summary>
    public const int LockClass = 0x6d67726e;

    /// <summary>The second key of the lock under which the schema is migrated.</summary>
    public const int MigrationLock = 1;

    /// <summary>
    /// An append of more than so many rows does not ask whether it was alone (<see cref="Alone"/>): where so many come at once, nobody
    /// waits for this one.
    /// </summary>
    internal const int Few = 16;

    /// <summary>The log of what was received.</summary>
    public static LogName Inbox { get; } = new("inbox", "mg_inbox_sequence", 2);

    /// <summary>The log of what was decided.</summary>
    public static LogName Events { get; } = new("events", "mt_events_sequence", 3);

    /// <summary>
    /// The statement that tells the last number drawn, 0 if none was. Not <c>select last_value</c>: while nextval writes its log record the
    /// sequence's row says 32 too many for a moment (PostgreSQL's sequence.c, nextval_internal), and a plain read does not wait for that
    /// moment to end; this function does.
    /// </summary>
    internal string LastDrawn => $"select coalesce(pg_sequence_last_value('{Sequence}'), 0)";

    /// <summary>The condition of a row of <c>pg_locks l</c> that tells of an append under way in this database.</summary>
    internal string Holds => $"""
        l.locktype = 'advisory' and l.classid::bigint = {LockClass} and l.objid::bigint = {Lock} and l.objsubid = 2 and l.granted
          and l.mode = 'ShareLock' and l.database = (select oid from pg_database where datname = current_database())
        """;

    /// <summary>
    /// The question of an append whether nobody else is appending, as a column of the statement that draws its numbers. It is asked when
    /// all of them are drawn, because it depends on their count. Then everybody who drew a lower number has ended, and with this commit all
    /// up to its last number is there.
    /// </summary>
    /// <param name="drawn">The part of the statement that draws the numbers.</param>
    /// <returns>An expression.</returns>
    internal string Alone(string drawn) => $"""
        (select not exists (select from pg_locks l where {Holds} and l.pid <> pg_backend_pid() and w.n >= 0) from (select count(*) as n from {drawn}) w)
        """;

    /// <summary>The statement with which every append transaction begins, before it draws numbers.</summary>
    internal string SharedLock => $"select pg_advisory_xact_lock_shared({LockClass}, {Lock})";
}
