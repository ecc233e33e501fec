using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Leases;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>The shards that are at the same position and so go on together.</summary>
/// <param name="Shards">The shards.</param>
/// <param name="Position">Where they are.</param>
internal sealed record ShardGroup(IReadOnlyList<OwnedShard> Shards, long Position)
{
    /// <summary>Their numbers.</summary>
    public IReadOnlySet<int> Numbers { get; } = Shards.Select(s => s.Shard).ToHashSet();
}

/// <summary>Somebody else owns the shard now, or changed what its owner holds in memory: begin anew from the database.</summary>
internal sealed class FencedException() : Exception("Fenced: the shard moved on without us.");

/// <summary>
/// Reads a log in order, up to the watermark, for the shards this silo owns. Whatever fails is tried again from the stored
/// progress, with back-off.
/// </summary>
internal abstract class LogConsumer(ShardLeases leases, Watermark watermark, Signal signal, Pauses pauses, string part, ILogger logger)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private IReadOnlyList<OwnedShard> owned = [];
    private long renewedAt = long.MinValue;

    /// <summary>The watermark last seen, for metrics.</summary>
    public long HighWater { get; private set; }

    /// <summary>Where the slowest of our shards is; -1 if we own none.</summary>
    public long Position => owned.Count == 0 ? -1 : owned.Min(s => s.Position);

    /// <summary>When the last step forward was, as <see cref="Environment.TickCount64"/>.</summary>
    public long AdvancedAt { get; private set; } = Environment.TickCount64;

    /// <summary>Whether people have paused this work: no new page is begun then.</summary>
    protected bool Paused => pauses.Paused(part);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task that ends when no work is at hand.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var backOff = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(cancellationToken);
                backOff = TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                renewedAt = long.MinValue;
                signal.Set();
                backOff = TimeSpan.FromMilliseconds(Math.Clamp(backOff.TotalMilliseconds * 2, 50, LongestBackOff.TotalMilliseconds));
                if (e is not FencedException)
                {
                    logger.LogWarning(e, "{Work} failed and is tried again in {BackOff} from its stored progress", leases.Name, backOff);
                }

                await Task.Delay(backOff, CancellationToken.None);
            }
        }

        try
        {
            await leases.ReleaseAsync(CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            logger.LogInformation("Leases of {Work} not given back, they run out by themselves: {Message}", leases.Name, e.Message);
        }
    }

    /// <summary>Called when the shards, or what is held in memory of them, changed.</summary>
    /// <param name="shards">The shards that are ours now.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    protected abstract Task OwnAsync(IReadOnlyList<OwnedShard> shards, CancellationToken cancellationToken);

    /// <summary>Handles the rows above the lane's position, and stores progress by <see cref="ProgressCommand"/>.</summary>
    /// <param name="lane">The shards.</param>
    /// <param name="upTo">The last position that may be read.</param>
    /// <param name="cancellationToken">Stops at the next clean point.</param>
    /// <returns>Where the lane is now: <paramref name="upTo"/> unless it was stopped.</returns>
    protected abstract Task<long> ConsumeAsync(ShardGroup lane, long upTo, CancellationToken cancellationToken);

    /// <summary>The statement that moves a lane's progress, and ends the transaction if it may not.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="from">Where it must be.</param>
    /// <param name="to">Where it goes.</param>
    /// <returns>The command, for the batch that holds the work.</returns>
    protected NpgsqlBatchCommand ProgressCommand(ShardGroup lane, long from, long to) => new("""
        with moved as (
          update mg_progress p set position = $1, updated = now()
          where p.name = $5 and p.shard = any($2) and p.position = $6
            and p.epoch = ($3)[array_position($2, p.shard)] and p.generation = ($4)[array_position($2, p.shard)]
          returning 1)
        select mg_fence((select count(*) from moved), $7)
        """)
    {
        Parameters =
        {
            new() { Value = to },
            new() { Value = lane.Shards.Select(s => s.Shard).ToArray() },
            new() { Value = lane.Shards.Select(s => s.Epoch).ToArray() },
            new() { Value = lane.Shards.Select(s => s.Generation).ToArray() },
            new() { Value = leases.Name },
            new() { Value = from },
            new() { Value = (long)lane.Shards.Count },
        },
    };

    /// <summary>Runs a batch that begins with a <see cref="ProgressCommand"/>: one round trip, one transaction.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="read">Reads results behind that command's.</param>
    /// <returns>A task.</returns>
    /// <exception cref="FencedException">The shard is not ours any more; nothing was written.</exception>
    protected static async Task ExecuteFencedAsync(
        NpgsqlBatch batch, CancellationToken cancellationToken, Func<NpgsqlDataReader, CancellationToken, Task>? read = null)
    {
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await (read?.Invoke(reader, cancellationToken) ?? Task.CompletedTask);

            // To the end: the commit's own answer comes last.
            while (await reader.NextResultAsync(cancellationToken))
            {
            }
        }
        catch (PostgresException e) when (e.SqlState == "MG001")
        {
            throw new FencedException();
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (renewedAt == long.MinValue || Environment.TickCount64 - renewedAt > leases.RenewEvery.TotalMilliseconds)
        {
            var renewed = await leases.RenewAsync(cancellationToken);
            if (renewedAt == long.MinValue || !renewed.SequenceEqual(owned))
            {
                await OwnAsync(renewed, cancellationToken);
                signal.Set();
            }

            owned = renewed;
            renewedAt = Environment.TickCount64;
        }

        if (owned.Count == 0 || Paused)
        {
            AdvancedAt = Environment.TickCount64;
            await signal.WaitAsync(Idle, cancellationToken);
            return;
        }

        HighWater = await watermark.ReadAsync(cancellationToken);
        var position = owned.Min(s => s.Position);
        if (position >= HighWater || Paused)
        {
            AdvancedAt = Environment.TickCount64;
            await signal.WaitAsync(Idle, cancellationToken);
            return;
        }

        var lane = new ShardGroup([.. owned.Where(s => s.Position == position)], position);
        var others = owned.Where(s => s.Position > position).Select(s => s.Position).ToList();
        var reached = await ConsumeAsync(lane, others.Count > 0 ? Math.Min(others.Min(), HighWater) : HighWater, cancellationToken);
        owned = [.. owned.Select(s => lane.Numbers.Contains(s.Shard) ? s with { Position = reached } : s)];
        AdvancedAt = Environment.TickCount64;
    }
}
