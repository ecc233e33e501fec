using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Outbox;

/// <summary>Does the effects of leased keys: one after the other in a key, many keys at once.</summary>
internal sealed class KeyWorkers : IAsyncDisposable
{
    private readonly CancellationTokenSource hardStop = new();
    private readonly OutboxServices services;
    private readonly OutboxSlots slots;
    private readonly HeldLeases leases;
    private readonly EffectOutcomes outcomes;
    private readonly EffectDelivery delivery;
    private bool stopping;

    /// <summary>Puts them together.</summary>
    /// <param name="services">What they work with.</param>
    /// <param name="slots">How many may be at it.</param>
    /// <param name="leases">The leases they hold.</param>
    public KeyWorkers(OutboxServices services, OutboxSlots slots, HeldLeases leases)
    {
        (this.services, this.slots, this.leases) = (services, slots, leases);
        var batch = new OutcomeBatch(
            services.Database, services.Time, () => services.Pauses.Sites, services.LeaseLifetime, services.Notifications);
        outcomes = new(batch, services.Logger, hardStop.Token);
        delivery = new(services);
    }

    /// <summary>Begins with a key, in a place that was taken for it.</summary>
    /// <param name="effect">Its first effect.</param>
    public void Begin(ClaimedEffect effect)
    {
        var part = services.Registry.HandlerOf(effect.Type).Part;
        var lease = new HeldLease(effect, hardStop.Token);
        leases.Add(lease);
        _ = Task.Run(() => DeliverAllAsync(effect, lease, part), CancellationToken.None);
    }

    /// <summary>Begins nothing more and waits for what is being delivered; cancels what takes too long.</summary>
    /// <returns>A task.</returns>
    public async Task DrainAsync()
    {
        Volatile.Write(ref stopping, true);
        var all = slots.Close();
        if (await Task.WhenAny(all, Task.Delay(services.Settings.Grace)) != all)
        {
            await hardStop.CancelAsync();
        }

        // A deliverer that does not heed its token is left behind.
        await Task.WhenAny(all, Task.Delay(services.Settings.Grace));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await hardStop.CancelAsync();
        await outcomes.DisposeAsync();
        hardStop.Dispose();
    }

    private async Task DeliverAllAsync(ClaimedEffect first, HeldLease lease, string part)
    {
        try
        {
            for (var effect = first; effect is not null;)
            {
                var outcome = await delivery.DeliverAsync(effect, lease);
                var go = !Volatile.Read(ref stopping) && !services.Pauses.Paused(part);
                effect = outcome is null ? null : await WriteAsync(outcome with { Go = outcome.Go && go }, lease);
                slots.Moved(part);
            }
        }
        catch (OperationCanceledException)
        {
            services.Logger.LogWarning("{Key} was given up at the stop; it is done again when its lease has run out", first.Key);
        }
        catch (Exception e)
        {
            services.Logger.LogError(e, "{Key} was given up; it is done again when its lease has run out", first.Key);
        }
        finally
        {
            leases.Remove(lease);
            lease.Dispose();
            if (slots.Give(part))
            {
                services.Notifications.Effects.Set();
            }
        }
    }

    private async Task<ClaimedEffect?> WriteAsync(EffectOutcome outcome, HeldLease lease)
    {
        WrittenOutcome written;
        try
        {
            written = await outcomes.WriteAsync(outcome);
        }
        catch (UnstorableEffectException e)
        {
            var dead = outcome with
            {
                Verdict = "dead",
                Next = [],
                Reason = e.Message,
                Remedy = "Report it with this text, then replay or drop it.",
            };
            written = await outcomes.WriteAsync(dead);
        }

        if (!written.Held)
        {
            services.Logger.LogWarning(
                "Effect {Id}: its lease was lost before its outcome was written; it is done again by whoever has it", outcome.Effect.Id);
        }

        if (written.Next is { } next)
        {
            lease.Until = next.LeasedUntil;
        }

        return written.Next;
    }
}
