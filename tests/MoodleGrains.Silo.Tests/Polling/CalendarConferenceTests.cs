using MoodleGrains.Silo.Moodle.Polling;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>What only the calendar tells: meetings of other modules, and plain entries that match the pattern.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class CalendarConferenceTests(PostgresServer postgres)
{
    private const string Conference = """
        select name, module, extract(epoch from starts_at)::bigint, extract(epoch from ends_at)::bigint, visible, status from mg_conferences where name like 'Lecture%'
        """;

    [Theory]
    [InlineData("zoom")]
    [InlineData("jitsi")]
    [InlineData("googlemeet")]
    [InlineData("msteams")]
    public async Task A_meeting_of_another_module_is_found_and_followed_until_it_is_gone(string module)
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            site.Courses(1);
            site.CreateMeeting(2, module, "Lecture", site.Now + 7_200, site.Now + 9_000);
        });
        var start = polled.Site.Now + 7_200;
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows(Conference)).ShouldBe([$"Lecture|{module}|{start}|{start + 1_800}|True|scheduled"]);
        (await polled.Rows("select join_url from mg_conferences")).ShouldBe([$"{Address(polled)}/mod/{module}/view.php?id=1"]);

        polled.Site.RenameActivity(1, "Lecture II");
        await Next(polled);
        (await polled.Rows(Conference)).ShouldBe([$"Lecture II|{module}|{start}|{start + 1_800}|True|scheduled"]);

        polled.Site.UpdateConference(1, openingTime: start + 90_000, closingTime: start + 97_200);
        await Next(polled);
        (await polled.Rows(Conference)).ShouldBe([$"Lecture II|{module}|{start + 90_000}|{start + 97_200}|True|scheduled"]);

        polled.Site.ShowActivity(1, false);
        await Next(polled);
        (await polled.Rows(Conference)).ShouldBe([$"Lecture II|{module}|{start + 90_000}|{start + 97_200}|False|scheduled"]);

        polled.Site.ShowActivity(1, true);
        await Next(polled);
        (await polled.Rows("select visible from mg_conferences")).ShouldBe(["True"]);

        polled.Site.DeleteActivity(1);
        await Next(polled);
        (await polled.Rows("select id, status from mg_conferences")).ShouldBe(["1|cancelled"]);
    }

    [Fact]
    public async Task A_meeting_that_moves_beyond_the_window_is_not_left_standing_at_its_old_time()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            site.Courses(1);
            site.CreateMeeting(2, "zoom", "Lecture", site.Now + 7_200, site.Now + 9_000);
        });
        await polled.Poll();
        var far = polled.Site.Now + (45 * 86_400);
        polled.Site.UpdateConference(1, openingTime: far, closingTime: far + 1_800);
        await Next(polled);
        (await polled.Rows(Conference)).ShouldBe([$"Lecture|zoom|{far}|{far + 1_800}|True|scheduled"]);

        polled.Site.UpdateConference(1, openingTime: polled.Site.Now + 7_200, closingTime: polled.Site.Now + 9_000);
        var near = polled.Site.Now + 7_200;
        await Next(polled);
        (await polled.Rows(Conference)).ShouldBe([$"Lecture|zoom|{near}|{near + 1_800}|True|scheduled"]);
    }

    [Fact]
    public async Task A_meeting_whose_time_was_taken_away_is_unscheduled()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            site.Courses(1);
            site.CreateMeeting(2, "zoom", "Lecture", site.Now + 7_200, site.Now + 9_000);
        });
        await polled.Poll();
        polled.Site.UpdateConference(1, openingTime: 0, closingTime: 0);
        await Next(polled);
        (await polled.Rows("select status, visible from mg_conferences")).ShouldBe(["unscheduled|True"]);
    }

    [Fact]
    public async Task Where_the_token_has_no_BigBlueButton_meetings_and_entries_are_found_gone_all_the_same()
    {
        await using var polled = await Polled.Start(
            postgres,
            site =>
            {
                site.Courses(1);
                site.CreateMeeting(2, "zoom", "Lecture", site.Now + 7_200, site.Now + 9_000);
                site.CreateCalendarEntry(2, "Lecture by zoom", site.Now + 7_200);
            },
            new Dictionary<string, string?> { ["Conferences:Entries"] = "zoom" },
            token: (_, moodle) =>
            {
                moodle.Service.Without.Add("mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses");
                moodle.Service.Without.Add("mod_bigbluebuttonbn_meeting_info");
                return "0123456789abcdef0123456789abcdef";
            });
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select name, status from mg_conferences order by name")).ShouldBe(
            ["Lecture|scheduled", "Lecture by zoom|scheduled"]);

        polled.Site.DeleteActivity(1);
        polled.Site.DeleteCalendarEntry(polled.Site.Calendar.Values.Single().Id);
        await Next(polled);
        (await polled.Rows("select name, status from mg_conferences order by name")).ShouldBe(
            ["Lecture|cancelled", "Lecture by zoom|cancelled"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task An_entry_that_matched_once_is_followed_wherever_it_goes(long course)
    {
        await using var polled = await Polled.Start(
            postgres,
            site =>
            {
                site.Courses(2);
                site.CreateCalendarEntry(
                    course, "Lecture by zoom", site.Now
                        + 7_200, "<a href=\"https://m.example/x.php?sesskey=abc\">1</a> <a href=\"https://zoom.us/j/77\">2</a>", 3_600);
            },
            new Dictionary<string, string?> { ["Conferences:Entries"] = "zoom" });
        await polled.Poll();
        var start = polled.Site.Now + 7_200;
        var entry = polled.Site.Calendar.Values.Single().Id;
        (await polled.Rows(Conference)).ShouldBe([$"Lecture by zoom|calendar|{start}|{start + 3_600}|True|scheduled"]);
        (await polled.Rows("select id, course_id, join_url from mg_conferences")).ShouldBe(
            [$"-{entry}|{(course == 0 ? "null" : "2")}|https://zoom.us/j/77"]);

        polled.Site.RenameCalendarEntry(entry, "Lecture, room to be told");
        await Next(polled);
        (await polled.Rows("select name from mg_conferences")).ShouldBe(["Lecture, room to be told"]);

        polled.Site.MoveCalendarEntry(entry, start + (50 * 86_400));
        await Next(polled);
        (await polled.Rows(Conference)).ShouldBe(
            [$"Lecture, room to be told|calendar|{start + (50 * 86_400)}|{start + (50 * 86_400) + 3_600}|True|scheduled"]);

        polled.Site.MoveCalendarEntry(entry, start);
        await Next(polled);
        polled.Site.DeleteCalendarEntry(entry);
        await Next(polled);
        (await polled.Rows("select status from mg_conferences")).ShouldBe(["cancelled"]);
    }

    // No webhook tells it.
    private static async Task Next(Polled polled)
    {
        polled.Site.TakeEvents();
        polled.Advance(300);
        var run = await polled.Poll(PollSite.Conferences);
        run.Outcome.ShouldBe("done", run.Detail);
    }

    private static string Address(Polled polled) => polled.Moodle.Address.GetLeftPart(UriPartial.Authority);
}
