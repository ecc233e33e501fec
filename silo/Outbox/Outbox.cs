using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>What the outbox works with.</summary>
/// <param name="Database">Connections with <see cref="EffectStatements.Options"/>.</param>
/// <param name="Silo">This silo's id.</param>
/// <param name="Registry">Who does what.</param>
/// <param name="Notifications">Tells of new effects.</param>
/// <param name="Pauses">What people hold.</param>
/// <param name="Time">The silo's clock.</param>
/// <param name="LeaseLifetime">How long a lease holds without renewal.</param>
/// <param name="Settings">Bounds.</param>
/// <param name="Logger">Told of failures, losses and dead letters.</param>
internal sealed record OutboxServices(
    NpgsqlDataSource Database,
    string Silo,
    EffectRegistry Registry,
    Notifications Notifications,
    Pauses Pauses,
    TimeProvider Time,
    TimeSpan LeaseLifetime,
    OutboxSettings Settings,
    ILogger<Outbox> Logger);

/// <summary>
/// Delivers effects: claims keys as they fall due, woken at once by whoever wrote effects, by the clock at the next due time,
/// and by nobody once a second. Each key is done by one silo at a time, its effects one after the other.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAlarm = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource hardStop = new();
    private readonly ConcurrentDictionary<Task, bool> running = [];
    private readonly OutboxServices services;
    private readonly OutboxSlots slots;
    private readonly EffectClaims claims;
    private readonly HeldLeases leases;
    private readonly EffectOutcomes outcomes;
    private readonly EffectDelivery delivery;
    private long nextAt = long.MaxValue;
    private bool stopping;

    /// <summary>Puts it together; nothing runs yet.</summary>
    /// <param name="services">What it works with.</param>
    public Outbox(OutboxServices services)
    {
        this.services = services;
        slots = new(services.Settings.Parallel);
        claims = new(services.Database, services.Silo, services.LeaseLifetime);
        leases = new(claims, services.LeaseLifetime, services.Logger);
        outcomes = new(
            new(services.Database, services.Time, PausedSites, services.LeaseLifetime, services.Notifications),
            services.Logger,
            hardStop.Token);
        delivery = new(services);
    }

    /// <summary>Effects that are being done by this silo, for metrics.</summary>
    public int Delivering => leases.Count;

    /// <summary>When it last looked for work with success, as <see cref="Environment.TickCount64"/>.</summary>
    public long AdvancedAt { get; private set; } = Environment.TickCount64;

    /// <summary>A part whose every place is taken and where nothing has moved for so long.</summary>
    /// <param name="still">How long.</param>
    /// <returns>The part; null if there is none.</returns>
    public string? Stuck(TimeSpan still) => slots.Stuck(still);

    /// <summary>The silo's clock has jumped: what is due now is not to wait for an alarm that was set before.</summary>
    public void TimeMoved()
    {
        if (Volatile.Read(ref nextAt) <= services.Time.GetUtcNow().UtcTicks)
        {
            services.Notifications.Effects.Set();
        }
    }

    /// <summary>Runs until cancelled; then finishes what is being delivered.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var renewing = new CancellationTokenSource();
        var renewal = leases.RunAsync(renewing.Token);
        await ClaimAllAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref stopping, true);
        await DrainAsync().ConfigureAwait(false);
        await renewing.CancelAsync().ConfigureAwait(false);
        await renewal.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await hardStop.CancelAsync().ConfigureAwait(false);
        await outcomes.DisposeAsync().ConfigureAwait(false);
        hardStop.Dispose();
    }

    private async Task ClaimAllAsync(CancellationToken cancellationToken)
    {
        var signal = services.Notifications.Effects;
        await using var alarm = services.Time.CreateTimer(_ => signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var backOff = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var next = await ClaimAsync(cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref nextAt, next?.UtcTicks ?? long.MaxValue);
                alarm.Change(next is { } at ? Until(at) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                backOff = TimeSpan.Zero;
                await signal.WaitAsync(Idle, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                backOff = TimeSpan.FromMilliseconds(Math.Clamp(backOff.TotalMilliseconds * 2, 50, LongestBackOff.TotalMilliseconds));
                services.Logger.LogWarning(e, "The outbox could not look for work, again in {BackOff}", backOff);
                await Task.Delay(backOff, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan Until(DateTimeOffset at)
    {
        var wait = at - services.Time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestAlarm ? LongestAlarm : wait;
    }

    private async Task<DateTimeOffset?> ClaimAsync(CancellationToken cancellationToken)
    {
        var open = services.Registry.Handlers.Where(handler => !services.Pauses.Paused(handler.Part)).ToList();
        var wanted = open.Select(handler => (handler.Type.Name, handler.Part, Free: slots.Free(handler.Part))).Where(w => w.Free > 0).ToList();
        var now = services.Time.GetUtcNow().UtcDateTime;

        // Not cancelled: what is claimed must be known.
        var claim = await claims.ClaimAsync(wanted, [.. open.Select(handler => handler.Type.Name)], PausedSites(), now, CancellationToken.None)
            .ConfigureAwait(false);
        foreach (var effect in claim.Effects)
        {
            Begin(effect);
        }

        if (claim.Missed.Count > 0)
        {
            await claims.GiveBackAsync(claim.Missed, now, CancellationToken.None).ConfigureAwait(false);
            services.Notifications.Effects.Set();
        }

        AdvancedAt = Environment.TickCount64;
        cancellationToken.ThrowIfCancellationRequested();
        return claim.NextAt;
    }

    private void Begin(ClaimedEffect effect)
    {
        var part = services.Registry.HandlerOf(effect.Type).Part;
        slots.Take(part);
        var lease = new HeldLease(effect, hardStop.Token);
        leases.Add(lease);
        var task = Task.Run(() => DeliverAllAsync(effect, lease, part), CancellationToken.None);
        running[task] = true;
        _ = task.ContinueWith(
            static (done, all) => ((ConcurrentDictionary<Task, bool>)all!).TryRemove(done, out _),
            running,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task DeliverAllAsync(ClaimedEffect first, HeldLease lease, string part)
    {
        try
        {
            for (var effect = first; effect is not null;)
            {
                var go = !Volatile.Read(ref stopping) && !services.Pauses.Paused(part);
                var outcome = await delivery.DeliverAsync(effect, lease, go).ConfigureAwait(false);
                effect = outcome is null ? null : await WriteAsync(outcome, lease).ConfigureAwait(false);
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
            written = await outcomes.WriteAsync(outcome).ConfigureAwait(false);
        }
        catch (UnstorableEffectException e)
        {
            var dead = outcome with
            {
                Verdict = "dead", Next = [], Reason = e.Message, Remedy = "Report it with this text, then replay or drop it.",
            };
            written = await outcomes.WriteAsync(dead).ConfigureAwait(false);
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

    private async Task DrainAsync()
    {
        var all = Task.WhenAll(running.Keys);
        if (await Task.WhenAny(all, Task.Delay(services.Settings.Grace)).ConfigureAwait(false) != all)
        {
            await hardStop.CancelAsync().ConfigureAwait(false);
        }

        // A deliverer that does not heed its token is left behind.
        await Task.WhenAny(all, Task.Delay(services.Settings.Grace)).ConfigureAwait(false);
    }

    private string[] PausedSites() => services.Pauses.Sites;
}
