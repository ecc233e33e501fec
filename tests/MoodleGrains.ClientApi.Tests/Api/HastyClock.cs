namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>A clock that runs a hundred times as fast.</summary>
internal sealed class HastyClock : TimeProvider
{
    private const int Haste = 100;

    public override long TimestampFrequency => base.TimestampFrequency / Haste;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Hasty(dueTime), Hasty(period));

    private static TimeSpan Hasty(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Haste;
}
