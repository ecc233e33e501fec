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

    /// <summary>Asks when the next key falls due.</summary>
    /// <param name="types">Of which types.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Next(string[] types, DateTime now) =>
        EffectStatements.Command(NextSql, (types, EffectStatements.Array(NpgsqlDbType.Text)), (now, NpgsqlDbType.TimestampTz));

    /// <summary>Reads what was claimed.</summary>
    /// <param name="reader">At the result of <see cref="Due"/>.</param>
    /// <param name="until">Until when the leases hold, as <see cref="Environment.TickCount64"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
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
