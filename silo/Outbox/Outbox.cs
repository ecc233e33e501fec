using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.Signals;
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
/// and by nobody every <see cref="OutboxSettings.Idle"/>. Each key is done by one silo at a time, its effects one after the other.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAlarm = TimeSpan.FromDays(1);

    private readonly OutboxServices services;
    private readonly OutboxSlots slots;
    private readonly EffectClaims claims;
    private readonly HeldLeases leases;
    private readonly KeyWorkers workers;
    private long nextAt = long.MaxValue;
    private int disposed;

    /// <summary>Puts it together; nothing runs yet.</summary>
    /// <param name="services">What it works with.</param>
    public Outbox(OutboxServices services)
    {
        this.services = services;
        slots = new(services.Settings.Parallel);
        claims = new(services.Database, services.Silo, services.LeaseLifetime);
        leases = new(claims, services.LeaseLifetime, services.Logger);
        workers = new(services, slots, leases);
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
        await ClaimAllAsync(cancellationToken);
        await workers.DrainAsync();
        await renewing.CancelAsync();
        await renewal;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref disposed, 1) == 0 ? workers.DisposeAsync() : ValueTask.CompletedTask;

    private async Task ClaimAllAsync(CancellationToken cancellationToken)
    {
        var signal = services.Notifications.Effects;
        await using var alarm = services.Time.CreateTimer(_ => signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var backOff = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                // What is written from here on may not be seen.
                Volatile.Write(ref nextAt, long.MaxValue);
                var next = await ClaimAsync(cancellationToken);
                Volatile.Write(ref nextAt, next?.UtcTicks ?? long.MaxValue);
                alarm.Change(next is { } at ? Until(at) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                backOff = TimeSpan.Zero;
                await signal.WaitAsync(services.Settings.Idle, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                backOff = TimeSpan.FromMilliseconds(Math.Clamp(backOff.TotalMilliseconds * 2, 50, LongestBackOff.TotalMilliseconds));
                services.Logger.LogWarning(e, "The outbox could not look for work, again in {BackOff}", backOff);
                await Task.Delay(backOff, CancellationToken.None);
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
        var free = open.Select(handler => handler.Part).Distinct().ToDictionary(part => part, slots.TakeAll);
        try
        {
            return await ClaimAsync(open, free, cancellationToken);
        }
        finally
        {
            foreach (var (part, places) in free)
            {
                slots.Leave(part, places);
            }
        }
    }

    private async Task<DateTimeOffset?> ClaimAsync(
        List<EffectHandler> open,
        Dictionary<string, int> free,
        CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow().UtcDateTime;
        var wanted = new ClaimRequest(
            [.. open.Select(handler => (handler.Type.Name, handler.Part, Free: free[handler.Part])).Where(w => w.Free > 0)],
            claims.Terms(
                [.. open.Where(handler => handler.CountsAttempts).Select(handler => handler.Type.Name)],
                services.Pauses.Sites,
                now));

        // Not cancelled: what is claimed must be known.
        var claim = await claims.ClaimAsync(wanted, [.. open.Select(handler => handler.Type.Name)], CancellationToken.None);
        foreach (var effect in claim.Effects)
        {
            workers.Begin(effect);
            free[services.Registry.HandlerOf(effect.Type).Part]--;
        }

        // Where places are left, nobody waits for one: who comes later tells so.
        foreach (var (part, _) in free.Where(part => part.Value > 0))
        {
            slots.Enough(part);
        }

        if (claim.Missed.Count > 0)
        {
            await claims.GiveBackAsync(claim.Missed, now, CancellationToken.None);
            services.Notifications.Effects.Set();
        }

        AdvancedAt = Environment.TickCount64;
        cancellationToken.ThrowIfCancellationRequested();
        return claim.NextAt;
    }
}
