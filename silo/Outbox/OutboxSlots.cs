namespace MoodleGrains.Silo.Outbox;

/// <summary>How many effects of each part are being done, and since when nothing of a part moved.</summary>
internal sealed class OutboxSlots(Func<string, int> parallel)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> moved = new(StringComparer.Ordinal);
    private readonly HashSet<string> crowded = new(StringComparer.Ordinal);

    /// <summary>Asks for places; until <see cref="Enough"/> is said, who gives one back is told that others may wait.</summary>
    /// <param name="part">The part.</param>
    /// <returns>How many may be begun; 0 if it is full.</returns>
    public int Ask(string part)
    {
        lock (gate)
        {
            crowded.Add(part);
            return parallel(part) - taken.GetValueOrDefault(part);
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

    /// <summary>One is begun.</summary>
    /// <param name="part">The part.</param>
    public void Take(string part)
    {
        lock (gate)
        {
            taken[part] = taken.GetValueOrDefault(part) + 1;
            moved[part] = Environment.TickCount64;
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
            return crowded.Contains(part);
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
}
