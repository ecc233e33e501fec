using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Moodle.Polling;

namespace MoodleGrains.Silo.Tests.Polling;

[Collection(PostgresCollection.Polling)]
public sealed class ReconcileTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_conference_that_is_over_is_read_again_when_its_form_was_saved()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(1));
        var lecture = polled.Site.CreateConference(2, "Lecture", polled.Site.Now + 3600, polled.Site.Now + 7200);
        await polled.Poll();
        polled.Advance(5 * 86_400);
        await polled.Poll();
        (await polled.Rows("select count(*) from mg_conferences where starts_at is not null")).ShouldBe(["1"]);

        polled.Site.UpdateConference(lecture, openingTime: 0, closingTime: 0);
        polled.Advance(1800);
        await polled.Poll();

        (await polled.Rows("select count(*) from mg_conferences where starts_at is not null")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_mark_before_every_answer_stops_no_poll_and_another_word_there_is_shown_by_poll_status()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(2));
        polled.Moodle.Troubles.Prefix = "\ufeff";
        (await polled.Poll()).Outcome.ShouldBe("done");

        polled.Moodle.Troubles.Prefix = "Deprecated: mood is old ";
        var failed = await polled.Poll();
        failed.Outcome.ShouldBe("failed");
        failed.Detail.ShouldContain("The answer begins with 'Deprecated: mood is old'.");
    }

    [Fact]
    public async Task What_no_webhook_told_is_there_after_one_poll_and_a_second_poll_finds_nothing_to_say_or_to_write()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            var courses = site.Courses(4, hidden: 1);
            var users = site.Users(5);
            users.ForEach(user => site.Enrol(courses[1], user));
            site.Enrol(courses[0], users[0]);
            site.Suspend(courses[1], users[4]);
            site.CreateConference(courses[1], "Lecture", site.Now + 90_000, site.Now + 93_600);
        });
        var first = await polled.Poll();
        first.Outcome.ShouldBe("done", first.Detail);
        (await polled.Rows("select count(*) from mg_courses where site = 'campus'")).ShouldBe(["5"]);
        (await polled.Rows("select user_id, active from mg_enrolments where course_id = 3 order by 1"))
            .ShouldBe(["3|True", "4|True", "5|True", "6|True", "7|False"]);
        (await polled.Rows("select active from mg_enrolments where course_id = 2")).ShouldBe(["True"]);
        (await polled.Rows("select count(*) from mg_people where full_name like 'First%'")).ShouldBe(["5"]);
        (await polled.Rows("select name, status, starts_at is not null, ends_at is not null from mg_conferences"))
            .ShouldBe(["Lecture|scheduled|True|True"]);

        const string people = "select xmin, user_id, full_name from mg_people order by 2";
        var before = await polled.Rows(people);
        polled.Advance(1800);
        var second = await polled.Poll();
        second.Events.ShouldBe(0, second.Detail);
        (await polled.Rows(people)).ShouldBe(before);
        second.Calls.ShouldBeLessThan(first.Calls);

        // What stands still is not even sent any more.
        (await polled.Rows("select count(*) from mg_poll_told where grain like 'course-%'")).ShouldBe(["5"]);
    }

    [Fact]
    public async Task Lost_webhooks_are_made_good_by_the_next_poll_and_counted_once()
    {
        await using var polled = await Polled.Start(
            postgres, site => site.Enrol(site.Courses(3)[0], site.Users(3)[0]), with: settings => settings with
            {
                Patience = TimeSpan
                .Zero
            });
        await polled.Poll();
        await polled.Silo.Database.Run("insert into mg_site_counts (site, shape, accepted) values ('campus', 'local_webhooks', 1)");
        polled.Site.UpdateCourse(2, new() { FullName = "Told" });
        await polled.Hear();
        polled.Site.UpdateCourse(3, new() { FullName = "Lost" });
        polled.Site.DeleteCourse(4);
        polled.Site.TakeEvents();
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");

        (await polled.Rows("select id, full_name, deleted_at is not null from mg_courses where id between 2 and 4 order by id"))
            .ShouldBe(["2|Told|False", "3|Lost|False", "4|Course 3|True"]);
        polled.Advance(1800);
        await polled.Poll();
        polled.Advance(1800);
        await polled.Poll();
        (await polled.Rows("select lost from mg_site_counts where shape = 'local_webhooks'")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Who_is_missing_from_one_list_stays_and_is_taken_out_by_the_second()
    {
        await using var polled = await Polled.Start(postgres, site =>
        {
            var course = site.Courses(1)[0];
            site.Users(3).ForEach(user => site.Enrol(course, user));
        });
        await polled.Poll();
        polled.Site.Unenrol(2, 3);
        polled.Advance(86_400);
        await polled.Poll();
        (await polled.Rows("select count(*) from mg_enrolments")).ShouldBe(["3"]);
        polled.Advance(1800);
        await polled.Poll();
        (await polled.Rows("select user_id from mg_enrolments order by 1")).ShouldBe(["4", "5"]);
    }

    [Fact]
    public async Task Users_who_are_gone_are_deleted_and_erased_and_suspended_ones_stay()
    {
        await using var polled = await Polled.Start(postgres, site => site.Users(3));
        await polled.Poll();
        polled.Site.DeleteUser(3);
        polled.Site.UpdateUser(4, user => user with { Suspended = true });
        polled.Advance(1800);
        await polled.Poll();
        (await polled.Rows("select id, suspended, deleted_at is not null from mg_users where id > 2 order by id"))
            .ShouldBe(["3|False|True", "4|True|False", "5|False|False"]);
        (await polled.Rows("select full_name, erased from mg_people where user_id = 3")).ShouldBe(["null|True"]);
    }

    [Fact]
    public async Task A_list_that_shrank_too_much_is_held_until_the_same_answer_came_three_times()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(30));
        await polled.Poll();
        for (var id = 2; id <= 11; id++)
        {
            polled.Site.DeleteCourse(id);
        }

        foreach (var outcome in (string[])["held", "held", "done"])
        {
            polled.Advance(1800);
            var run = await polled.Poll();
            run.Outcome.ShouldBe(outcome, run.Detail);
            (await polled.Rows("select count(*) from mg_courses where deleted_at is not null")).ShouldBe([outcome == "done" ? "10" : "0"]);
        }
    }

    [Fact]
    public async Task A_person_may_accept_a_list_that_is_held()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(30));
        await polled.Poll();
        for (var id = 2; id <= 11; id++)
        {
            polled.Site.DeleteCourse(id);
        }

        polled.Advance(1800);
        var held = await polled.Poll();
        held.Detail.ShouldContain("silo poll accept campus");
        (await new ListGuard(polled.Silo.Database, Microsoft.Extensions.Logging.Abstractions.NullLogger<ListGuard>.Instance).AcceptAsync(
            "campus",
            default)).ShouldBe(1);
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select count(*) from mg_courses where deleted_at is not null")).ShouldBe(["10"]);
    }

    [Fact]
    public async Task A_failed_list_changes_nothing_and_is_told()
    {
        await using var polled = await Polled.Start(postgres, site => site.Courses(3));
        await polled.Poll();
        polled.Site.DeleteCourse(2);
        polled.Moodle.Troubles.Switch(MoodleGrains.Sandbox.Serving.Trouble.Page, function: "core_course_get_courses");
        polled.Advance(1800);
        var run = await polled.Poll();
        run.Outcome.ShouldBe("failed");
        run.Detail.ShouldContain("core_course_get_courses");
        (await polled.Rows("select count(*) from mg_courses where deleted_at is not null")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_students_token_reads_own_courses_and_conferences_and_what_is_hidden_is_not_deleted()
    {
        await using var polled = await Polled.Start(
            postgres,
            site =>
            {
                var courses = site.Courses(2);
                site.Enrol(courses[0], site.Users(2)[0]);
                site.CreateConference(courses[0], "Mine", site.Now + 7200, site.Now + 10_800);
                site.CreateConference(courses[1], "Not mine", site.Now + 7200, site.Now + 10_800);

                // An empty list would be held, not believed.
                site.CreateConference(courses[0], "Stays", site.Now + 7200, site.Now + 10_800);
            },
            token: (_, moodle) => moodle.Service.Accounts.TokenOf(3));
        var run = await polled.Poll();
        run.Outcome.ShouldBe("done", run.Detail);
        (await polled.Rows("select name, starts_at is not null from mg_conferences order by name")).ShouldBe(["Mine|True", "Stays|True"]);
        (await polled.Rows("select count(*) from mg_users")).ShouldBe(["0"]);
        (await polled.Rows("select own_courses from mg_poll_sites")).ShouldBe(["True"]);

        polled.Site.ShowActivity(1, false);
        polled.Advance(300);
        await polled.Poll(PollSite.Conferences);
        (await polled.Rows("select visible, status from mg_conferences where id = 1")).ShouldBe(["False|scheduled"]);

        polled.Site.DeleteActivity(1);
        polled.Advance(90_000);
        await polled.Poll(PollSite.Conferences);
        (await polled.Silo.Grains.Latest<Conference>(StreamKey.For("conference", "campus", 1), default)).DeletedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_site_in_maintenance_is_tried_again_and_loses_nothing()
    {
        await using var polled = await Polled.Start(
            postgres,
            site => site.Enrol(site.Courses(1)[0], site.Users(1)[0]),
            token: (_, moodle) => moodle.Service.Accounts.TokenOf(3));
        await polled.Poll();
        polled.Moodle.Troubles.Switch(MoodleGrains.Sandbox.Serving.Trouble.Maintenance);
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("failed");
        polled.Moodle.Troubles.Switch(MoodleGrains.Sandbox.Serving.Trouble.None);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Silo.Grains.Latest<Course>(StreamKey.For("course", "campus", 2), default)).DeletedAt.ShouldBeNull();
    }
}
