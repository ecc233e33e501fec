using System.Globalization;
using System.Text.Json;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>Dates without a time zone were read as UTC: west of Greenwich courses began the evening before.</summary>
public sealed class RosterDateTests
{
    [Theory]
    [InlineData("2027-01-11", "America/New_York", "2027-01-11T00:00:00-05:00")]
    [InlineData("2027-06-30", "America/New_York", "2027-06-30T00:00:00-04:00")]
    [InlineData("2027-06-30T08:15", "Europe/Brussels", "2027-06-30T08:15:00+02:00")]
    [InlineData("2027-06-30T08:15:00Z", "Europe/Brussels", "2027-06-30T08:15:00+00:00")]
    [InlineData("2027-06-30T08:15:00+09:00", "Europe/Brussels", "2027-06-30T08:15:00+09:00")]
    // No midnight on that day: clocks went from 23:59 to 01:00.
    [InlineData("2027-04-30", "Africa/Cairo", "2027-04-30T01:00:00+03:00")]
    [InlineData("2027-03-28T02:30", "Europe/Brussels", "2027-03-28T03:30:00+02:00")]
    // Twice that night: the first counts.
    [InlineData("2027-10-31T02:30", "Europe/Brussels", "2027-10-31T02:30:00+02:00")]
    public void A_date_is_that_of_the_clocks_in_the_rosters_zone(string date, string zone, string expected)
    {
        var wanted = Check(date, zone);
        wanted.Findings.ShouldBeEmpty();
        wanted.Courses.Single().StartsAt.ShouldBe(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).ToUnixTimeSeconds());
    }

    [Fact]
    public void Where_nobody_said_the_zone_it_is_UTC_and_that_is_told_once()
    {
        var wanted = Check("2027-01-11", null);
        wanted.Courses.Single().StartsAt.ShouldBe(1799625600);
        wanted.Findings.ShouldBe([new(
            false, "zone_unset", "$[0].startdate",
            "Nobody said in which time zone dates such as this one are, and they are taken for UTC; set zone in the roster's terms, or "
                + "Sites:{slug}:Zone.")]);
        Check("2027-01-11T00:00:00Z", null).Findings.ShouldBeEmpty();
        Check("1799625600", null).Findings.ShouldNotBeEmpty("a number in quotes is no date");
    }

    [Fact]
    public void In_a_zone_that_the_machine_does_not_know_no_date_is_guessed()
    {
        var wanted = Check("2027-01-11", "Mars/Olympus");
        wanted.Courses.ShouldBeEmpty();
        wanted.Findings.Single().Code.ShouldBe("unknown_zone");
        Check("2027-01-11T00:00:00Z", "Mars/Olympus").Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Another_zone_makes_another_plan_of_courses_to_come_and_shifts_none_that_is_there()
    {
        var scene = new Scenery();
        var plans = new[] { "Europe/Brussels", "America/New_York" }.Select(zone => RosterPlanning.Plan(
            scene.Terms, Check("2027-01-11", zone), scene.Moodle.Now(), scene.Moodle.Mirrors,
                scene.Remembered, new(2026, 11, 21))).ToList();
        plans[0].Hash.ShouldNotBe(plans[1].Hash);
        scene.Moodle.Apply(plans[0], 1, scene.Terms);
        RosterPlanning.Plan(
                scene.Terms, Check("2027-01-11", "America/New_York"), scene.Moodle.Now(), scene.Moodle.Mirrors,
                    scene.Remembered, new(2026, 11, 21))
            .Items.ShouldBeEmpty();
    }

    private static DesiredRoster Check(string date, string? zone)
    {
        using var document = JsonDocument.Parse($$"""[{"shortname":"PHY-109","name":"Date","startdate":"{{date}}","participants":[]}]""");
        return RosterCheck.Json(document.RootElement, Some.Terms with { Zone = zone });
    }
}
