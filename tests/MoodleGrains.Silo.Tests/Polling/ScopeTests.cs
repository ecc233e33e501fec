using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Tests.Inbox;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>A site of which only category 2, and what is below it, is kept.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class ScopeTests(PostgresServer postgres)
{
    private const long Inside = 2, Below = 3, Outside = 4;
    private const long InCourse = 2, BelowCourse = 3, OutCourse = 4;
    private const long InUser = 3, OutUser = 4;

    [Fact]
    public async Task Polls_keep_what_is_inside_and_nothing_else()
    {
        await using var polled = await Start();

        var run = await polled.Poll();

        run.Outcome.ShouldBe("done", run.Detail);
        (await polled.Rows("select id from mg_categories order by 1")).ShouldBe(["2", "3"]);
        (await polled.Rows("select id from mg_courses order by 1")).ShouldBe(["2", "3"]);
        (await polled.Rows("select course_id, user_id from mg_enrolments")).ShouldBe(["2|3"]);
        (await polled.Rows("select name from mg_conferences")).ShouldBe(["Lecture inside"]);
        (await polled.Rows("select user_id from mg_people")).ShouldBe(["3"]);

        // Of those inside, what the account says is read by the next poll, when it is known who is enrolled.
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select id from mg_users")).ShouldBe(["3"]);
        polled.Advance(300);
        (await polled.Poll(PollSite.Conferences)).Outcome.ShouldBe("done");
        (await polled.Rows("select name from mg_conferences")).ShouldBe(["Lecture inside"]);
    }

    [Fact]
    public async Task Webhooks_of_what_is_outside_leave_nothing_and_a_new_course_inside_is_read_whole()
    {
        await using var polled = await Start();
        await polled.Poll();
        polled.Site.UpdateUser(OutUser, user => user with { FirstName = "Outsider" });
        polled.Site.UpdateCourse(OutCourse, new() { FullName = "Still outside" });
        var stranger = polled.Site.CreateUser("stranger", "Strange", "Person", "stranger@example.org");
        var fresh = polled.Site.CreateCourse(new() { FullName = "New inside", ShortName = "new-in", CategoryId = Below });
        polled.Site.Enrol(fresh, stranger);
        polled.Site.CreateConference(fresh, "New lecture", polled.Site.Now + 7200, polled.Site.Now + 10_800);
        var other = polled.Site.CreateCourse(new() { FullName = "New outside", ShortName = "new-out", CategoryId = Outside });
        polled.Site.Enrol(other, OutUser);
        polled.Site.CreateConference(other, "Not for us", polled.Site.Now + 7200, polled.Site.Now + 10_800);
        await polled.Hear();

        polled.Advance(3);
        await Eventually.Holds(
            async () => (await polled.Rows("select user_id from mg_enrolments order by 1")).SequenceEqual(["3", $"{stranger}"])
                && (await polled.Rows("select name from mg_conferences where ends_at is not null order by 1")).SequenceEqual(
                    ["Lecture inside", "New lecture"]),
            "the new course was read");
        await Eventually.Holds(
            () => polled.Silo.Database.Scalar<bool>("select not exists (select from mg_effects where type = 'read_soon' and done_at is "
                + "null and due < to_timestamp(" + polled.Site.Now + "))"),
            "all hints were followed");
        (await polled.Rows("select full_name from mg_courses where id > 3")).ShouldBe(["New inside"]);
        (await polled.Rows($"select full_name from mg_people where user_id = {stranger}")).ShouldBe(["Strange Person"]);
        (await polled.Rows("select id from mt_streams where id like 'course-%' or id like 'category-%' order by 1"))
            .ShouldBe(["category-campus-2", "category-campus-3", "course-campus-2", "course-campus-3", $"course-campus-{fresh}"]);
        (await polled.Rows($"select count(*) from mg_people where user_id = {OutUser}")).ShouldBe(["0"]);
        (await polled.Rows($"select count(*) from mg_inbox where course_id in ({OutCourse}, {other})")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_course_that_moves_out_is_left_and_one_that_moves_in_is_read()
    {
        await using var polled = await Start();
        await polled.Poll();
        polled.Site.MoveCourse(InCourse, Outside);
        polled.Site.MoveCourse(OutCourse, Below);
        polled.Site.TakeEvents();
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");

        (await polled.Rows("select course_id, user_id from mg_enrolments")).ShouldBe([$"{OutCourse}|{OutUser}"]);
        (await polled.Rows("select name, visible, status from mg_conferences order by 1")).ShouldBe(
            ["Lecture inside|False|scheduled", "Lecture outside|True|scheduled"]);
        (await polled.Rows($"select category_id from mg_courses where id = {InCourse}")).ShouldBe([$"{Outside}"]);
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select user_id from mg_people")).ShouldBe([$"{OutUser}"]);

        polled.Site.MoveCourse(InCourse, Inside);
        polled.Site.TakeEvents();
        polled.Advance(1800);
        (await polled.Poll()).Outcome.ShouldBe("done");
        (await polled.Rows("select course_id, user_id from mg_enrolments order by 1")).ShouldBe(
            [$"{InCourse}|{InUser}", $"{OutCourse}|{OutUser}"]);
        (await polled.Rows("select count(*) from mg_conferences where visible")).ShouldBe(["2"]);
        (await polled.Rows("select user_id from mg_people order by 1")).ShouldBe([$"{InUser}", $"{OutUser}"]);
    }

    [Fact]
    public async Task A_category_that_is_not_there_is_told_by_the_poll_and_by_doctor()
    {
        await using var polled = await Start(("Sites:campus:Categories:1", "99"));

        (await polled.Poll()).Detail.ShouldContain("Sites:campus:Categories names 99");
        var found = (await ScopeCheck.Run(polled.Sites.Find("campus")!, polled.Settings.Of("campus")!.Categories?.Roots, default))
            .ShouldHaveSingleItem();
        found.ToString().ShouldContain("Sites:campus:Categories names 99");
        found.Fails.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Sites:campus:Categories:0", "Biology", "'Biology' is no id of a category")]
    [InlineData("Sites:campus:Categories", "-3", "'-3' is no id of a category")]
    [InlineData("Sites:campus:Poll:Off", "true", "this site is not polled")]
    public void Categories_that_cannot_be_held_stop_the_start(string name, string value, string told)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sites:campus:Url"] = "https://campus.example",
            ["Sites:campus:Token"] = "0123456789abcdef",
            [
                "Sites:campus:Categories:1"] = "2",
            [name] = value,
        }).Build();
        List<SettingProblem> problems = [];

        PollSettings.Read(configuration, problems);

        var problem = problems.ShouldHaveSingleItem();
        problem.Problem.ShouldContain(told);
        problem.Name.ShouldStartWith("Sites:campus:Categories");
    }

    private Task<Polled> Start(params (string Name, string Value)[] more) => Polled.Start(
        postgres,
        Fill,
        new Dictionary<string, string?>(more.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)))
        {
            ["Sites:campus:Categories:0"] = "2"
        });

    private static void Fill(University site)
    {
        site.CreateCategory("Faculty").ShouldBe(Inside);
        site.CreateCategory("Department", parentId: Inside).ShouldBe(Below);
        site.CreateCategory("Another faculty").ShouldBe(Outside);
        site.CreateCourse(new() { FullName = "In", ShortName = "in", CategoryId = Inside }).ShouldBe(InCourse);
        site.CreateCourse(new() { FullName = "Below", ShortName = "below", CategoryId = Below }).ShouldBe(BelowCourse);
        site.CreateCourse(new() { FullName = "Out", ShortName = "out", CategoryId = Outside }).ShouldBe(OutCourse);
        site.Users(2).ShouldBe([InUser, OutUser]);
        site.Enrol(InCourse, InUser);
        site.Enrol(OutCourse, OutUser);
        site.CreateConference(InCourse, "Lecture inside", site.Now + 90_000, site.Now + 93_600);
        site.CreateConference(OutCourse, "Lecture outside", site.Now + 90_000, site.Now + 93_600);
    }
}
