using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Outbox;

/// <summary>What may be claimed, by whom.</summary>
/// <param name="Types">Types that may be claimed now, the part of each and how many of the part may be.</param>
/// <param name="Terms">The rest.</param>
internal sealed record ClaimRequest(IReadOnlyList<(string Type, string Part, int Free)> Types, ClaimTerms Terms);

/// <summary>On what terms keys are leased.</summary>
/// <param name="Counted">Types whose attempts are on disk before they are begun; a claim of none of them does not wait.</param>
/// <param name="PausedSites">Sites of which nothing is claimed.</param>
/// <param name="Now">The time of the silo's clock, UTC.</param>
/// <param name="Owner">The silo.</param>
/// <param name="Lifetime">How long a lease holds from now.</param>
internal sealed record ClaimTerms(string[] Counted, string[] PausedSites, DateTime Now, string Owner, TimeSpan Lifetime);

/// <summary>The statements that lease keys and begin the first effect of each.</summary>
internal static class ClaimStatements
{
    // Whatever is due, the longest due first.
    // The arrays say again what the joins say: by them the rows are found by their keys, also where a plan was made while nothing waited.
    internal const string DueSql = $"""
        with ready as materialized (
          select k.key, k.next_at, w.part, w.free
          from unnest($6, $7, $8) as w(type, part, free)
          cross join lateral (
            select key, next_at from mg_effect_keys
            where type = w.type and next_at <= $3 and until < now() and (site is null or site <> all($2))
            order by next_at limit w.free
            for update skip locked) k),
        chosen as (
          select key from (select key, free, row_number() over (partition by part order by next_at) as place from ready) r where place <= free),
        leased as (
          update mg_effect_keys k set owner = $4, epoch = {Epoch}, until = now() + $5
          from chosen c where k.key = c.key and k.key = any(array(select key from chosen))
          returning k.key, k.epoch, k.head, k.type),
        {Tried}
        select {Effect}, l.key, l.epoch, d.waits from leased l left join tried t on t.key = l.key cross join disk d
        """;

    // Puts keys in step to which the same transaction has written, as EffectStatements.Heads does, and leases those whose first effect is
    // one that was just written, is due, and may be begun: one statement, because this is the way of every post.
    internal const string WrittenSql = $"""
        with heads as materialized (
          select k.key, h.seq, h.type, h.site, h.at,
            coalesce(n.may and h.type = n.type and h.at <= $3 and k.until < now() and (h.site is null or h.site <> all($2)), false) as ours
          from unnest($6, $7, $8) as n(key, type, may)
          join mg_effect_keys k on k.key = n.key and k.key = any($6)
          left join lateral ({EffectStatements.First}) h on true),
        gone as (
          delete from mg_effect_keys k using heads h where k.key = h.key and k.key = any($6) and h.seq is null and k.until < now()),
        stepped as (
          update mg_effect_keys k
          set head = h.seq, type = h.type, site = h.site, next_at = coalesce(h.at, 'infinity'),
              owner = case when h.ours then $4 else k.owner end,
              epoch = case when h.ours then {Epoch} else k.epoch end,
              until = case when h.ours then now() + $5 else k.until end
          from heads h where k.key = h.key and k.key = any($6) and not (h.seq is null and k.until < now())
          returning k.key, k.epoch, k.head, k.type, h.ours),
        leased as materialized (select key, epoch, head, type from stepped where ours),
        {Tried}
        select {Effect}, d.waits from tried t cross join disk d
        """;

    internal const string NextSql = """
        select min(k.next_at) from unnest($1) as w(type)
        cross join lateral (select next_at from mg_effect_keys where type = w.type and next_at > $2 order by next_at limit 1) k
        where k.next_at < 'infinity'
        """;

    private const string Epoch = "nextval('mg_effect_epochs') + (extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private const string Tried = $"""
        tried as (
          update mg_effects e set attempts = e.attempts + 1, first_tried = coalesce(e.first_tried, $3), retry_at = null
          from leased l where e.seq = l.head and e.seq = any(array(select head from leased)) and {EffectStatements.Undone}
          returning {ClaimedEffect.Columns}),
        disk as (
          select set_config('synchronous_commit', case when counted > 0 then 'on' else 'off' end, true) as waits
          from (select count(*) filter (where type = any($1)) as counted from leased) c)
        """;

    private const string
        Effect = "t.key, t.epoch, t.seq, t.id, t.type, t.body, t.due, t.attempts, t.failures, t.first_tried, t.traceparent";

    /// <summary>Claims what is due.</summary>
    /// <param name="wanted">What may be claimed.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Due(ClaimRequest wanted) => Of(
        DueSql,
        wanted.Terms,
        (wanted.Types.Select(w => w.Type).ToArray(), EffectStatements.Array(NpgsqlDbType.Text)),
        (wanted.Types.Select(w => w.Part).ToArray(), EffectStatements.Array(NpgsqlDbType.Text)),
        (wanted.Types.Select(w => w.Free).ToArray(), EffectStatements.Array(NpgsqlDbType.Integer)));

    /// <summary>Puts keys in step to which the same transaction has written, and claims what may be begun of them.</summary>
    /// <param name="keys">The keys, each once; the type of the first effect that was written to it; whether that may be begun.</param>
    /// <param name="terms">On what terms.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Written(IReadOnlyList<(string Key, string Type, bool May)> keys, ClaimTerms terms) => Of(
        WrittenSql,
        terms,
        (keys.Select(k => k.Key).ToArray(), EffectStatements.Array(NpgsqlDbType.Text)),
        (keys.Select(k => k.Type).ToArray(), EffectStatements.Array(NpgsqlDbType.Text)),
        (keys.Select(k => k.May).ToArray(), EffectStatements.Array(NpgsqlDbType.Boolean)));

    /// <summary>Asks when the next key falls due.</summary>
    /// <param name="types">Of which types.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Next(string[] types, DateTime now) =>
        EffectStatements.Command(NextSql, (types, EffectStatements.Array(NpgsqlDbType.Text)), (now, NpgsqlDbType.TimestampTz));

    /// <summary>Reads what was claimed.</summary>
    /// <param name="reader">At the result of <see cref="Due"/> or <see cref="Written"/>.</param>
    /// <param name="until">Until when the leases hold, as <see cref="Environment.TickCount64"/>.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The effects; and keys whose effect was not seen, to be given back.</returns>
    public static async Task<(IReadOnlyList<ClaimedEffect> Effects, IReadOnlyList<(string Key, long Epoch)> Missed)> ReadAsync(
        NpgsqlDataReader reader, long until, CancellationToken cancellationToken)
    {
        List<ClaimedEffect> effects = [];
        List<(string, long)> missed = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0))
            {
                missed.Add((reader.GetString(11), reader.GetInt64(12)));
            }
            else
            {
                effects.Add(ClaimedEffect.Read(reader, until));
            }
        }

        return (effects, missed);
    }

    private static NpgsqlBatchCommand Of(string sql, ClaimTerms terms, params ReadOnlySpan<(object Value, NpgsqlDbType Type)> arrays) =>
        EffectStatements.Command(
            sql,
            [
                (terms.Counted, EffectStatements.Array(NpgsqlDbType.Text)),
                (terms.PausedSites, EffectStatements.Array(NpgsqlDbType.Text)),
                (terms.Now, NpgsqlDbType.TimestampTz),
                (terms.Owner, NpgsqlDbType.Text),
                (terms.Lifetime, NpgsqlDbType.Interval),
                .. arrays,
            ]);
}
