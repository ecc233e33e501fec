using Microsoft.Extensions.Logging.Abstractions;
using System.Globalization;
using System.Text.Json.Nodes;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Tests.Api;
using MoodleGrains.Silo.Tests.Calendar;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>A series: one activity of another module with several events in Moodle's calendar, as mod_zoom writes them.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class SeriesTests(PostgresServer postgres)
{
    private const long Day = 86_400;
    private const long Week = 7 * Day;

    [Fact]
    public async Task Each_occurrence_within_the_window_is_an_entry_of_its_own_and_stays_when_it_is_over()
    {
        await using var polled = await Seminar();
        var start = polled.Site.Now + Day;
        var silo = await ApiSilo.Start(polled.Silo);
        var calendar = await silo.NewCalendar(new { site = "campus" });
        silo.Clock.Now = polled.Clock.GetUtcNow();

        var before = (await silo.Calendar(calendar)).All("VEVENT").ToDictionary(one => one["UID"]!, one => one["DTSTART"]!);
        before.Values.Order().ShouldBe(Times(start, 5));
        (await silo.Calendar(calendar)).All("VEVENT")
            .ShouldAllBe(one => one["SUMMARY"] == "Weekly seminar" && one["STATUS"] == "CONFIRMED");
        (await Listed(silo)).ShouldBe(Enumerable.Range(0, 5).Select(week => $"{start + (week * Week)} 1"));
        (await silo.Admin.GetStringAsync("/api/v1/sites/campus/conferences/1")).ShouldContain("\"recurring\":true");

        // The first one is over, and mod_zoom takes its event out of the calendar.
        polled.Site.DropDate(1, polled.Site.Activities[1].CalendarId);
        await Next(polled, 2 * Day);
        await Next(polled, Week);
        silo.Clock.Now = polled.Clock.GetUtcNow();
        var after = (await silo.Calendar(calendar)).All("VEVENT").ToDictionary(one => one["UID"]!, one => one["DTSTART"]!);
        after.Values.Order().ShouldBe(Times(start, 6));
        foreach (var (uid, at) in before)
        {
            after[uid].ShouldBe(at, "an entry keeps its UID and its time");
        }

        (await silo.Calendar(calendar)).All("VEVENT").ShouldAllBe(one => one["STATUS"] == "CONFIRMED");
    }

    [Fact]
    public async Task An_occurrence_moves_and_goes_alone_and_a_hidden_series_hides_all()
    {
        await using var polled = await Seminar();
        var start = polled.Site.Now + Day;
        var dates = polled.Site.Activities[1].Later;
        polled.Site.MoveDate(1, dates[0].CalendarId, start + Week + 3_600);
        polled.Site.DropDate(1, dates[1].CalendarId);
        await Next(polled);
        (await Occurrences(polled)).ShouldBe(
        [
            $"{start}|True|scheduled", $"{start + Week + 3_600}|True|scheduled", $"{start + (2 * Week)}|True|cancelled",
            $"{start + (3 * Week)}|True|scheduled", $"{start + (4 * Week)}|True|scheduled",
        ]);

        polled.Site.MoveDate(1, dates[0].CalendarId, start + (8 * Week));
        polled.Site.RenameActivity(1, "Seminar of the week");
        await Next(polled);
        (await polled.Rows("select distinct name from mg_conferences where status = 'scheduled'")).ShouldContain("Seminar of the week");
        (await Occurrences(polled)).ShouldContain($"{start + (8 * Week)}|True|scheduled");

        polled.Site.ShowActivity(1, false);
        await Next(polled);
        (await polled.Rows("select distinct visible from mg_conferences where status = 'scheduled'")).ShouldBe(["False"]);
    }

    [Fact]
    public async Task A_deleted_series_cancels_what_is_to_come_and_leaves_what_was()
    {
        await using var polled = await Seminar();
        var start = polled.Site.Now + Day;
        await Next(polled, 3 * Day);
        polled.Site.DeleteActivity(1);
        await Next(polled);
        (await Occurrences(polled)).ShouldBe(
        [
            $"{start}|True|scheduled", $"{start + Week}|True|cancelled", $"{start + (2 * Week)}|True|cancelled",
            $"{start + (3 * Week)}|True|cancelled", $"{start + (4 * Week)}|True|cancelled",
        ]);
    }

    [Fact]
    public async Task A_series_whose_dates_are_further_apart_than_the_window_keeps_its_past_ones_too()
    {
        await using var polled = await Polled.Start(
            postgres,
            site =>
            {
                site.Courses(1);
                site.CreateMeeting(2, "zoom", "Monthly seminar", site.Now + Day, site.Now + Day + 3_600, series: 2);
                site.MoveDate(1, site.Activities[1].Later[0].CalendarId, site.Now + (36 * Day));
            });
        var start = polled.Site.Now + Day;
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await Occurrences(polled)).ShouldBeEmpty();
        await Next(polled, 10 * Day);
        (await Occurrences(polled)).ShouldBe([$"{start}|True|scheduled", $"{start + (35 * Day)}|True|scheduled"]);
    }

    [Fact]
    public async Task A_channel_shows_one_occurrence_at_a_time()
    {
        await using var channel = await PolledChannel.Start(postgres, Weekly);
        channel.Shown.ShouldBe(["scheduled Weekly seminar"]);

        await channel.Advance(Day + 7_200);
        channel.Site.TakeEvents();
        await channel.Poll();
        channel.Shown.ShouldBe(["scheduled Weekly seminar"]);
    }

    [Fact]
    public async Task A_digest_lists_each_occurrence_once_and_does_not_call_the_next_one_a_change()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            Weekly(site);
            site.Users(1);
            site.Enrol(2, site.Users.Keys.Max());
        });
        await polled.Poll();
        var user = polled.Site.Users.Keys.Max();
        var first = await Digest(polled, user, null);
        first.Coming.Select(one => one.Name).ShouldBe(["Weekly seminar"]);
        first.Changes.Where(change => !change.Course).ShouldHaveSingleItem().What.ShouldBe(["added"]);

        await Next(polled, 3 * Day);
        var second = await Digest(polled, user, first.Through);
        second.Coming.Select(one => one.Name).ShouldBe(["Weekly seminar"]);
        second.Changes.ShouldBeEmpty();
    }

    private static Task<DigestFacts> Digest(Polled polled, long user, long? since) => polled.Silo.Make<DigestQueries>(new Watermark(
        LogName.Changes, polled.Silo.Database, new(), NullLogger<Watermark>.Instance)).ReadAsync(
        new("campus", user, "digest", "en", "UTC", polled.Site.Now, since, 14 * Day), polled.Site.Now, default);

    private static void Weekly(MoodleGrains.Sandbox.Model.University site)
    {
        site.Courses(1);
        site.CreateMeeting(2, "zoom", "Weekly seminar", site.Now + Day, site.Now + Day + 3_600, series: 12);
    }

    private async Task<Polled> Seminar()
    {
        var polled = await Polled.Start(postgres, Weekly);
        (await polled.Poll()).Outcome.ShouldBe("done");
        return polled;
    }

    private static IEnumerable<string> Times(long start, int weeks) => Enumerable.Range(0, weeks)
        .Select(
            week => DateTimeOffset.FromUnixTimeSeconds(start + (week * Week))
                .ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    private static Task<List<string>> Occurrences(Polled polled) => polled.Rows(
        "select extract(epoch from starts_at)::bigint, visible, status from mg_conferences where series_id = 1 order by starts_at");

    private static async Task<List<string>> Listed(ApiSilo silo)
    {
        var page = JsonNode.Parse(await silo.Admin.GetStringAsync("/api/v1/sites/campus/conferences?from=2026-01-01T00:00:00Z"))!;
        return [.. page["items"]!.AsArray()
            .Select(one => (Starts: DateTimeOffset.Parse(one!["startsAt"]!.GetValue<string>(),
                CultureInfo.InvariantCulture), Series: one["seriesId"]!))
            .OrderBy(one => one.Starts).Select(one => $"{one.Starts.ToUnixTimeSeconds()} {one.Series}")];
    }

    // No webhook tells it.
    private static async Task Next(Polled polled, long seconds = 300)
    {
        polled.Site.TakeEvents();
        polled.Advance(seconds);
        var run = await polled.Poll(PollSite.Conferences);
        run.Outcome.ShouldBe("done", run.Detail);
    }
}
