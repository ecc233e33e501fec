namespace MoodleGrains.Silo.Database;

/// <summary>One of the two append-only logs: where its numbers come from and which advisory lock its appends share.</summary>
/// <param name="Name">For metrics and messages.</param>
/// <param name="Sequence">The sequence that numbers its rows.</param>
/// <param name="Lock">The second key of the advisory lock; the first is <see cref="LockClass"/>.</param>
public sealed record LogName(string Name, string Sequence, int Lock)
{
    /// <summary>The first key of all advisory locks of MoodleGrains ("mgrn").</summary>
    public const int LockClass = 0x6d67726e;

    /// <summary>The second key of the lock that every write of events shares, and that a rebuild takes alone.</summary>
    public const int RebuildGate = 5;

    /// <summary>The log of what was received.</summary>
    public static LogName Inbox { get; } = new("inbox", "mg_inbox_sequence", 2);

    /// <summary>The log of the changes that digests tell of.</summary>
    public static LogName Changes { get; } = new("changes", "mg_changes_sequence", 4);

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

    /// <summary>The statement with which every append transaction begins, before it draws numbers.</summary>
    internal string SharedLock => $"select pg_advisory_xact_lock_shared({LockClass}, {Lock})";
}
