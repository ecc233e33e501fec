using MoodleGrains.Sandbox.WebService;

namespace MoodleGrains.Sandbox.Serving;

/// <summary>Counts the calls that arrive, by function; those too that are refused or misbehaved with.</summary>
public sealed class CallLedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> largest = new(StringComparer.Ordinal);
    private TimeSpan slowest;

    /// <summary>Calls of functions that only tell.</summary>
    public int Reads => Sum(write: false);

    /// <summary>Calls of functions that change something.</summary>
    public int Writes => Sum(write: true);

    /// <summary>How often each function was called.</summary>
    public IReadOnlyDictionary<string, int> ByFunction
    {
        get
        {
            lock (gate)
            {
                return calls.ToDictionary(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>The largest answer of each function, in bytes.</summary>
    public IReadOnlyDictionary<string, int> Largest
    {
        get
        {
            lock (gate)
            {
                return largest.ToDictionary(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>How long the slowest answer took to make.</summary>
    public TimeSpan Slowest
    {
        get
        {
            lock (gate)
            {
                return slowest;
            }
        }
    }

    /// <summary>How often a function was called.</summary>
    /// <param name="function">Its name.</param>
    /// <returns>The number.</returns>
    public int Of(string function)
    {
        lock (gate)
        {
            return calls.GetValueOrDefault(function);
        }
    }

    /// <summary>Begins again at 0.</summary>
    public void Reset()
    {
        lock (gate)
        {
            calls.Clear();
        }
    }

    internal void Count(string? function)
    {
        if (function is not null)
        {
            lock (gate)
            {
                calls[function] = calls.GetValueOrDefault(function) + 1;
            }
        }
    }

    internal void Answered(string? function, int bytes, TimeSpan took)
    {
        if (function is not null)
        {
            lock (gate)
            {
                largest[function] = Math.Max(largest.GetValueOrDefault(function), bytes);
                slowest = took > slowest ? took : slowest;
            }
        }
    }

    private int Sum(bool write)
    {
        lock (gate)
        {
            return calls.Where(call => MoodleWebService.IsWrite(call.Key) == write).Sum(call => call.Value);
        }
    }
}
