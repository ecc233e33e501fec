namespace MoodleGrains.Benchmarks;

/// <summary>
/// The grains that callers write to, each by one caller at a time, as its mailbox would have it. A caller that chooses a busy grain
/// chooses again: what is measured is the store, not the queue before the most popular grain.
/// </summary>
/// <param name="count">How many grains there are.</param>
internal sealed class BusyGrains(int count)
{
    private readonly Zipf zipf = new(count);
    private readonly int[] busy = new int[count];
    private readonly long[] versions = [.. Enumerable.Repeat(1L, count)];

    /// <summary>Runs callers that write one event after the other.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="time">For how long.</param>
    /// <param name="write">Writes an event to a grain that is at a version; the last argument is the caller.</param>
    /// <returns>Writes a second.</returns>
    public async Task<double> RunAsync(int callers, TimeSpan time, Func<int, long, int, Task> write)
    {
        var started = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            var written = 0;
            for (; TimeProvider.System.GetElapsedTime(started) < time; written++)
            {
                var grain = zipf.Next(random);
                while (Interlocked.CompareExchange(ref busy[grain], 1, 0) != 0)
                {
                    grain = zipf.Next(random);
                }

                await write(grain, versions[grain]++, caller);
                Volatile.Write(ref busy[grain], 0);
            }

            return written;
        })));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The version of a grain that nobody else writes to.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>The version before the next write.</returns>
    public long Next(int grain) => versions[grain]++;
}
