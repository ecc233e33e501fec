using System.Globalization;

namespace MoodleGrains.Silo.Tests.Mail;

/// <summary>A clock that a test moves; waiting goes by the real one.</summary>
internal sealed class HandClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public long Now => GetUtcNow().ToUnixTimeSeconds();

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Set(long unixSeconds) => Interlocked.Exchange(ref ticks, DateTimeOffset.FromUnixTimeSeconds(unixSeconds).UtcTicks);

    public void Move(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public static long At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
