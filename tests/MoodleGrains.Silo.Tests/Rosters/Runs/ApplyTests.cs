using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Tests.Polling;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>Plans made by hand, applied.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class ApplyTests(PostgresServer postgres)
{
    private List<long> users = [];

    [Fact]
    public async Task A_plan_is_done_looked_at_and_known_to_the_mirrors()
    {
        await using var silo = await Start();

        var said = await silo.Apply(Plans.Term(3, users, each: 4));

        (said.State, said.Done, said.Failed, said.Confirmed).ShouldBe(("finished", 15, 0, 15));
        silo.Truth().Where(line => line.StartsWith("c1|", StringComparison.Ordinal)).ShouldBe(
            ["c1|Course c1|True", "c1|user5|active|3", "c1|user6|active|5", "c1|user7|active|5", "c1|user8|active|5"], ignoreOrder: true);
        var course = silo.Site.Courses.Values.Single(course => course.ShortName == "c1").Id;
        var mirror = await silo.Silo.Grains.Latest<Mirror>(Mirror.Id(MirroringSilo.Name, MirroringSilo.Roster, course), default);
        (mirror.Key, mirror.Created, mirror.Members.Count).ShouldBe(("name:c1", true, 4));
        mirror.Members.Values.ShouldAllBe(member => member.Enrolled && member.Roles.Length == 1);
    }

    [Fact]
    public async Task Courses_and_enrolments_go_many_a_call()
    {
        await using var silo = await Start(people: 100);

        await silo.Apply(Plans.Term(60, users, each: 20));

        silo.Moodle.Calls.Of("core_course_create_courses").ShouldBe(2);
        silo.Moodle.Calls.Of("enrol_manual_enrol_users").ShouldBe(6);
        silo.Moodle.Calls.Writes.ShouldBe(8);
    }

    [Fact]
    public async Task One_bad_course_is_told_with_the_reason_and_holds_up_nothing()
    {
        await using var silo = await Start();
        var items = Plans.Term(6, users, each: 2);
        items[3] = items[3] with { Course = items[3].Course! with { CategoryId = 999 } };

        var said = await silo.Apply(items);

        (said.State, said.Done, said.Failed, said.Confirmed).ShouldBe(("finished", 15, 3, 15));
        var told = (await silo.Items(said.Run)).Where(item => item.Contains("|failed|", StringComparison.Ordinal)).ToList();
        told[
            0].ShouldStartWith("4|create_course|failed|The category, course or user is not in Moodle any more (errorcatcontextnotvalid): "
                + "the next run plans anew.");
        told.Skip(1).ShouldAllBe(item => item.Contains("|enrol|failed|The course was not created. The category", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_course_without_manual_enrolment_is_told_once_and_holds_up_nothing()
    {
        long bad = 0, good = 0;
        await using var silo = await Start(30, site =>
        {
            (bad, good) = (site.CreateCourse(new()
            {
                FullName = "Bad",
                ShortName = "bad",
                CategoryId = 1
            }), site.CreateCourse(new() { FullName = "Good", ShortName = "good", CategoryId = 1 }));
            site.SwitchManualEnrolment(bad, false);
        });

        var said = await silo.Apply([
            new(1, PlanAction.AdoptCourse, "name:bad", bad, Name: "Bad"), new(2, PlanAction.AdoptCourse, "name:good", good, Name: "Good"),
            .. users.Select((user, i) => Plans.Member(i + 3, PlanAction.Enrol, "bad", bad, user)),
            .. users.Select((user, i) => Plans.Member(i + 33, PlanAction.Enrol, "good", good, user)),
            Plans.Member(63, PlanAction.GiveRole, "bad", bad, users[0], Plans.EditingTeacher),
        ]);

        (said.State, said.Done, said.Failed).ShouldBe(("finished", 32, 31));
        var reasons = (await silo.Silo.Database.Rows("select distinct detail from mg_roster_items where state = 'failed' order by 1"))
            .ToList();
        reasons[0].ShouldStartWith("The course has no manual enrolment that the token's account may use (wsnoinstance): add it in Moodle");
        reasons[1].ShouldStartWith("The user was not enrolled. The course has no manual enrolment");
        silo.Moodle.Calls.Of("enrol_manual_enrol_users").ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Roles_names_visibility_and_enrolments_are_changed_and_told_to_the_mirror()
    {
        long course = 0;
        await using var silo = await Start(
            5,
            site => course = site.CreateCourse(new() { FullName = "Before", ShortName = "c", CategoryId = 1 }));
        await silo.Apply([
            new(1, PlanAction.AdoptCourse, "name:c", course, Name: "Before"), .. users.Select(
                (user, i) => Plans.Member(i + 2, PlanAction.Enrol, "c", course, user)),
        ]);

        var said = await silo.Apply(
            new(1, PlanAction.RenameCourse, "name:c", course, Course: Plans.Course("c") with { FullName = "After" }, Name: "After"),
            new(2, PlanAction.HideCourse, "name:c", course),
            Plans.Member(3, PlanAction.GiveRole, "c", course, users[0], Plans.EditingTeacher),
            Plans.Member(4, PlanAction.TakeRole, "c", course, users[1]),
            Plans.Member(5, PlanAction.Suspend, "c", course, users[2]) with { RoleId = null },
            Plans.Member(6, PlanAction.Remove, "c", course, users[3]) with { RoleId = null });

        (said.State, said.Done, said.Failed, said.Confirmed).ShouldBe(("finished", 6, 0, 6));
        silo.Truth().ShouldBe(
            ["c|After|False", "c|user1|active|3,5", "c|user2|active|", "c|user3|suspended|5", "c|user5|active|5"],
            ignoreOrder: true);
        var history = new List<IEvent>();
        await foreach (var recorded in silo.Silo.Reader.Read(Mirror.Id(MirroringSilo.Name, MirroringSilo.Roster, course), 0, default))
        {
            history.Add(recorded.Event);
        }

        history.OfType<MirrorRenamed>().ShouldHaveSingleItem().Before.ShouldBe("Before");
        history.OfType<MembersChanged>().SelectMany(e => e.Changes).Single(change => change.Deed == MemberDeed.Removed).Roles.ShouldBe([5]);
    }

    [Fact]
    public async Task What_was_sent_and_not_answered_is_looked_for_and_not_made_twice()
    {
        await using var silo = await Start();
        silo.Moodle.Troubles.Switch(Trouble.DropAfter, times: 1, function: "core_course_create_courses");

        var first = await silo.Apply(Plans.Create(1, "c1"), Plans.Create(2, "c2"));
        silo.Moodle.Troubles.Switch(Trouble.DropAfter, times: 1, function: "enrol_manual_enrol_users");
        var course = silo.Site.Courses.Values.Single(course => course.ShortName == "c1").Id;
        var second = await silo.Apply([.. users.Select((user, i) => Plans.Member(i + 1, PlanAction.Enrol, "c1", course, user))]);

        (first.State, first.Done, first.Failed).ShouldBe(("finished", 2, 0));
        (second.State, second.Done, second.Failed).ShouldBe(("finished", users.Count, 0));
        silo.Moodle.Calls.Of("core_course_create_courses").ShouldBe(1);
        silo.Moodle.Calls.Of("enrol_manual_enrol_users").ShouldBe(1);
    }

    [Fact]
    public async Task A_course_gets_the_content_of_its_template_once()
    {
        long template = 0;
        await using var silo = await Start(1, site =>
        {
            template = site.CreateCourse(new() { FullName = "Template", ShortName = "t", CategoryId = 1 });
            site.CreateActivity(template, "page", "Welcome");
        });
        silo.Moodle.Troubles.Switch(Trouble.DropAfter, times: 1, function: "core_course_import_course");

        var said = await silo.Apply(Plans.Create(1, "c1", template: template), Plans.Create(2, "c2"));

        (said.State, said.Done, said.Failed).ShouldBe(("finished", 2, 0));
        var course = silo.Site.Courses.Values.Single(course => course.ShortName == "c1").Id;
        silo.Site.Activities.Values.Count(activity => activity.CourseId == course).ShouldBe(1);
        silo.Moodle.Calls.Of("core_course_import_course").ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_is_refused_ends_the_run_with_the_remedy()
    {
        await using var silo = await Start();
        silo.Moodle.Troubles.Switch(Trouble.WebServicesOff);

        var said = await silo.Apply(Plans.Create(1, "c1"));

        said.State.ShouldBe("failed");
        said.Reason.ShouldContain("Switch them on in Moodle");

        // The run has ended before what is left of it is skipped.
        await Eventually.Holds(
            async () => (await silo.Items(said.Run)).SequenceEqual(["1|create_course|skipped"]), "what was not done is skipped");
    }

    private async Task<MirroringSilo> Start(int people = 12, Action<University>? more = null)
    {
        var silo = await MirroringSilo.Start(
            postgres,
            site =>
            {
                users = site.Users(people);
                more?.Invoke(site);
            },
            byHand: true);
        await silo.Put(silo.Terms);
        return silo;
    }
}
