using System.Collections.Concurrent;

namespace MoodleGrains.Silo.Tests.Outbox;

/// <summary>The machine's clock, which notes for when it was set.</summary>
internal sealed class AlarmClock : TimeProvider
{
    private readonly ConcurrentQueue<DateTimeOffset> rings = [];

    /// <summary>The times it was to ring at.</summary>
    public IReadOnlyCollection<DateTimeOffset> Rings => rings;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Alarm(this, base.CreateTimer(callback, state, dueTime, period));

    private sealed class Alarm(AlarmClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                clock.rings.Enqueue(clock.GetUtcNow() + dueTime);
            }

            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
