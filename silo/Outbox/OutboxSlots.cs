namespace MoodleGrains.Silo.Outbox;

/// <summary>How many effects of each part are being done or about to be, and since when nothing of a part moved.</summary>
internal sealed class OutboxSlots(Func<string, int> parallel)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> moved = new(StringComparer.Ordinal);
    private readonly HashSet<string> crowded = new(StringComparer.Ordinal);
    private TaskCompletionSource? empty;

    /// <summary>
    /// Takes places for whatever is due; until <see cref="Enough"/> is said, who gives one back is told that others may wait.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <returns>How many; 0 if it is full.</returns>
    public int TakeAll(string part)
    {
        lock (gate)
        {
            crowded.Add(part);
        }

        return Take(part, int.MaxValue);
    }

    /// <summary>Takes places; those that are not needed are given back by <see cref="Leave"/>.</summary>
    /// <param name="part">The part.</param>
    /// <param name="most">At most so many.</param>
    /// <returns>How many.</returns>
    public int Take(string part, int most)
    {
        lock (gate)
        {
            var before = taken.GetValueOrDefault(part);
            var free = empty is null ? Math.Clamp(parallel(part) - before, 0, most) : 0;
            taken[part] = before + free;
            if (free > 0)
            {
                moved[part] = Environment.TickCount64;
            }

            return free;
        }
    }

    /// <summary>Places were not needed.</summary>
    /// <param name="part">The part.</param>
    /// <param name="places">How many.</param>
    /// <returns>Whether others may wait for them.</returns>
    public bool Leave(string part, int places)
    {
        lock (gate)
        {
            taken[part] -= places;
            TellIfEmpty();
            return places > 0 && crowded.Contains(part);
        }
    }

    /// <summary>All of a part that was due has a place.</summary>
    /// <param name="part">The part.</param>
    public void Enough(string part)
    {
        lock (gate)
        {
            crowded.Remove(part);
        }
    }

    /// <summary>One moved on without ending.</summary>
    /// <param name="part">The part.</param>
    public void Moved(string part)
    {
        lock (gate)
        {
            moved[part] = Environment.TickCount64;
        }
    }

    /// <summary>One has ended.</summary>
    /// <param name="part">The part.</param>
    /// <returns>Whether others may wait for the place.</returns>
    public bool Give(string part)
    {
        lock (gate)
        {
            moved[part] = Environment.TickCount64;
            taken[part]--;
            TellIfEmpty();
            return crowded.Contains(part);
        }
    }

    /// <summary>Nothing more is begun.</summary>
    /// <returns>A task that ends when no place is taken.</returns>
    public Task Close()
    {
        lock (gate)
        {
            empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            TellIfEmpty();
            return empty.Task;
        }
    }

    /// <summary>A part that is full and has not moved for so long.</summary>
    /// <param name="still">How long.</param>
    /// <returns>The part; null if there is none.</returns>
    public string? Stuck(TimeSpan still)
    {
        lock (gate)
        {
            return taken.FirstOrDefault(t =>
                t.Value >= parallel(t.Key) && Environment.TickCount64 - moved[t.Key] > still.TotalMilliseconds).Key;
        }
    }

    private void TellIfEmpty()
    {
        if (taken.Values.All(places => places == 0))
        {
            empty?.TrySetResult();
        }
    }
}
