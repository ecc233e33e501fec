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
    private readonly List<Disobedience> disobeyed = [];
    private readonly long begun = TimeProvider.System.GetTimestamp();
    private Told everywhere;

    public TimeSpan Now => TimeProvider.System.GetElapsedTime(begun);

    public IReadOnlyList<Disobedience> Disobeyed
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
            var told = everywhere.Until > bucket.Told.Until ? everywhere : bucket.Told;
            if (arrived < told.Until)
            {
                disobeyed.Add(new(key, arrived, told.At, told.Until));
                return (told.Until - arrived, told.Scope);
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
            var told = new Told(Now, Now + wait, scope);
            if (scope == "global")
            {
                everywhere = told;
            }
            else
            {
                Of(key).Told = told;
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
            headers["X-RateLimit-Reset"] = (TimeProvider.System.GetUtcNow() + resetAfter).ToUnixTimeSeconds()
                .ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset-After"] = resetAfter.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
            headers["X-RateLimit-Bucket"] = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(route));
        }
    }

    private Bucket Of(string key) => buckets.TryGetValue(key, out var bucket) ? bucket : buckets[key] = new();

    private sealed class Bucket
    {
        public int Used { get; set; }

        public TimeSpan ResetsAt { get; set; }

        public Told Told { get; set; }
    }

    private readonly record struct Told(TimeSpan At, TimeSpan Until, string Scope);
}
