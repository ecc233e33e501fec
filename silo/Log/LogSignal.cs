namespace MoodleGrains.Silo.Log;

/// <summary>
/// Wakes the reader of a log, and tells it what this silo's own commits saw: where nobody else was appending, everything up to their last
/// number is there, and the reader need not ask the database (docs/decisions/006-watermark.md).
/// </summary>
/// <param name="tellOthers">Called after each commit of this silo.</param>
internal sealed class LogSignal(Action? tellOthers = null)
{
    /// <summary>How long the reader is left alone with what nobody waits for: more of it comes meanwhile, and is read together.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(2);

    private readonly Signal signal = new();
    private readonly Lock gate = new();
    private bool ask = true;
    private long whole;
    private bool lingering;

    /// <summary>Whether this silo reads the log: for nobody, a commit need not look who else appends.</summary>
    public bool IsRead { get; set; }

    /// <summary>The next commit of this silo, or word from elsewhere, from now on; kept for nobody.</summary>
    public Task Next => signal.Next;

    /// <summary>Something may have come from elsewhere: the database is to be asked.</summary>
    public void Set()
    {
        lock (gate)
        {
            ask = true;
        }

        signal.Set();
    }

    /// <summary>This silo committed.</summary>
    /// <param name="upTo">Up to where everything that will ever be there is there; null if that was not seen.</param>
    /// <param name="urgent">Whether something may follow from it that is to be begun at once.</param>
    public void Committed(long? upTo, bool urgent = true)
    {
        bool begins;
        lock (gate)
        {
            ask |= upTo is null;
            whole = Math.Max(whole, upTo ?? 0);
            begins = !urgent && !lingering;
            lingering |= begins;
        }

        if (urgent)
        {
            signal.Set();
        }
        else
        {
            signal.Pass();
        }

        if (begins)
        {
            _ = SetLaterAsync();
        }

        tellOthers?.Invoke();
    }

    /// <summary>Up to where everything is there as far as this silo's commits tell.</summary>
    /// <returns>The position; null if the database is to be asked now.</returns>
    public long? Whole()
    {
        lock (gate)
        {
            var asked = ask;
            ask = false;
            return asked ? null : whole;
        }
    }

    /// <summary>Waits for a signal, at most so long; what nobody told of is asked for then.</summary>
    /// <param name="atMost">The longest wait; a lost notification costs no more.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!await signal.WaitAsync(atMost, cancellationToken))
        {
            lock (gate)
            {
                ask = true;
            }
        }
    }

    private async Task SetLaterAsync()
    {
        await Task.Delay(Linger);
        lock (gate)
        {
            lingering = false;
        }

        signal.Set();
    }
}
