using MoodleGrains.Silo.EventStore;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>
/// Effects written by somebody else's transaction, which also claims those of them that can be done at once. They are begun when it is
/// committed: nobody looks for what was just written.
/// </summary>
/// <param name="services">What the outbox works with.</param>
/// <param name="claims">Leases.</param>
/// <param name="slots">How many may be begun.</param>
/// <param name="workers">Who does them.</param>
/// <param name="isNext">Whether nothing falls due before that time, UTC, as far as this silo knows.</param>
/// <param name="effects">The effects, in order.</param>
/// <param name="waits">Whether the transaction waits for the disk whatever is claimed.</param>
/// <param name="asksAhead">Whether what effects ask ahead is asked in it (<see cref="IReadsAhead{TBody}"/>).</param>
internal sealed class EffectWrite(
    OutboxServices services,
    EffectClaims claims,
    OutboxSlots slots,
    KeyWorkers workers,
    Func<DateTime, bool> isNext,
    IReadOnlyList<StoredEffect> effects,
    bool waits,
    bool asksAhead) : IAppendRider
{
    /// <summary>For so many effects of one transaction it is read ahead: not for a backlog, whose transaction would last.</summary>
    private const int MostAhead = 4;

    private readonly DateTime now = services.Time.GetUtcNow().UtcDateTime;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<(string Id, EffectHandler Handler, IEffectBody Body)> asked = [];
    private readonly Dictionary<string, object> ahead = new(StringComparer.Ordinal);
    private IReadOnlyList<ClaimedEffect> claimed = [];
    private long until;

    /// <inheritdoc/>
    public void AddTo(NpgsqlBatch batch)
    {
        List<(string Key, string Type, bool May)> keys =
            [.. effects.DistinctBy(effect => effect.Key).Select(effect => (effect.Key, effect.Type, TakesPlace(effect)))];
        EffectStatements.AddWithoutHeads(batch, effects, [.. keys.Select(key => key.Key)], now);
        string[] counted = [.. effects.Select(effect => effect.Type).Where(type => waits || services.Registry.CountsAttempts(type))
            .Distinct()];
        until = claims.Until();
        batch.BatchCommands.Add(ClaimStatements.Written(keys, claims.Terms(counted, services.Pauses.Sites, now)));
        foreach (var (key, _, _) in keys.Where(key => key.May).TakeWhile(_ => asksAhead && asked.Count < MostAhead))
        {
            AskAhead(batch, effects.First(effect => effect.Key == key));
        }
    }

    /// <inheritdoc/>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        // Of the writing statements only the claim has a result. The keys were locked: nobody's effect was not seen.
        await reader.NextResultAsync(cancellationToken);
        (claimed, _) = await ClaimStatements.ReadAsync(reader, until, cancellationToken);
        foreach (var (id, handler, body) in asked)
        {
            await reader.NextResultAsync(cancellationToken);
            ahead[id] = await handler.ReadAheadAsync(body, reader, cancellationToken);
        }
    }

    /// <summary>Begins what was claimed, and tells of what was not.</summary>
    public void Committed()
    {
        foreach (var effect in claimed)
        {
            workers.Begin(effect with { Ahead = ahead.GetValueOrDefault(effect.Id) });
            places[services.Registry.PartOf(effect.Type)!]--;
        }

        var begun = claimed.Select(effect => effect.Key).ToHashSet(StringComparer.Ordinal);
        if (effects.Any(effect => IsDue(effect) && !begun.Contains(effect.Key)))
        {
            services.Notifications.EffectsCommitted();
        }
        else if (effects.Any(effect => !IsDue(effect) && isNext(effect.DueAt!.Value)))
        {
            // For a timer this silo sets its alarm; the others find it when it is due.
            services.Notifications.Effects.Set();
        }
    }

    /// <summary>Gives the places back that were not needed.</summary>
    public void Dispose()
    {
        foreach (var (part, left) in places)
        {
            if (slots.Leave(part, left))
            {
                services.Notifications.Effects.Set();
            }
        }
    }

    private bool IsDue(StoredEffect effect) => effect.DueAt is null || effect.DueAt <= now;

    private void AskAhead(NpgsqlBatch batch, StoredEffect effect)
    {
        var handler = services.Registry.HandlerOf(effect.Type);
        var body = handler.Type.Read(effect.Body);
        if (handler.Ask(body) is { Count: > 0 } questions)
        {
            asked.Add((effect.Id, handler, body));
            foreach (var question in questions)
            {
                batch.BatchCommands.Add(question);
            }
        }
    }

    private bool TakesPlace(StoredEffect effect)
    {
        if (!IsDue(effect)
            || services.Registry.PartOf(effect.Type) is not { } part
            || services.Pauses.Paused(part)
            || (effect.Site is { } site && services.Pauses.Sites.Contains(site))
            || slots.Take(part, 1) == 0)
        {
            return false;
        }

        places[part] = places.GetValueOrDefault(part) + 1;
        return true;
    }
}
