using System.Collections.Concurrent;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// A token bucket a site: so many hooks a second on the long run, and what ten seconds may bring at once. It is kept as the
/// instant at which the bucket would be full again (the generic cell rate algorithm), so that taking one is one exchange.
/// </summary>
internal sealed class HookRates(TimeProvider time)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one.</summary>
    /// <returns>Zero if there was one, else how long to wait for it.</returns>
    public TimeSpan Take(Site site)
    {
        if (site.Webhooks.Rate <= 0) return TimeSpan.Zero;
        var interval = (long)(time.TimestampFrequency / site.Webhooks.Rate);

        // A rate below one in ten seconds still lets one through.
        var burst = Math.Max((long)(Burst.TotalSeconds * time.TimestampFrequency), interval);
        var wait = buckets.GetOrAdd(site.Slug, _ => new Bucket()).Take(time.GetTimestamp(), interval, burst);
        return TimeSpan.FromSeconds((double)wait / time.TimestampFrequency);
    }

    private sealed class Bucket
    {
        private long fullAt = long.MinValue;

        public long Take(long now, long interval, long burst)
        {
            while (true)
            {
                var seen = Volatile.Read(ref fullAt);
                var next = Math.Max(seen, now) + interval;
                if (next - now > burst) return next - now - burst;
                if (Interlocked.CompareExchange(ref fullAt, next, seen) == seen) return 0;
            }
        }
    }
}
