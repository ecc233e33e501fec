namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>The one limit of a site: so many calls at once, so many begun in a second, and none while it asked for quiet.</summary>
internal sealed class SiteGate : IDisposable
{
    private readonly SemaphoreSlim places;
    private readonly TimeSpan spacing;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly Lock gate = new();
    private TimeSpan next;
    private TimeSpan quiet;

    /// <summary>Makes the gate, open.</summary>
    /// <param name="concurrency">Calls at once.</param>
    /// <param name="rate">Calls a second; 0 for no limit.</param>
    /// <param name="time">The clock; its timestamps, for the time of day may be set back.</param>
    public SiteGate(int concurrency, double rate, TimeProvider time)
    {
        places = new(concurrency, concurrency);
        spacing = rate > 0 ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
        this.time = time;
        start = time.GetTimestamp();
    }

    /// <summary>How long the site is still to be left in quiet; nothing or less if it is not.</summary>
    public TimeSpan QuietFor
    {
        get
        {
            lock (gate)
            {
                return quiet - Elapsed;
            }
        }
    }

    private TimeSpan Elapsed => time.GetElapsedTime(start);

    /// <summary>Waits for a place, for one's turn, and for the end of a quiet that is short enough to be waited for.</summary>
    /// <param name="longest">The longest quiet to wait for.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Gives the place back.</returns>
    public async ValueTask<Place> EnterAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            if (Turn() is var turn && turn > TimeSpan.Zero)
            {
                await Task.Delay(turn, time, cancellationToken);
            }

            // Another call may be told to be quiet while this one waits.
            while (QuietFor is var rest && rest > TimeSpan.Zero && rest <= longest)
            {
                await Task.Delay(rest, time, cancellationToken);
            }

            return new(places);
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    /// <summary>Lets nobody begin for a while: the site asked for it.</summary>
    /// <param name="duration">For how long.</param>
    public void Quiet(TimeSpan duration)
    {
        lock (gate)
        {
            var until = Elapsed + duration;
            quiet = until > quiet ? until : quiet;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private TimeSpan Turn()
    {
        lock (gate)
        {
            var now = Elapsed;
            var turn = next > now ? next : now;
            next = turn + spacing;
            return turn - now;
        }
    }

    /// <summary>A place, given back when disposed of.</summary>
    /// <param name="places">Where it belongs.</param>
    internal readonly struct Place(SemaphoreSlim places) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => places.Release();
    }
}
