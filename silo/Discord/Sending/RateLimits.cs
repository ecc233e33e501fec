using System.Globalization;
using System.Net.Http.Headers;

namespace MoodleGrains.Silo.Discord.Sending;

/// <summary>
/// What Discord's answers told of its limits: per bucket and top-level resource, and over all. No limit is known beforehand save the
/// global one, which no header tells (discord.com/developers/docs/topics/rate-limits).
/// </summary>
/// <param name="perSecond">The global limit.</param>
/// <param name="time">Measures; its wall clock is not asked, because a limit is a span, not an instant.</param>
internal sealed class RateLimits(int perSecond, TimeProvider time)
{
    private const int ManyBuckets = 10_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly long begun = time.GetTimestamp();
    private readonly Dictionary<(string Limit, string Resource), string> names = [];
    private readonly Dictionary<(string Bucket, string Resource), Bucket> buckets = [];
    private readonly Queue<TimeSpan> sent = new();
    private TimeSpan closedUntil;

    private TimeSpan Now => time.GetElapsedTime(begun);

    /// <summary>Takes the right to send one request.</summary>
    /// <param name="route">Which.</param>
    /// <returns>Zero: send it. Else how long nothing may be sent there; then nothing was taken.</returns>
    public TimeSpan Take(DiscordRoute route)
    {
        lock (gate)
        {
            var now = Now;
            while (sent.TryPeek(out var oldest) && now - oldest >= Second)
            {
                sent.Dequeue();
            }

            var until = closedUntil;
            if (sent.Count >= perSecond && sent.Peek() + Second > until)
            {
                until = sent.Peek() + Second;
            }

            foreach (var bucket in Of(route))
            {
                var open = bucket.OpensAt(now);
                until = open > until ? open : until;
            }

            if (until > now)
            {
                return until - now;
            }

            sent.Enqueue(now);
            foreach (var bucket in Of(route))
            {
                bucket.Remaining--;
            }

            return TimeSpan.Zero;
        }
    }

    /// <summary>How long a request takes its bucket on average when it is used to the full.</summary>
    /// <param name="route">Which.</param>
    /// <returns>The span; zero where no limit is known.</returns>
    public TimeSpan Pace(DiscordRoute route)
    {
        lock (gate)
        {
            return Of(route).Select(bucket => bucket.Limit > 0 ? bucket.Window / bucket.Limit : TimeSpan.Zero).DefaultIfEmpty().Max();
        }
    }

    /// <summary>Learns from the headers of any answer.</summary>
    /// <param name="route">What was asked.</param>
    /// <param name="headers">The headers.</param>
    public void Learn(DiscordRoute route, HttpResponseHeaders headers)
    {
        if (Text(headers, "X-RateLimit-Bucket") is not { } name
            || Number(headers, "X-RateLimit-Limit") is not { } limit
            || Number(headers, "X-RateLimit-Remaining") is not { } remaining
            || Number(headers, "X-RateLimit-Reset-After") is not { } resetAfter)
        {
            return;
        }

        lock (gate)
        {
            names[(route.Limit, route.Resource)] = name;
            var bucket = Made(name, route.Resource);
            var window = TimeSpan.FromSeconds(resetAfter);
            bucket.Limit = (int)limit;
            bucket.Remaining = (int)remaining;
            bucket.ResetsAt = Now + window;
            bucket.Window = window > bucket.Window ? window : bucket.Window;
        }
    }

    /// <summary>Learns that nothing may be sent for a while.</summary>
    /// <param name="route">What was asked.</param>
    /// <param name="after">For how long.</param>
    /// <param name="everywhere">Whether it is the global limit.</param>
    public void Close(DiscordRoute route, TimeSpan after, bool everywhere)
    {
        lock (gate)
        {
            var until = Now + after;
            if (everywhere)
            {
                closedUntil = until > closedUntil ? until : closedUntil;
                return;
            }

            var bucket = Made(names.GetValueOrDefault((route.Limit, route.Resource), route.Limit), route.Resource);
            bucket.ClosedUntil = until > bucket.ClosedUntil ? until : bucket.ClosedUntil;
        }
    }

    // The one that Discord named, and the one that closed before it had a name.
    private IEnumerable<Bucket> Of(DiscordRoute route)
    {
        if (names.TryGetValue((route.Limit, route.Resource), out var name) && buckets.TryGetValue((name, route.Resource), out var named))
        {
            yield return named;
        }

        if (buckets.TryGetValue((route.Limit, route.Resource), out var nameless))
        {
            yield return nameless;
        }
    }

    private Bucket Made(string name, string resource)
    {
        if (buckets.TryGetValue((name, resource), out var bucket))
        {
            return bucket;
        }

        if (buckets.Count >= ManyBuckets)
        {
            var now = Now;
            foreach (var (key, old) in buckets)
            {
                if (old.ResetsAt <= now && old.ClosedUntil <= now)
                {
                    buckets.Remove(key);
                }
            }
        }

        return buckets[(name, resource)] = new();
    }

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;

    private static double? Number(HttpResponseHeaders headers, string name) =>
        double.TryParse(Text(headers, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? Math.Clamp(value, 0, int.MaxValue)
            : null;

    private sealed class Bucket
    {
        public int Limit { get; set; }

        public int Remaining { get; set; } = int.MaxValue;

        public TimeSpan ResetsAt { get; set; }

        public TimeSpan Window { get; set; }

        public TimeSpan ClosedUntil { get; set; }

        public TimeSpan OpensAt(TimeSpan now)
        {
            var full = Remaining <= 0 && ResetsAt > now ? ResetsAt : TimeSpan.Zero;
            return full > ClosedUntil ? full : ClosedUntil;
        }
    }
}
