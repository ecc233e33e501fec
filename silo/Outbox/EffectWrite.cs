using MoodleGrains.Silo.EventStore;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>
/// Effects written by somebody else's transaction, which also claims those of them that can be done at once. They are begun when it is committed: nobody looks
/// for what was just written.
/// </summary>
/// <param name="services">What the outbox works with.</param>
/// <param name="claims">Leases.</param>
/// <param name="slots">How many may be begun.</param>
/// <param name="workers">Who does them.</param>
/// <param name="isNext">Whether nothing falls due before that time, UTC, as far as this silo knows.</param>
/// <param name="effects">The effects, in order.</param>
/// <param name="waits">Whether the transaction waits for the disk whatever is claimed.</param>
internal sealed class EffectWrite(
    OutboxServices services,
    EffectClaims claims,
    OutboxSlots slots,
    KeyWorkers workers,
    Func<DateTime, bool> isNext,
    IReadOnlyList<StoredEffect> effects,
    bool waits) : IAppendRider
{
    private readonly DateTime now = services.Time.GetUtcNow().UtcDateTime;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private IReadOnlyList<ClaimedEffect> claimed = [];
    private long until;

    /// <inheritdoc/>
    public void AddTo(NpgsqlBatch batch)
    {
        EffectStatements.Add(batch, effects, now);
        var due = effects.Where(IsDue).Where(Mayhap).ToList();
        foreach (var part in due.GroupBy(PartOf))
        {
            places[part.Key] = slots.Take(part.Key, part.Select(effect => effect.Key).Distinct(StringComparer.Ordinal).Count());
        }

        var types = due.Select(effect => effect.Type).Distinct(StringComparer.Ordinal).Select(services.Registry.HandlerOf).ToList();
        var wanted = claims.Wanted(
            [.. types.Select(handler => (handler.Type.Name, handler.Part, places[handler.Part]))],
            [.. types.Where(handler => waits || handler.CountsAttempts).Select(handler => handler.Type.Name)],
            services.Pauses.Sites,
            now);
        until = claims.Until();
        batch.BatchCommands.Add(ClaimStatements.Written(wanted, [.. due.Select(effect => effect.Key).Distinct(StringComparer.Ordinal)]));
    }

    /// <inheritdoc/>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        // Of the writing statements only the one that puts the keys in step has a result.
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);

        // A key whose effect was not seen is left until its lease runs out: it was locked, and so there is none.
        (claimed, _) = await ClaimStatements.ReadAsync(reader, until, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins what was claimed, and tells of what was not.</summary>
    public void Committed()
    {
        foreach (var effect in claimed)
        {
            workers.Begin(effect);
            places[services.Registry.HandlerOf(effect.Type).Part]--;
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

    private bool Mayhap(StoredEffect effect) =>
        services.Registry.Handles(effect.Type)
        && !services.Pauses.Paused(PartOf(effect))
        && !(effect.Site is { } site && services.Pauses.Sites.Contains(site));

    private string PartOf(StoredEffect effect) => services.Registry.HandlerOf(effect.Type).Part;
}
