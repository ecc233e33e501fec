using MoodleGrains.Conferences;
using MoodleGrains.Silo.Moodle.Polling;

namespace MoodleGrains.Silo.Tests.Polling;

[Collection(PostgresCollection.Polling)]
public sealed class HintTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_conference_that_a_webhook_tells_is_read_three_seconds_later_and_once_more_after_a_minute()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(1));
        await polled.Poll();
        polled.Site.CreateConference(2, "Lecture", polled.Site.Now + 7200, polled.Site.Now + 10_800);
        await polled.Hear();
        const string reads = "select key, extract(epoch from due)::bigint from mg_effects where type = 'read_soon' and key like "
            + "'%conferences%' order by due";
        var now = polled.Site.Now;
        (await polled.Rows(reads)).ShouldBe([$"read-campus-conferences-2|{now + 3}", $"read-campus-conferences-2|{now + 60}"]);
        (await polled.Rows("select ends_at from mg_conferences")).ShouldBe(["null"]);

        polled.Advance(3);
        await Eventually.Holds(
            async () => (await polled.Rows("select ends_at is not null from mg_conferences"))[0] == "True", "the conference was read");
        // The row is there before the outcome of the reading is written.
        await Eventually.Holds(
            () => polled.Silo.Database.Scalar<bool>(
                "select count(*) = 1 from mg_effects where type = 'read_soon' and key like '%conferences%' and done_at is null"),
            "one reading is left");

        // Moodle had not committed everything yet: the second reading finds the rest.
        polled.Site.UpdateConference(1, closingTime: polled.Site.Now + 20_000);
        polled.Site.TakeEvents();
        polled.Advance(57);
        await Eventually.Holds(
            async () => (await polled.Silo.Grains.Latest<Conference>(StreamKey.For("conference", "campus", 1), default)).EndsAt.Value == now
                + 20_003,
            "the second reading came");
    }

    [Fact]
    public async Task A_course_and_a_category_whose_webhooks_tell_their_ids_only_are_read_three_seconds_later()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(2));
        await polled.Poll();
        var category = polled.Site.CreateCategory("Sciences");
        polled.Site.UpdateCategory(category, "Natural sciences");
        polled.Site.UpdateCourse(2, new() { FullName = "Renamed", Summary = "Told by nobody" });
        await polled.Hear();
        (await polled.Rows("select key from mg_effects where type = 'read_soon' and done_at is null order by key, due"))
            .ShouldBe(["read-campus-category-0", "read-campus-category-0", "read-campus-course-2", "read-campus-course-2"]);

        polled.Advance(3);
        await Eventually.Holds(
            async () => (await polled
                .Rows($"select name from mg_categories where id = {category}"))[0] == "Natural sciences", "the category was read");
        await Eventually.Holds(
            async () => (await polled
                .Rows("select full_name, summary from mg_courses where id = 2"))[0] == "Renamed|Told by nobody", "the course was read");
    }

    [Fact]
    public async Task Many_webhooks_of_one_moment_are_read_once()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(1));
        await polled.Poll();
        for (var i = 0; i < 10; i++)
        {
            polled.Site.CreateConference(2, $"Lecture {i}", polled.Site.Now + 7200, polled.Site.Now + 10_800);
        }

        await polled.Hear();
        (await polled.Silo.Database
            .Scalar<long>("select count(*) from mg_effects where type = 'read_soon' and key = 'read-campus-conferences-2'"))
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_conference_that_goes_without_a_webhook_is_cancelled_and_a_moved_one_moves()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            site.Courses(1);
            site.CreateConference(2, "Goes", site.Now + 7200, site.Now + 10_800);
            site.CreateConference(2, "Moves", site.Now + 7200, site.Now + 10_800);
        });
        await polled.Poll();
        polled.Site.DeleteActivity(1);
        polled.Site.UpdateConference(2, openingTime: polled.Site.Now + 90_000, closingTime: polled.Site.Now + 93_600);
        var start = polled.Site.Now + 90_000;
        polled.Advance(300);
        var run = await polled.Poll(PollSite.Conferences);
        run.Outcome.ShouldBe("done", run.Detail);
        (await polled.Rows("select name, status, extract(epoch from starts_at)::bigint from mg_conferences where status <> 'cancelled'"))
            .ShouldBe([$"Moves|scheduled|{start}"]);
        (await polled.Rows("select name from mg_conferences where status = 'cancelled'")).ShouldBe(["Goes"]);
    }

    [Fact]
    public async Task A_calendar_entry_that_matches_is_a_conference_with_its_link_and_goes_when_it_is_deleted()
    {
        await using var polled = await Polled.Start(
            postgres,
            site =>
            {
                site.Courses(1);
                site.CreateCalendarEntry(
                    2,
                    "Zoom seminar",
                    site.Now + 7200,
                    "<a href=\"https://zoom.example.org/j/77?pwd=open\">join</a>",
                    3600);
                site.CreateCalendarEntry(2, "Hand-in", site.Now + 7200);
            },
            new Dictionary<string, string?> { ["Conferences:Entries"] = "zoom" });
        await polled.Poll();
        (await polled.Rows("select name, module, join_url from mg_conferences")).ShouldBe(
            ["Zoom seminar|calendar|https://zoom.example.org/j/77?pwd=open"]);
        foreach (var id in polled.Site.Calendar.Values.Where(entry => entry.Name == "Zoom seminar").Select(entry => entry.Id).ToList())
        {
            polled.Site.DeleteCalendarEntry(id);
        }

        polled.Advance(300);
        await polled.Poll(PollSite.Conferences);
        (await polled.Rows("select status from mg_conferences")).ShouldBe(["cancelled"]);
    }

    [Fact]
    public async Task Two_silos_poll_once_and_the_next_turn_is_armed()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(2));
        await using var second = await polled.Second(postgres);
        var logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        await polled.Silo.Make<PollingStart>(polled.Settings).RunAsync(default);
        await second.Make<PollingStart>(polled.Settings).RunAsync(default);
        const string runs = "select count(*) from mg_poll_runs where kind = 'full' and outcome = 'done'";
        await Eventually.Holds(async () => await polled.Silo.Database.Scalar<long>(runs) == 1, "the first reconcile is done");
        for (var turn = 2; turn <= 4; turn++)
        {
            // A turn is jittered by up to half a minute.
            polled.Clock.Advance(1830);
            polled.Silo.Outbox.TimeMoved();
            second.Outbox.TimeMoved();
            await Eventually.Holds(async () => await polled.Silo.Database.Scalar<long>(runs) >= turn - 1, "the next reconcile is done");
        }

        (await polled.Silo.Database.Scalar<long>(runs)).ShouldBeInRange(3, 4);
        // The other kind arms the next turn too, while this one still runs.
        await Eventually.Holds(
            async () => await polled.Silo.Database
                .Scalar<long>("select count(*) from mg_effects where key = 'poll-campus-full' and done_at is null") <= 1,
            "one turn at most is armed");
    }
}
