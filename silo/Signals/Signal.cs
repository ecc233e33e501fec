namespace MoodleGrains.Silo.Signals;

/// <summary>Wakes whoever waits for new rows. A signal given while nobody waits is kept; several become one.</summary>
internal sealed class Signal
{
    private readonly Lock gate = new();
    private TaskCompletionSource source = New();
    private TaskCompletionSource? next;

    /// <summary>The next signal from now on, kept for nobody.</summary>
    public Task Next
    {
        get
        {
            lock (gate)
            {
                return (next ??= New()).Task;
            }
        }
    }

    /// <summary>Wakes the waiting.</summary>
    public void Set()
    {
        lock (gate)
        {
            source.TrySetResult();
            next?.TrySetResult();
            next = null;
        }
    }

    /// <summary>Waits for a signal, at most so long.</summary>
    /// <param name="atMost">The longest wait; a lost notification costs no more.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task task;
        lock (gate)
        {
            task = source.Task;
        }

        await task.WaitAsync(atMost, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var set = source.Task.IsCompleted;
            source = set ? New() : source;
            return set;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
