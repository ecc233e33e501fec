using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Tests.Api;
using MoodleGrains.Users;
using static MoodleGrains.Silo.Tests.Calendar.Feed;

namespace MoodleGrains.Silo.Tests.Calendar;

/// <summary>What stands in a calendar, from what Moodle told to what a reader of the address gets.</summary>
[Collection(PostgresCollection.Web)]
public sealed class FeedTests(PostgresServer postgres)
{
    [Fact]
    public async Task Every_change_keeps_the_uid_and_raises_the_sequence()
    {
        await using var silo = await Started();
        await silo.Tell(Course(1), Named("2026-11-01 08:00", "Biology"));
        await silo.Tell(
            Conference(41),
            Told("2026-11-01 09:00", name: "Week 1", starts: "2026-11-23 10:00", ends: "2026-11-23 11:00", visible: true));
        var calendar = await silo.NewCalendar(new { site = "campus" });

        var sequences = new List<long>();
        var uids = new HashSet<string>();
        async Task Changed(string property, string? value)
        {
            var one = (await silo.Calendar(calendar)).All("VEVENT").Single();
            one[property].ShouldBe(value);
            uids.Add(one["UID"]!);
            sequences.Add(long.Parse(one["SEQUENCE"]!, System.Globalization.CultureInfo.InvariantCulture));
        }

        await Changed("SUMMARY", "Week 1");
        await silo.Tell(Conference(41), Told("2026-11-02 09:00", name: "Week one"));
        await Changed("SUMMARY", "Week one");
        await silo.Tell(Conference(41), Told("2026-11-03 09:00", starts: "2026-11-23 12:00", ends: "2026-11-23 13:00"));
        await Changed("DTSTART", "20261123T120000Z");
        await silo.Tell(Course(1), Named("2026-11-04 09:00", "Biology I"));
        await Changed("CATEGORIES", "Biology I");
        await silo.Tell(Conference(41), Told("2026-11-05 09:00", visible: false));
        await Changed("STATUS", "CANCELLED");
        await silo.Tell(Conference(41), Told("2026-11-06 09:00", visible: true));
        await Changed("STATUS", "CONFIRMED");
        await silo.Tell(Course(1), Named("2026-11-07 09:00", "Biology I", visible: false));
        await Changed("STATUS", "CANCELLED");
        await silo.Tell(Course(1), Named("2026-11-08 09:00", "Biology I", visible: true));
        await Changed("LAST-MODIFIED", "20261108T090000Z");
        await silo.Tell(Conference(41), new ObserveConferenceDeleted(At("2026-11-09 09:00")));
        await Changed("STATUS", "CANCELLED");

        uids.ShouldHaveSingleItem();
        sequences.ShouldBe(sequences.Distinct().Order());
    }

    [Fact]
    public async Task What_was_cancelled_is_said_so_for_30_days_and_then_left_out()
    {
        await using var silo = await Started();
        foreach (var id in (long[])[1, 2, 3])
        {
            await silo.Tell(
                Conference(id),
                Told("2026-11-01 09:00", course: id, name: $"Class {id}", starts: "2026-11-23 10:00", visible: true));
            await silo.Tell(Course(id), Named("2026-11-01 08:00", $"Course {id}", visible: true));
        }

        var calendar = await silo.NewCalendar(new { site = "campus" });
        await silo.Tell(Conference(1), new ObserveConferenceDeleted(At("2026-11-20 12:00")));
        await silo.Tell(Conference(2), Told("2026-11-20 12:00", course: 2, visible: false));
        await silo.Tell(Course(3), new ObserveCourseDeleted(At("2026-11-20 12:00")));

        var events = await silo.Events(calendar);
        events.Values.ShouldAllBe(one => one["STATUS"] == "CANCELLED" && !one.Components.Any());
        events["conference-campus-1"]["SUMMARY"].ShouldBe("Class 1");
        events["conference-campus-2"]["SUMMARY"].ShouldBeNull("what is hidden has a name for teachers only");
        events["conference-campus-3"]["SUMMARY"].ShouldBe("Class 3");
        silo.Clock.Now = new(2026, 12, 20, 11, 59, 0, TimeSpan.Zero);
        (await silo.Events(calendar)).Count.ShouldBe(3);
        silo.Clock.Now = new(2026, 12, 20, 12, 1, 0, TimeSpan.Zero);
        (await silo.Events(calendar)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_never_seen_is_not_told_as_cancelled_either()
    {
        await using var silo = await Started();
        await silo.Tell(Conference(1), Told("2026-11-01 09:00", name: "No time yet", visible: true));
        await silo.Tell(Conference(2), Told("2026-11-01 09:00", name: "Surprise", starts: "2026-11-23 10:00", visible: false));
        await silo.Tell(Conference(3), Told("2026-11-01 09:00", name: "Heard of by a webhook"));
        await silo.Tell(Conference(3), Told("2026-11-01 09:05", name: "Then read", starts: "2026-11-23 10:00", visible: false));
        await silo.Tell(Conference(2), Told("2026-11-02 09:00", name: "Surprise!"), new ObserveConferenceDeleted(At("2026-11-03 09:00")));

        (await silo.Calendar(await silo.NewCalendar(new { site = "campus" }))).All("VEVENT").ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_usable_closing_time_it_ends_after_the_assumed_duration()
    {
        await using var silo = await Started();
        await silo.Tell(Conference(1), Told("2026-11-01 09:00", name: "Open end", starts: "2026-11-23 10:00"));
        await silo.Tell(Conference(2), Told("2026-11-01 09:00", name: "Odd", starts: "2026-11-23 10:00", ends: "2026-11-23 09:00"));
        await silo.Tell(Conference(3), Told("2026-11-01 09:00", name: "Told", starts: "2026-11-23 10:00", ends: "2026-11-23 10:30"));

        var events = await silo.Events(await silo.NewCalendar(new { site = "campus" }));
        events["conference-campus-1"]["DTEND"].ShouldBe("20261123T110000Z");
        events["conference-campus-2"]["DTEND"].ShouldBe("20261123T110000Z");
        events["conference-campus-3"]["DTEND"].ShouldBe("20261123T103000Z");
        events["conference-campus-3"]["URL"].ShouldBe(
            "https://moodle.example/mod/bigbluebuttonbn/view.php?id=3",
            "the site's address is configured");
        events["conference-campus-3"].All("VALARM").Single()["TRIGGER"].ShouldBe("-PT5M");
    }

    [Fact]
    public async Task The_calendar_of_a_user_has_the_courses_in_which_they_are_active()
    {
        await using var silo = await Started();
        foreach (var course in (long[])[1, 2, 3, 4])
        {
            await silo.Tell(Course(course), Named("2026-11-01 08:00", $"Course {course}"));
            await silo.Tell(Conference(course), Told("2026-11-01 09:00", course, name: $"Class {course}", starts: "2026-11-23 10:00"));
        }

        await silo.Tell(Course(1), Enrolled("2026-11-01 09:00", user: 7, enrolment: 70));
        await silo.Tell(Course(2), Enrolled("2026-11-01 09:00", user: 7, enrolment: 71, active: false));
        await silo.Tell(
            Course(3),
            Enrolled("2026-11-01 09:00", user: 7, enrolment: 72, active: null),
            Enrolled("2026-11-01 09:00", user: 8, enrolment: 73));
        var (mine, course4) = (await silo.NewCalendar(new { site = "campus", userId = 7, name = "My classes" }), await silo.NewCalendar(
            new { site = "campus", courseId = 4 }));

        (await silo.Events(mine)).Keys.ShouldBe(["conference-campus-1", "conference-campus-3"], ignoreOrder: true);
        (await silo.Calendar(mine))["X-WR-CALNAME"].ShouldBe("My classes");
        (await silo.Events(course4)).Keys.ShouldBe(["conference-campus-4"]);
        (await silo.Calendar(course4))["X-WR-CALNAME"].ShouldBe("Course 4");

        await silo.Tell(StreamKey.For(User.Kind, "campus", 7), new ObserveUserDeleted(At("2026-11-20 09:00")));
        (await silo.Stranger.GetAsync(mine)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_installations_with_sites_of_one_name_do_not_share_a_uid()
    {
        // Not from the template, which would make them one installation.
        await using var one = await ApiSilo.Start(await postgres.Started(await postgres.FreshDatabase()));
        await using var other = await ApiSilo.Start(await postgres.Started(await postgres.FreshDatabase()));
        var uids = new List<string>();
        foreach (var silo in (ApiSilo[])[one, other])
        {
            await silo.Tell(Conference(1), Told("2026-11-01 09:00", name: "Class", starts: "2026-11-23 10:00"));
            uids.Add((await silo.Calendar(await silo.NewCalendar(new { site = "campus" }))).All("VEVENT").Single()["UID"]!);
        }

        uids.ShouldBeUnique();
    }

    private async Task<ApiSilo> Started() => await ApiSilo.Start(await postgres.Started());
}
