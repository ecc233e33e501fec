namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>What one reconcile went on without. Used by several readings at once.</summary>
internal sealed class PollFailures
{
    // A site that is slow for every call is not asked for hours whether it still answers.
    private const int MostDoubts = 5;

    private const int Named = 5;

    private readonly Lock gate = new();
    private readonly List<string> failed = [];
    private readonly List<string> held = [];
    private readonly SortedDictionary<(string What, string Why), SortedSet<long>> objects = [];
    private int doubts;

    /// <summary>
    /// <see cref="PollRuns.Done"/>, <see cref="PollRuns.Held"/> or <see cref="PollRuns.Failed"/>; single objects do not count.
    /// </summary>
    public string Outcome
    {
        get
        {
            lock (gate)
            {
                return failed.Count > 0 ? PollRuns.Failed : held.Count > 0 ? PollRuns.Held : PollRuns.Done;
            }
        }
    }

    /// <summary>What failed or is held, with the remedies; null if nothing.</summary>
    public string? Problem
    {
        get
        {
            lock (gate)
            {
                return failed.Count + held.Count == 0 ? null : string.Join(" ", [.. failed, .. held]);
            }
        }
    }

    /// <summary>A whole part failed.</summary>
    /// <param name="part">Which.</param>
    /// <param name="why">Why, with the remedy.</param>
    public void Part(string part, string why)
    {
        lock (gate)
        {
            failed.Add($"Not read: {part}. {why}");
        }
    }

    /// <summary>A list is not believed.</summary>
    /// <param name="reason">Which, and what to do.</param>
    public void Held(string reason)
    {
        lock (gate)
        {
            held.Add(reason);
        }
    }

    /// <summary>One object could not be read.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="id">Which.</param>
    /// <param name="why">Why, in a word.</param>
    public void Object(string what, long id, string why)
    {
        lock (gate)
        {
            if (!objects.TryGetValue((what, why), out var ids))
            {
                objects[(what, why)] = ids = [];
            }

            ids.Add(id);
        }
    }

    /// <summary>Whether it may once more be asked if the site still answers.</summary>
    /// <returns>True if so.</returns>
    public bool MayDoubt() => Interlocked.Increment(ref doubts) <= MostDoubts;

    /// <summary>The single objects that could not be read.</summary>
    /// <returns>A sentence for each kind of object and reason.</returns>
    public IReadOnlyList<string> OfObjects()
    {
        lock (gate)
        {
            return [.. objects.Select(one => $"{one.Key.What} {string.Join(", ", one.Value.Take(Named))}"
                + $"{(one.Value.Count > Named ? $" and {one.Value.Count - Named} more" : "")}: {one.Key.Why}.")];
        }
    }
}
