namespace MoodleGrains.Sandbox.Model;

/// <summary>The site's clock: it stands still until it is moved on, in whole seconds.</summary>
/// <param name="start">The first time, UTC.</param>
public sealed class SiteClock(DateTimeOffset start) : TimeProvider
{
    private long now = start.ToUnixTimeSeconds();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Interlocked.Read(ref now));

    /// <summary>Moves the clock on.</summary>
    /// <param name="seconds">By how many seconds.</param>
    public void Advance(long seconds) => Interlocked.Add(ref now, seconds);

    /// <summary>Sets the clock.</summary>
    /// <param name="unixSeconds">To which time.</param>
    public void Set(long unixSeconds) => Interlocked.Exchange(ref now, unixSeconds);
}
