namespace MoodleGrains.Silo.Database;

/// <summary>How much may wait, and how much goes into one commit.</summary>
/// <param name="MaxWaiting">Items that may wait.</param>
/// <param name="MaxWaitingBytes">Bytes that may wait.</param>
/// <param name="MaxBatch">Items in one commit.</param>
/// <param name="MaxBatchBytes">Bytes in one commit; a single larger item goes alone.</param>
/// <param name="Writers">Commits that may run at once.</param>
public sealed record GroupCommitLimits(
    int MaxWaiting = 20_000,
    long MaxWaitingBytes = 64 << 20,
    int MaxBatch = 512,
    long MaxBatchBytes = 4 << 20,
    int Writers = 2);

/// <summary>One item that waits for its commit.</summary>
/// <typeparam name="TItem">What is written.</typeparam>
/// <typeparam name="TResult">What its writer is told.</typeparam>
internal sealed class Pending<TItem, TResult>(TItem item, long bytes)
    : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public TItem Item => item;

    public long Bytes => bytes;
}

/// <summary>
/// Commits many appends in one transaction, never waiting for a batch to fill: a batch is what queued up while the last
/// commit ran. Where a crowd waits, a second writer fills and sends its batch while the first commits. The queue is bounded in
/// count and bytes.
/// </summary>
/// <typeparam name="TItem">What is written.</typeparam>
/// <typeparam name="TResult">What its writer is told.</typeparam>
/// <param name="limits">Bounds of queue and batch.</param>
/// <param name="write">Commits a batch and completes every item in it; several may run at once; it must not throw.</param>
/// <param name="once">Where given, two items with the same key never share a batch.</param>
internal sealed class GroupCommit<TItem, TResult>(
    GroupCommitLimits limits,
    Func<IReadOnlyList<Pending<TItem, TResult>>, Task> write,
    Func<TItem, string>? once = null) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource drained = New();
    private List<Pending<TItem, TResult>> waiting = [];
    private TaskCompletionSource room = New();
    private long waitingBytes;
    private int writers;
    private int inFlight;
    private bool closed;

    /// <summary>Items that wait, for metrics.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Whether enough wait for a second writer: split smaller, batches cost more commits than they gain overlap.</summary>
    private bool Crowded => waiting.Count >= Math.Max(16, inFlight * 2 / 3);

    /// <summary>Queues an item if there is room.</summary>
    /// <param name="item">The item.</param>
    /// <param name="bytes">Its size.</param>
    /// <returns>Its commit; null if the queue is full.</returns>
    public Task<TResult>? TryAdd(TItem item, long bytes)
    {
        var pending = new Pending<TItem, TResult>(item, bytes);
        bool idle;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (waiting.Count >= limits.MaxWaiting || (waitingBytes + bytes > limits.MaxWaitingBytes && waiting.Count > 0))
            {
                return null;
            }

            waiting.Add(pending);
            waitingBytes += bytes;

            idle = writers == 0 || (writers < limits.Writers && Crowded);
            writers += idle ? 1 : 0;
        }

        if (idle)
        {
            // Whoever comes to an idle writer starts it, so that a lone append waits for no other thread.
            _ = WriteAllAsync();
        }

        return pending.Task;
    }

    /// <summary>Queues an item, waiting for room: back-pressure, never memory growth.</summary>
    /// <param name="item">The item.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="cancellationToken">Stops waiting for room; what is queued is written.</param>
    /// <returns>What its writer is told.</returns>
    public async Task<TResult> Add(TItem item, long bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task freed;
            lock (gate)
            {
                freed = room.Task;
            }

            if (TryAdd(item, bytes) is { } commit)
            {
                return await commit;
            }

            await freed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Refuses new items, writes what waits, stops.</summary>
    /// <returns>A task that ends when everything is written.</returns>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
            if (writers == 0)
            {
                drained.TrySetResult();
            }
        }

        await drained.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WriteAllAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                await write(batch);
            }
            catch (Exception e)
            {
                // The writer completes its items itself; whatever escapes it must still reach every caller.
                foreach (var pending in batch)
                {
                    pending.TrySetException(e);
                }
            }
        }
    }

    private List<Pending<TItem, TResult>> Take()
    {
        lock (gate)
        {
            if (waiting.Count == 0 || (writers > 1 && !Crowded))
            {
                writers--;
                if (closed && writers == 0)
                {
                    drained.TrySetResult();
                }

                return [];
            }

            var (batch, rest) = Split();
            waiting = rest;
            inFlight = batch.Count;
            foreach (var pending in batch)
            {
                waitingBytes -= pending.Bytes;
            }

            room.TrySetResult();
            room = New();
            return batch;
        }
    }

    private (List<Pending<TItem, TResult>> Batch, List<Pending<TItem, TResult>> Later) Split()
    {
        if (once is null && waiting.Count <= limits.MaxBatch && waitingBytes <= limits.MaxBatchBytes)
        {
            return (waiting, new(waiting.Count));
        }

        List<Pending<TItem, TResult>> batch = [], rest = [];
        HashSet<string>? keys = once is null ? null : new(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var pending in waiting)
        {
            var fits = batch.Count == 0 || (batch.Count < limits.MaxBatch && bytes + pending.Bytes <= limits.MaxBatchBytes);
            if (fits && (keys is null || keys.Add(once!(pending.Item))))
            {
                batch.Add(pending);
                bytes += pending.Bytes;
            }
            else
            {
                // A key that was passed over stays passed over, so that items of one key keep their order.
                keys?.Add(once!(pending.Item));
                rest.Add(pending);
            }
        }

        return (batch, rest);
    }
}
