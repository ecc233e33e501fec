using System.Collections.Concurrent;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Counts requests by function; retries and logins among them.</summary>
internal sealed class CallCounts
{
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>All requests.</summary>
    public long Total => counts.Values.Sum();

    /// <summary>Requests by function.</summary>
    public IReadOnlyDictionary<string, long> ByFunction => counts.ToDictionary(StringComparer.Ordinal);

    /// <summary>Counts one request.</summary>
    /// <param name="function">The function.</param>
    public void Count(string function) => counts.AddOrUpdate(function, 1, static (_, count) => count + 1);
}
