using MoodleGrains.Silo.Signals;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Outbox;

/// <summary>The one transaction that writes outcomes: verdicts, what follows, and the leases given back or gone on with.</summary>
/// <param name="database">The outbox's connections.</param>
/// <param name="time">The silo's clock.</param>
/// <param name="pausedSites">Sites of which nothing is begun.</param>
/// <param name="lifetime">How long a lease holds.</param>
/// <param name="notifications">Told that there is more to do.</param>
internal sealed class OutcomeBatch(
    NpgsqlDataSource database,
    TimeProvider time,
    Func<string[]> pausedSites,
    TimeSpan lifetime,
    Notifications notifications)
{
    // An outcome that a crash of the server loses is an effect that is delivered again, as after a crash of the silo; so it
    // need not wait for the disk. A first attempt must: it says from when on to look for what it left.
    private const string NoWait = "set_config('synchronous_commit', 'off', true)";

    internal const string Verdicts = $"""
        update mg_effects e set
          state = case when o.verdict in ('done', 'dead') then o.verdict else e.state end,
          done_at = case when o.verdict = 'done' then $8 end,
          body = case when o.verdict <> 'done' then e.body end,
          attempts = e.attempts - case when o.verdict = 'later' then 1 else 0 end,
          failures = e.failures + case when o.verdict in ('failed', 'dead') then 1 else 0 end,
          retry_at = o.retry_at,
          last_error = case when o.verdict <> 'done' then coalesce(o.error, e.last_error) end,
          remedy = o.remedy,
          failed_at = case when o.verdict in ('failed', 'dead') then $8 else e.failed_at end
        from unnest($1, $2, $3, $4, $5, $6, $7) as o(key, epoch, seq, verdict, retry_at, error, remedy)
        join mg_effect_keys k on k.key = o.key and k.epoch = o.epoch
        where e.seq = o.seq and e.seq = any($3) and k.key = any($1) and {EffectStatements.Undone}
        """;

    private const string Held = $"""
        select o.key, {NoWait}
        from unnest($1, $2) as o(key, epoch) join mg_effect_keys k on k.key = o.key and k.epoch = o.epoch where k.key = any($1)
        """;

    // Where nothing follows, the keys are locked as they are; who waited for a lock reads what the one before wrote.
    private const string HeldAndLocked = $"""
        with locked as materialized (
          select k.key, k.epoch from mg_effect_keys k where k.key = any($1) order by k.key collate "C" for update)
        select o.key, {NoWait} from unnest($1, $2) as o(key, epoch) join locked k on k.key = o.key and k.epoch = o.epoch
        """;

    // What is still leased now goes on: its next attempt begins with this commit, which then waits for the disk after all.
    private const string GoOn = $"""
        with going as (
          update mg_effects e set attempts = e.attempts + 1, first_tried = coalesce(e.first_tried, $3), retry_at = null
          from unnest($1, $2) as o(key, epoch) join mg_effect_keys l on l.key = o.key and l.epoch = o.epoch
          where e.seq = l.head and l.key = any($1)
            and e.seq = any(array(select head from mg_effect_keys where key = any($1))) and {EffectStatements.Undone}
          returning {ClaimedEffect.Columns})
        select g.*, set_config('synchronous_commit', 'on', true) from going g
        """;

    /// <summary>Writes outcomes of different keys.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <returns>What became of each.</returns>
    public async Task<WrittenOutcome[]> WriteAsync(EffectOutcome[] outcomes)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var until = Environment.TickCount64 + (long)lifetime.TotalMilliseconds;
        var next = outcomes.SelectMany(o => o.Next).ToList();
        var keys = outcomes.Select(o => o.Effect.Key).Concat(next.Select(n => n.Key)).Distinct(StringComparer.Ordinal).ToArray();
        var leases = (
            Keys: ((object)outcomes.Select(o => o.Effect.Key).ToArray(), EffectStatements.Array(NpgsqlDbType.Text)),
            Epochs: ((object)outcomes.Select(o => o.Effect.Epoch).ToArray(), EffectStatements.Array(NpgsqlDbType.Bigint)));
        await using var batch = database.CreateBatch();
        if (next.Count > 0)
        {
            batch.BatchCommands.Add(EffectStatements.Lock(keys, now));
        }

        batch.BatchCommands.Add(EffectStatements.Command(next.Count > 0 ? Held : HeldAndLocked, leases.Keys, leases.Epochs));
        batch.BatchCommands.Add(VerdictsOf(outcomes, leases.Keys, leases.Epochs, now));
        if (next.Count > 0)
        {
            var under = outcomes.SelectMany(o => o.Next.Select(_ => (o.Effect.Key, o.Effect.Epoch))).ToList();
            batch.BatchCommands.Add(EffectStatements.Insert(next, under, now));
            EffectStatements.AddSupersede(batch, next, now);
        }

        var going = outcomes.Select(o => (o.Effect.Key, o.Effect.Epoch, o.Effect.Type, o.Go)).ToList();
        batch.BatchCommands.Add(EffectStatements.Heads(keys, now, going, pausedSites(), lifetime));
        batch.BatchCommands.Add(EffectStatements.Command(GoOn, leases.Keys, leases.Epochs, (now, NpgsqlDbType.TimestampTz)));
        var (held, more, goOn) = await ReadAsync(batch, until);
        if (next.Count > 0)
        {
            notifications.EffectsCommitted();
        }
        else if (more)
        {
            notifications.Effects.Set();
        }

        return Array.ConvertAll(outcomes, o => new WrittenOutcome(held.Contains(o.Effect.Key), goOn.GetValueOrDefault(o.Effect.Key)));
    }

    private static NpgsqlBatchCommand VerdictsOf(
        EffectOutcome[] outcomes,
        (object, NpgsqlDbType) keys,
        (object, NpgsqlDbType) epochs,
        DateTime now) =>
        EffectStatements.Command(
            Verdicts,
            keys,
            epochs,
            (Array.ConvertAll(outcomes, o => o.Effect.Seq), EffectStatements.Array(NpgsqlDbType.Bigint)),
            (Array.ConvertAll(outcomes, o => o.Verdict), EffectStatements.Array(NpgsqlDbType.Text)),
            (Array.ConvertAll(outcomes, o => o.RetryAt), EffectStatements.Array(NpgsqlDbType.TimestampTz)),
            (Array.ConvertAll(outcomes, o => o.Reason), EffectStatements.Array(NpgsqlDbType.Text)),
            (Array.ConvertAll(outcomes, o => o.Remedy), EffectStatements.Array(NpgsqlDbType.Text)),
            (now, NpgsqlDbType.TimestampTz));

    private static async Task<(HashSet<string> Held, bool More, Dictionary<string, ClaimedEffect> GoOn)> ReadAsync(
        NpgsqlBatch batch,
        long until)
    {
        HashSet<string> held = new(StringComparer.Ordinal);
        Dictionary<string, ClaimedEffect> next = new(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            held.Add(reader.GetString(0));
        }

        var more = false;
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            more |= reader.GetBoolean(1);
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            next[reader.GetString(0)] = ClaimedEffect.Read(reader, until);
        }

        // To the end: the commit's own answer comes last.
        while (await reader.NextResultAsync())
        {
        }

        return (held, more, next);
    }
}
