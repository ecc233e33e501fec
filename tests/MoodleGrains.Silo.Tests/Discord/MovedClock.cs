namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>The real clock, which a test moves ahead.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long ahead;

    public void Move(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
        => (long)(base.GetTimestamp() * ((double)TimeSpan.TicksPerSecond / base.TimestampFrequency)) + Interlocked.Read(ref ahead);
}
