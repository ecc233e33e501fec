using MoodleGrains.Announcements;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Announcements;

namespace MoodleGrains.Silo.Tests.Announcements;

public sealed class QuietSpellsTests
{
    private static readonly QuietHours Nights = new("22:00", "07:00", "Europe/Brussels");

    [Fact]
    public void A_call_in_the_small_hours_falls_into_the_night_before()
    {
        var start = Unix("2026-11-23T07:30:00+01:00");

        QuietSpells.Around(Nights, start, [60]).ShouldBe([new Spell(Unix("2026-11-22T22:00:00+01:00"), Unix("2026-11-23T07:00:00+01:00"))]);
    }

    [Fact]
    public void Calls_at_noon_are_no_matter_of_the_night() =>
        QuietSpells.Around(Nights, Unix("2026-11-23T12:00:00+01:00"), [5, 60]).ShouldBeEmpty();

    [Fact]
    public void Every_night_of_a_long_lead_counts() =>
        QuietSpells.Around(Nights, Unix("2026-11-23T12:00:00+01:00"), [3 * 24 * 60]).Count.ShouldBe(3);

    [Theory]
    [InlineData("2026-03-29T08:00:00+02:00", "2026-03-28T22:00:00+01:00", "2026-03-29T07:00:00+02:00")]
    [InlineData("2026-10-25T08:00:00+01:00", "2026-10-24T22:00:00+02:00", "2026-10-25T07:00:00+01:00")]
    public void A_night_in_which_the_clocks_change_ends_at_seven_as_people_read_it(string start, string from, string to) =>
        QuietSpells.Around(Nights, Unix(start), [120]).ShouldBe([new Spell(Unix(from), Unix(to))]);

    [Fact]
    public void An_hour_that_the_clocks_leave_out_counts_as_the_next_and_one_that_comes_twice_is_quiet_twice()
    {
        var small = new QuietHours("02:30", "02:45", "Europe/Brussels");

        QuietSpells.Around(small, Unix("2026-03-29T06:00:00+02:00"), [600])
            .ShouldBe([new Spell(Unix("2026-03-29T03:30:00+02:00"), Unix("2026-03-29T03:45:00+02:00"))]);
        QuietSpells.Around(small, Unix("2026-10-25T06:00:00+01:00"), [600])
            .ShouldBe([new Spell(Unix("2026-10-25T02:30:00+02:00"), Unix("2026-10-25T02:45:00+01:00"))]);
    }

    [Fact]
    public void Without_quiet_hours_a_start_or_calls_there_are_none()
    {
        QuietSpells.Around(null, 1, [5]).ShouldBeEmpty();
        QuietSpells.Around(Nights, null, [5]).ShouldBeEmpty();
        QuietSpells.Around(Nights, 1, []).ShouldBeEmpty();
    }

    private static long Unix(string time)
        => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
