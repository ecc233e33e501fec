namespace MoodleGrains.Silo.Outbox;

/// <summary>
/// How long to wait after a failed attempt: 1 s, then 2.6 times as long each time (nine waits add up to 56 minutes), a fifth more or less
/// at random.
/// </summary>
internal static class BackOff
{
    private const double Factor = 2.6;
    private const double Jitter = 0.2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The wait.</summary>
    /// <param name="attempt">Which attempt failed, from 1.</param>
    /// <param name="random">0 to 1, so that what failed together does not come again together.</param>
    /// <returns>How long to wait.</returns>
    public static TimeSpan After(int attempt, double random)
    {
        var wait = Math.Min(First.TotalSeconds * Math.Pow(Factor, attempt - 1), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(wait * (1 - Jitter + (2 * Jitter * random)));
    }
}
