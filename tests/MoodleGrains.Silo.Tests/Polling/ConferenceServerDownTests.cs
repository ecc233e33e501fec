using MoodleGrains.Silo.Moodle.Polling;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>While the BigBlueButton server does not answer, the calendar tells when; once it does, the exact times hold again.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class ConferenceServerDownTests(PostgresServer postgres)
{
    private const string Times =
        "select name, extract(epoch from starts_at)::bigint, extract(epoch from ends_at)::bigint, visible from mg_conferences order by id";

    private static Dictionary<string, string?> Settings => new() { ["Conferences:Length"] = "01:30:00" };

    [Fact]
    public async Task A_new_conference_starts_by_the_calendar_and_ends_after_the_set_length_until_the_server_is_back()
    {
        await using var polled = await Polled.Start(
            postgres,
            site =>
            {
                site.Courses(1);
                site.CreateConference(2, "Lecture", site.Now + 7_200, site.Now + 9_000);
                site.CreateConference(2, "Room");
                site.ConferenceServerUp = false;
            },
            Settings);
        var start = polled.Site.Now + 7_200;
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows(Times)).ShouldBe([$"Lecture|{start}|{start + 5_400}|True", "Room|null|null|True"]);
        (await polled.Rows("select join_url from mg_conferences where id = 1"))
            .ShouldBe([$"{polled.Moodle.Address.GetLeftPart(UriPartial.Authority)}/mod/bigbluebuttonbn/view.php?id=1"]);

        polled.Site.ConferenceServerUp = true;
        await Next(polled);
        (await polled.Rows(Times)).ShouldBe([$"Lecture|{start}|{start + 1_800}|True", "Room|null|null|True"]);
    }

    [Fact]
    public async Task A_known_conference_keeps_its_end_unless_it_is_moved()
    {
        await using var polled = await Polled.Start(
            postgres,
            site =>
            {
                site.Courses(1);
                site.CreateConference(2, "Stays", site.Now + 7_200, site.Now + 9_000);
                site.CreateConference(2, "Moves", site.Now + 7_200, site.Now + 9_000);
            },
            Settings);
        var start = polled.Site.Now + 7_200;
        await polled.Poll();
        polled.Site.ConferenceServerUp = false;
        polled.Site.RenameActivity(1, "Stays, renamed");
        polled.Site.UpdateConference(2, openingTime: start + 90_000, closingTime: start + 91_000);
        polled.Site.ShowActivity(2, false);
        await Next(polled);
        string[] fallback = [$"Stays, renamed|{start}|{start + 1_800}|True", $"Moves|{start + 90_000}|{start + 95_400}|False"];
        (await polled.Rows(Times)).ShouldBe(fallback);

        // A second look by the calendar changes nothing.
        await Next(polled);
        (await polled.Rows(Times)).ShouldBe(fallback);

        polled.Site.ConferenceServerUp = true;
        await Next(polled);
        (await polled.Rows(Times)).ShouldBe(
            [$"Stays, renamed|{start}|{start + 1_800}|True", $"Moves|{start + 90_000}|{start + 91_000}|False"]);
    }

    private static async Task Next(Polled polled)
    {
        polled.Site.TakeEvents();
        polled.Advance(300);
        var run = await polled.Poll(PollSite.Conferences);
        run.Outcome.ShouldBe("done", run.Detail);
    }
}
