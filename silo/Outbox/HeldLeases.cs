using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>A leased key whose effects are being done.</summary>
internal sealed class HeldLease(ClaimedEffect first, CancellationToken stop) : IDisposable
{
    private readonly CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(stop);

    /// <summary>The key.</summary>
    public string Key => first.Key;

    /// <summary>The lease's number.</summary>
    public long Epoch => first.Epoch;

    /// <summary>Until when it holds for certain, as <see cref="Environment.TickCount64"/>.</summary>
    public long Until { get; set; } = first.LeasedUntil;

    /// <summary>Cancelled when the lease is lost, or at the stop.</summary>
    public CancellationToken Token => lost.Token;

    /// <summary>Whether it has been lost, or run out unnoticed: the process may have been frozen.</summary>
    public bool Lost { get; private set; }

    /// <summary>Whether it still holds for certain.</summary>
    public bool Holds => !Lost && Environment.TickCount64 < Until;

    /// <summary>It is not ours any more.</summary>
    public void Lose()
    {
        Lost = true;
        lost.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => lost.Dispose();
}

/// <summary>Renews the leases of what takes long, and cancels what lost its own.</summary>
internal sealed class HeldLeases(EffectClaims claims, TimeSpan lifetime, ILogger<Outbox> logger)
{
    private readonly ConcurrentDictionary<HeldLease, bool> held = [];

    /// <summary>How many there are.</summary>
    public int Count => held.Count;

    /// <summary>Adds one.</summary>
    /// <param name="lease">The lease.</param>
    public void Add(HeldLease lease) => held[lease] = true;

    /// <summary>Takes one out.</summary>
    /// <param name="lease">The lease.</param>
    public void Remove(HeldLease lease) => held.TryRemove(lease, out _);

    /// <summary>Renews until cancelled.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(lifetime / 4);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await RenewAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        // A third of the time gone: most are done long before.
        var soon = Environment.TickCount64 + (long)(lifetime.TotalMilliseconds * 2 / 3);
        var old = held.Keys.Where(lease => lease.Until <= soon && !lease.Lost).ToList();
        if (old.Count == 0)
        {
            return;
        }

        var until = Environment.TickCount64 + (long)lifetime.TotalMilliseconds;
        HashSet<string>? ours = null;
        try
        {
            ours = await claims.RenewAsync([.. old.Select(lease => (lease.Key, lease.Epoch))], cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
        {
            logger.LogWarning("Leases of {Count} effects not renewed: {Message}", old.Count, e.Message);
        }

        foreach (var lease in old.Where(lease => held.ContainsKey(lease)))
        {
            if (ours?.Contains(lease.Key) == true)
            {
                lease.Until = Math.Max(lease.Until, until);
            }
            else if (ours is not null || !lease.Holds)
            {
                logger.LogWarning("The lease of {Key} is lost; what is being done for it is cancelled", lease.Key);
                lease.Lose();
            }
        }
    }
}
