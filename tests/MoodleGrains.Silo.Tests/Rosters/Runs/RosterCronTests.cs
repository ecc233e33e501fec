using System.Globalization;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Runs;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

public sealed class RosterCronTests
{
    private const string Brussels = "Europe/Brussels";

    [Theory]
    [InlineData("30 2 * * *", "2026-11-21T12:00:00Z", "2026-11-22T01:30:00Z")]
    [InlineData("30 2 * * *", "2026-07-21T00:30:00Z", "2026-07-22T00:30:00Z")]
    [InlineData("*/20 * * * *", "2026-11-21T12:01:00Z", "2026-11-21T12:20:00Z")]
    [InlineData("0 6 * * 1-5", "2026-11-20T12:00:00Z", "2026-11-23T05:00:00Z")]
    [InlineData("0 6 * * 0", "2026-11-20T12:00:00Z", "2026-11-22T05:00:00Z")]
    [InlineData("0 6 * * 7", "2026-11-20T12:00:00Z", "2026-11-22T05:00:00Z")]
    [InlineData("0 6 * * 5-7", "2026-11-21T12:00:00Z", "2026-11-22T05:00:00Z")]
    [InlineData("0 6 * * */3", "2026-11-22T12:00:00Z", "2026-11-25T05:00:00Z")]
    [InlineData("0 6 1 * *", "2026-11-20T12:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("0 6 1 * 1", "2026-11-24T12:00:00Z", "2026-11-30T05:00:00Z")]
    [InlineData("0 6 1 * 1", "2026-11-30T12:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("0 6 29 2 *", "2026-11-20T12:00:00Z", "2028-02-29T05:00:00Z")]
    public void The_next_time_is_that_of_the_clock_on_the_wall(string cron, string after, string next) =>
        Next(cron, after).ShouldBe(At(next));

    [Fact]
    public void A_time_that_does_not_exist_is_run_once_that_much_later()
    {
        // On 2027-03-28 the clocks go from 02:00 to 03:00.
        Next("30 2 * * *", "2027-03-27T12:00:00Z").ShouldBe(At("2027-03-28T01:30:00Z"));
        Next("30 2 * * *", "2027-03-28T01:30:00Z").ShouldBe(At("2027-03-29T00:30:00Z"));
    }

    [Fact]
    public void A_time_that_comes_twice_is_run_the_first_time_only()
    {
        // On 2027-10-31 the clocks go from 03:00 back to 02:00.
        Next("30 2 * * *", "2027-10-30T12:00:00Z").ShouldBe(At("2027-10-31T00:30:00Z"));
        Next("30 2 * * *", "2027-10-31T00:30:00Z").ShouldBe(At("2027-11-01T01:30:00Z"));
        Next("30 2 * * *", "2027-10-31T01:00:00Z").ShouldBe(At("2027-11-01T01:30:00Z"));
    }

    [Fact]
    public void A_year_of_nights_has_one_run_each_in_every_zone()
    {
        foreach (var zone in (string[])[Brussels, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
        {
            var cron = RosterCron.Parse(new("15 2 * * *", zone));
            var times = new List<DateTimeOffset> { At("2026-12-31T23:59:59Z") };
            while (times[^1] < At("2027-12-31T00:00:00Z"))
            {
                times.Add(cron.Next(times[^1])!.Value);
            }

            times.Skip(2).Zip(times.Skip(1), (later, earlier) => (later - earlier).TotalHours)
                .ShouldAllBe(hours => hours >= 22.5 && hours <= 25.5, zone);
            times.Count.ShouldBeInRange(365, 367, zone);
        }
    }

    [Theory]
    [InlineData("30 2 * *", Brussels, "schedule.cron: '30 2 * *' has 4 fields; write five: minute hour day month weekday.")]
    [InlineData(
        "30 2 * * *",
        "Europe/Bruxelles",
        "schedule.zone: there is no time zone 'Europe/Bruxelles'; write one like Europe/Brussels.")]
    public void A_schedule_that_cannot_be_read_is_told_with_the_remedy(string cron, string zone, string message) =>
        Should.Throw<FormatException>(() => RosterCron.Parse(new(cron, zone))).Message.ShouldBe(message);

    private static DateTimeOffset? Next(string cron, string after) => RosterCron.Parse(new(cron, Brussels)).Next(At(after));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
