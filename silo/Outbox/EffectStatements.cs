using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Outbox;

/// <summary>
/// The statements that write effects. Whoever changes the undone effects of a key locks the key's row first, in a statement of
/// its own and in the order of the keys: the statements behind it see all that was committed before, and nobody deadlocks.
/// </summary>
internal static class EffectStatements
{
    /// <summary>The settings of connections that work on the outbox.</summary>
    internal const string Options = "-c jit=off -c idle_in_transaction_session_timeout=15000";

    private const string LockSql = """
        insert into mg_effect_keys as k (key, last_turn) select key, $2 from unnest($1) as n(key) order by key collate "C"
        on conflict (key) do update set last_turn = greatest(k.last_turn, excluded.last_turn)
        """;

    // The arrays say again what the joins say: by them the rows are found by their keys, also where a plan was made while nothing waited.
    // An effect that follows from another is written only if that one's outcome is (lease_key, epoch).
    private const string InsertSql = """
        insert into mg_effects (id, key, type, site, body, due, turn, supersedes, traceparent)
        select n.id, n.key, n.type, n.site, n.body, coalesce(n.due, $8), greatest(n.due, k.last_turn), n.supersedes, n.traceparent
        from unnest($1, $2, $3, $4, $5, $6, $7, $9, $10, $11) with ordinality
          as n(id, key, type, site, body, due, supersedes, traceparent, lease_key, epoch, place)
        join mg_effect_keys k on k.key = n.key and k.key = any($2)
        where n.lease_key is null or exists (
          select 1 from mg_effect_keys l where l.key = n.lease_key and l.key = any($10) and l.epoch = n.epoch)
        order by n.place
        on conflict (id) do nothing
        """;

    /// <summary>
    /// That the effect <c>e</c> is not done, where it is found by its number. By <c>done_at is null</c> a planner that has seen the
    /// outbox empty takes the index of what is undone for the shorter way, and reads a backlog as often as it has effects.
    /// </summary>
    internal const string Undone = "e.state in ('waiting', 'dead')";

    /// <summary>The first undone effect of the key <c>k</c>.</summary>
    internal const string First = """
        select e.seq, e.type, e.site, case when e.state = 'dead' then 'infinity' else greatest(e.turn, e.retry_at) end as at
        from mg_effects e where e.key = k.key and e.done_at is null order by e.turn, e.seq limit 1
        """;

    // It goes from the few new ones to their few elders, whatever the statistics say.
    internal const string SupersedeSql = """
        update mg_effects set state = 'superseded', done_at = $2, body = null, last_error = null, remedy = null
        where seq = any(array(
          select e.seq from unnest($1) as s(id)
          cross join lateral (select key, type, seq from mg_effects where id = s.id and supersedes and state in ('waiting', 'dead') offset 0) n
          cross join lateral (select seq, type from mg_effects where key = n.key and done_at is null offset 0) e
          where e.type = n.type and e.seq < n.seq))
        """;

    /// <summary>
    /// Puts each key's row in step with its first undone effect; a key with none loses its row. A lease in the arrays is kept
    /// where it may go on with another effect of the same type that is due now, else it ends; the others' leases are not touched.
    /// Tells of each key whether its lease ended although more is due.
    /// </summary>
    private const string HeadsSql = $"""
        with heads as (
          select k.key, h.seq, h.type, h.site, h.at, o.key is not null as held,
                 coalesce(o.go and h.type = o.type and h.at <= $6 and (h.site is null or h.site <> all($7)), false) as more
          from unnest($1) as n(key)
          join mg_effect_keys k on k.key = n.key and k.key = any($1)
          left join unnest($2, $3, $4, $5) as o(key, epoch, type, go) on o.key = k.key and o.epoch = k.epoch
          left join lateral ({First}) h on true),
        gone as (
          delete from mg_effect_keys k using heads h where k.key = h.key and k.key = any($1) and h.seq is null and (h.held or k.until < now()))
        update mg_effect_keys k
        set head = h.seq, type = h.type, site = h.site, next_at = coalesce(h.at, 'infinity'),
            until = case when not h.held then k.until when h.more then now() + $8 else '-infinity' end,
            epoch = case when h.held and not h.more then 0 else k.epoch end
        from heads h where k.key = h.key and k.key = any($1) and not (h.seq is null and (h.held or k.until < now()))
        returning k.key, coalesce(h.held and not h.more and h.at <= $6, false)
        """;

    /// <summary>Adds all that writes effects.</summary>
    /// <param name="batch">Where to; one transaction.</param>
    /// <param name="effects">The effects, in order.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <returns>The statement that inserts: its rows are those that were new.</returns>
    public static NpgsqlBatchCommand Add(NpgsqlBatch batch, IReadOnlyList<StoredEffect> effects, DateTime now)
    {
        var keys = effects.Select(e => e.Key).Distinct(StringComparer.Ordinal).ToArray();
        var insert = Insert(effects, [], now);
        batch.BatchCommands.Add(Lock(keys, now));
        batch.BatchCommands.Add(insert);
        AddSupersede(batch, effects, now);
        batch.BatchCommands.Add(Heads(keys, now));
        return insert;
    }

    /// <summary>Locks keys.</summary>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Lock(string[] keys, DateTime now) =>
        Command(LockSql, (keys, Array(NpgsqlDbType.Text)), (now, NpgsqlDbType.TimestampTz));

    /// <summary>Inserts effects of locked keys.</summary>
    /// <param name="effects">The effects, in order.</param>
    /// <param name="leases">For each the lease without which it is not written; none for all if empty.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Insert(
        IReadOnlyList<StoredEffect> effects,
        IReadOnlyList<(string Key, long Epoch)> leases,
        DateTime now)
    {
        return Command(
            InsertSql,
            (Of(e => e.Id), Array(NpgsqlDbType.Text)),
            (Of(e => e.Key), Array(NpgsqlDbType.Text)),
            (Of(e => e.Type), Array(NpgsqlDbType.Text)),
            (Of(e => e.Site), Array(NpgsqlDbType.Text)),
            (Of(e => e.Body), Array(NpgsqlDbType.Jsonb)),
            (Of(e => e.DueAt), Array(NpgsqlDbType.TimestampTz)),
            (Of(e => e.Supersedes), Array(NpgsqlDbType.Boolean)),
            (now, NpgsqlDbType.TimestampTz),
            (Of(e => e.TraceParent), Array(NpgsqlDbType.Text)),
            (leases.Count > 0 ? leases.Select(l => l.Key).ToArray() : new string?[effects.Count], Array(NpgsqlDbType.Text)),
            (leases.Count > 0 ? leases.Select(l => l.Epoch).ToArray() : new long[effects.Count], Array(NpgsqlDbType.Bigint)));

        TValue[] Of<TValue>(Func<StoredEffect, TValue> value) => [.. effects.Select(value)];
    }

    /// <summary>Ends what effects made pointless, if one of them does.</summary>
    /// <param name="batch">Where to add it.</param>
    /// <param name="effects">The effects.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    public static void AddSupersede(NpgsqlBatch batch, IReadOnlyList<StoredEffect> effects, DateTime now)
    {
        var ids = effects.Where(e => e.Supersedes).Select(e => e.Id).ToArray();
        if (ids.Length > 0)
        {
            batch.BatchCommands.Add(Command(SupersedeSql, (ids, Array(NpgsqlDbType.Text)), (now, NpgsqlDbType.TimestampTz)));
        }
    }

    /// <summary>Puts locked keys in step with their effects, where nobody gives a lease back.</summary>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Heads(string[] keys, DateTime now) => Heads(keys, now, [], [], TimeSpan.Zero);

    /// <summary>Puts locked keys in step with their effects, and gives leases back or goes on with them.</summary>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <param name="leases">The leases, and whether each may go on with more effects of the type.</param>
    /// <param name="pausedSites">Sites for which none goes on.</param>
    /// <param name="lifetime">How long a lease that goes on holds from now.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Heads(
        string[] keys,
        DateTime now,
        IReadOnlyList<(string Key, long Epoch, string Type, bool Go)> leases,
        string[] pausedSites,
        TimeSpan lifetime) =>
        Command(
            HeadsSql,
            (keys, Array(NpgsqlDbType.Text)),
            (leases.Select(l => l.Key).ToArray(), Array(NpgsqlDbType.Text)),
            (leases.Select(l => l.Epoch).ToArray(), Array(NpgsqlDbType.Bigint)),
            (leases.Select(l => l.Type).ToArray(), Array(NpgsqlDbType.Text)),
            (leases.Select(l => l.Go).ToArray(), Array(NpgsqlDbType.Boolean)),
            (now, NpgsqlDbType.TimestampTz),
            (pausedSites, Array(NpgsqlDbType.Text)),
            (lifetime, NpgsqlDbType.Interval));

    /// <summary>A statement with its parameters.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Values and types.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<(object Value, NpgsqlDbType Type)> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (value, type) in parameters)
        {
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
        }

        return command;
    }

    /// <summary>The type of an array.</summary>
    /// <param name="of">The type of its elements.</param>
    /// <returns>The type.</returns>
    public static NpgsqlDbType Array(NpgsqlDbType of) => NpgsqlDbType.Array | of;
}
