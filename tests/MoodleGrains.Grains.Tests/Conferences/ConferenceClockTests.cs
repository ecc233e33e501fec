using MoodleGrains.Conferences;

namespace MoodleGrains.Grains.Tests.Conferences;

public sealed class ConferenceClockTests
{
    private const long Assumed = 3600;

    [Theory]
    [InlineData(999, ConferencePhase.Scheduled)]
    [InlineData(1000, ConferencePhase.Open)]
    [InlineData(1999, ConferencePhase.Open)]
    [InlineData(2000, ConferencePhase.Ended)]
    public void It_opens_and_closes_at_its_times_whoever_lingers(long now, ConferencePhase phase) =>
        new ConferenceClock(1000, 2000, Running: true, Cancelled: false, Assumed).At(now).ShouldBe(phase);

    [Theory]
    [InlineData(4599, false, ConferencePhase.Open)]
    [InlineData(4600, false, ConferencePhase.Ended)]
    [InlineData(9000, true, ConferencePhase.Open)]
    public void Without_closing_time_it_is_over_once_it_does_not_run_and_the_assumed_end_has_passed(
        long now,
        bool running,
        ConferencePhase phase) =>
        new ConferenceClock(1000, null, running, Cancelled: false, Assumed).At(now).ShouldBe(phase);

    [Theory]
    [InlineData(4599, ConferencePhase.Open)]
    [InlineData(4600, ConferencePhase.Ended)]
    public void One_that_closes_before_it_opens_is_odd_and_ends_at_the_assumed_end(long now, ConferencePhase phase)
    {
        var clock = new ConferenceClock(1000, 400, Running: true, Cancelled: false, Assumed);
        clock.Odd.ShouldBeTrue();
        clock.At(now).ShouldBe(phase);
    }

    [Theory]
    [InlineData(false, ConferencePhase.Unscheduled)]
    [InlineData(true, ConferencePhase.Running)]
    public void Without_opening_time_it_runs_or_it_does_not(bool running, ConferencePhase phase) =>
        new ConferenceClock(null, 2000, running, Cancelled: false, Assumed).At(1500).ShouldBe(phase);

    [Fact]
    public void A_deleted_one_is_cancelled_at_any_time() =>
        new ConferenceClock(1000, 2000, true, Cancelled: true, Assumed).At(5000).ShouldBe(ConferencePhase.Cancelled);
}
