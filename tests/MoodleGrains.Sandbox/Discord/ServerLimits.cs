using System.Globalization;

namespace MoodleGrains.Sandbox.Discord;

/// <summary>
/// The limits of the stand-in, as Discord has them: buckets per route and top-level resource with headers, a global one, and a note of
/// every request that came although it had been told to wait.
/// </summary>
internal sealed class ServerLimits(DiscordOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Bucket> buckets = [];
    private readonly Queue<TimeSpan> recent = new();
    private readonly List<string> disobeyed = [];
    private readonly long begun = TimeProvider.System.GetTimestamp();
    private TimeSpan globalUntil;

    public TimeSpan Now => TimeProvider.System.GetElapsedTime(begun);

    public IReadOnlyList<string> Disobeyed
    {
        get
        {
            lock (gate)
            {
                return [.. disobeyed];
            }
        }
    }

    /// <summary>Counts a request.</summary>
    /// <param name="key">Its bucket.</param>
    /// <param name="arrived">When it came.</param>
    /// <returns>Null where it may pass; else how long to wait, and the scope.</returns>
    public (TimeSpan Wait, string Scope)? Count(string key, TimeSpan arrived)
    {
        lock (gate)
        {
            var bucket = Of(key);
            if (arrived < bucket.TellsToWaitUntil || arrived < globalUntil)
            {
                disobeyed.Add(string.Create(CultureInfo.InvariantCulture, $"{key} at {arrived.TotalSeconds:F3} s, told to wait until {Math.Max(bucket.TellsToWaitUntil.TotalSeconds, globalUntil.TotalSeconds):F3} s"));
            }

            if (arrived < globalUntil)
            {
                return (globalUntil - arrived, "global");
            }

            if (arrived < bucket.TellsToWaitUntil)
            {
                return (bucket.TellsToWaitUntil - arrived, bucket.Scope);
            }

            while (recent.TryPeek(out var oldest) && arrived - oldest >= TimeSpan.FromSeconds(1))
            {
                recent.Dequeue();
            }

            if (recent.Count >= options.GlobalLimit)
            {
                return Close(key, recent.Peek() + TimeSpan.FromSeconds(1) - arrived, "global");
            }

            if (arrived >= bucket.ResetsAt)
            {
                (bucket.ResetsAt, bucket.Used) = (arrived + options.BucketWindow, 0);
            }

            if (bucket.Used >= options.BucketLimit)
            {
                return Close(key, bucket.ResetsAt - arrived, "user");
            }

            bucket.Used++;
            recent.Enqueue(arrived);
            return null;
        }
    }

    /// <summary>Tells to wait.</summary>
    public (TimeSpan Wait, string Scope) Close(string key, TimeSpan wait, string scope)
    {
        lock (gate)
        {
            var until = Now + wait;
            if (scope == "global")
            {
                globalUntil = until;
            }
            else
            {
                (Of(key).TellsToWaitUntil, Of(key).Scope) = (until, scope);
            }

            return (wait, scope);
        }
    }

    /// <summary>Writes the headers of any answer.</summary>
    public void Tell(string key, string route, IHeaderDictionary headers)
    {
        lock (gate)
        {
            var bucket = Of(key);
            var resetAfter = bucket.ResetsAt - Now;
            resetAfter = resetAfter < TimeSpan.Zero ? TimeSpan.Zero : resetAfter;
            headers["X-RateLimit-Limit"] = options.BucketLimit.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = Math.Max(0, options.BucketLimit - bucket.Used).ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset"] = (DateTimeOffset.UtcNow + resetAfter).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset-After"] = resetAfter.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
            headers["X-RateLimit-Bucket"] = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(route));
        }
    }

    private Bucket Of(string key) => buckets.TryGetValue(key, out var bucket) ? bucket : buckets[key] = new();

    private sealed class Bucket
    {
        public int Used { get; set; }

        public TimeSpan ResetsAt { get; set; }

        public TimeSpan TellsToWaitUntil { get; set; }

        public string Scope { get; set; } = "user";
    }
}
