using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Outbox;

/// <summary>An effect whose key is leased to us, and whose attempt is committed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Epoch">The lease's number.</param>
/// <param name="LeasedUntil">Until when the lease holds for certain, as <see cref="Environment.TickCount64"/>.</param>
/// <param name="Seq">Its place among all effects.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Type">The stored name of its type.</param>
/// <param name="Body">JSON, UTF-8.</param>
/// <param name="DueAt">When it was to be done, UTC.</param>
/// <param name="Attempt">Which attempt this is, from 1; those that ended with the silo are counted too.</param>
/// <param name="Failures">How many attempts failed before it.</param>
/// <param name="FirstTriedAt">When the first attempt began, UTC.</param>
/// <param name="TraceParent">The W3C trace context of what caused it.</param>
internal sealed record ClaimedEffect(
    string Key,
    long Epoch,
    long LeasedUntil,
    long Seq,
    string Id,
    string Type,
    byte[] Body,
    DateTimeOffset DueAt,
    int Attempt,
    int Failures,
    DateTimeOffset FirstTriedAt,
    string? TraceParent)
{
    /// <summary>What <see cref="Read"/> reads, of <c>mg_effects e</c> and <c>l</c>, the lease.</summary>
    public const string Columns = "l.key, l.epoch, e.seq, e.id, e.type, e.body, e.due, e.attempts, e.failures, e.first_tried, e.traceparent";

    /// <summary>Reads a row.</summary>
    /// <param name="reader">At the row.</param>
    /// <param name="leasedUntil">See <see cref="LeasedUntil"/>.</param>
    /// <returns>The effect.</returns>
    public static ClaimedEffect Read(NpgsqlDataReader reader, long leasedUntil) => new(
        reader.GetString(0),
        reader.GetInt64(1),
        leasedUntil,
        reader.GetInt64(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetFieldValue<byte[]>(5),
        new(reader.GetDateTime(6)),
        reader.GetInt32(7),
        reader.GetInt32(8),
        new(reader.GetDateTime(9)),
        reader.IsDBNull(10) ? null : reader.GetString(10));
}

/// <summary>What came of a claim.</summary>
/// <param name="Effects">One for each key that is ours now.</param>
/// <param name="Missed">Leased keys whose effect was not seen: somebody wrote at that very moment. To be given back.</param>
/// <param name="NextAt">When the next key falls due, UTC; null if none waits.</param>
internal sealed record Claim(IReadOnlyList<ClaimedEffect> Effects, IReadOnlyList<(string Key, long Epoch)> Missed, DateTimeOffset? NextAt);

/// <summary>Leases keys that have something due, many in one round trip, and commits the attempt of the first effect of each.</summary>
internal sealed class EffectClaims(NpgsqlDataSource database, string owner, TimeSpan lifetime)
{
    // The arrays say again what the joins say: by them the rows are found by their keys, also where a plan was made while nothing waited.
    internal const string Query = $"""
        with ready as materialized (
          select k.key, k.next_at, w.part, w.free
          from unnest($1, $2, $3) as w(type, part, free)
          cross join lateral (
            select key, next_at from mg_effect_keys
            where type = w.type and next_at <= $4 and until < now() and (site is null or site <> all($5))
            order by next_at limit w.free
            for update skip locked) k),
        chosen as (
          select key from (select key, free, row_number() over (partition by part order by next_at) as place from ready) r where place <= free),
        leased as (
          update mg_effect_keys k set owner = $6, epoch = nextval('mg_effect_epochs') + (extract(epoch from clock_timestamp()) * 1000000)::bigint, until = now() + $7
          from chosen c where k.key = c.key and k.key = any(array(select key from chosen))
          returning k.key, k.epoch, k.head, k.type),
        tried as (
          update mg_effects e set attempts = e.attempts + 1, first_tried = coalesce(e.first_tried, $4), retry_at = null
          from leased l where e.seq = l.head and e.seq = any(array(select head from leased)) and {EffectStatements.Undone}
          returning {ClaimedEffect.Columns}),
        eased as (
          select set_config('synchronous_commit', 'off', true) as quick
          from (select count(*) filter (where type = any($8)) as counted from leased) c where counted = 0)
        select {Tried}, l.key, l.epoch, e.quick from leased l left join tried t on t.key = l.key left join eased e on true
        """;

    internal const string NextQuery = """
        select min(k.next_at) from unnest($1) as w(type)
        cross join lateral (select next_at from mg_effect_keys where type = w.type and next_at > $2 order by next_at limit 1) k
        where k.next_at < 'infinity'
        """;

    private const string Tried = "t.key, t.epoch, t.seq, t.id, t.type, t.body, t.due, t.attempts, t.failures, t.first_tried, t.traceparent";

    /// <summary>Claims.</summary>
    /// <param name="wanted">Types that may be claimed now, the part of each and how many of the part may be.</param>
    /// <param name="counted">Types whose attempts are on disk before they are begun; a claim of none of them does not wait.</param>
    /// <param name="waited">Types whose next due time is asked for.</param>
    /// <param name="pausedSites">Sites of which nothing is claimed.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is ours now.</returns>
    public async Task<Claim> ClaimAsync(
        IReadOnlyList<(string Type, string Part, int Free)> wanted,
        string[] counted,
        string[] waited,
        string[] pausedSites,
        DateTime now,
        CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)lifetime.TotalMilliseconds;
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(EffectStatements.Command(
            Query,
            (wanted.Select(w => w.Type).ToArray(), EffectStatements.Array(NpgsqlDbType.Text)),
            (wanted.Select(w => w.Part).ToArray(), EffectStatements.Array(NpgsqlDbType.Text)),
            (wanted.Select(w => w.Free).ToArray(), EffectStatements.Array(NpgsqlDbType.Integer)),
            (now, NpgsqlDbType.TimestampTz),
            (pausedSites, EffectStatements.Array(NpgsqlDbType.Text)),
            (owner, NpgsqlDbType.Text),
            (lifetime, NpgsqlDbType.Interval),
            (counted, EffectStatements.Array(NpgsqlDbType.Text))));
        batch.BatchCommands.Add(EffectStatements.Command(
            NextQuery, (waited, EffectStatements.Array(NpgsqlDbType.Text)), (now, NpgsqlDbType.TimestampTz)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<ClaimedEffect> effects = [];
        List<(string, long)> missed = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
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

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new(effects, missed, reader.IsDBNull(0) ? null : new DateTimeOffset(reader.GetDateTime(0)));
    }

    /// <summary>Gives leases back of which nothing was tried.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task GiveBackAsync(IReadOnlyList<(string Key, long Epoch)> leases, DateTime now, CancellationToken cancellationToken)
    {
        var keys = leases.Select(l => l.Key).ToArray();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(EffectStatements.Lock(keys, now));
        batch.BatchCommands.Add(EffectStatements.Heads(
            keys, now, [.. leases.Select(l => (l.Key, l.Epoch, "", false))], [], TimeSpan.Zero));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Renews leases.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The keys that are ours still.</returns>
    public async Task<HashSet<string>> RenewAsync(IReadOnlyList<(string Key, long Epoch)> leases, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            with ours as materialized (
              select k.key from mg_effect_keys k join unnest($1, $2) as l(key, epoch) on k.key = l.key and k.epoch = l.epoch
              order by k.key collate "C" for update of k)
            update mg_effect_keys k set until = now() + $3 from ours o where k.key = o.key returning k.key
            """);
        command.Parameters.Add(new() { Value = leases.Select(l => l.Key).ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(l => l.Epoch).ToArray() });
        command.Parameters.Add(new() { Value = lifetime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> ours = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ours.Add(reader.GetString(0));
        }

        return ours;
    }
}
