using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Silo.Tests.Polling;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>What a plan learns from Moodle.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class SiteReadingTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_course_deleted_in_Moodle_is_noted_and_not_made_again_without_a_person()
    {
        await using var silo = await Start(RosterFile.People(2));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1"]), ("c2", ["user2"])));
        await silo.Put(silo.Terms);
        await silo.Run();
        lock (silo.Site.Gate)
        {
            silo.Site.DeleteCourse(silo.Site.Courses.Values.Single(course => course.ShortName == "c1").Id);
        }

        var said = await silo.Run();

        said.State.ShouldBe("waiting", said.Reason);
        (await silo.Silo.Database.Rows("select lost from mg_mirrors where course_key = 'name:c1'")).ShouldBe(["True"]);
        silo.Truth().ShouldNotContain("c1|Course c1|True");
    }

    [Fact]
    public async Task A_course_of_which_Moodle_does_not_say_who_is_in_it_is_left_as_it_is_and_stops_no_other()
    {
        await using var silo = await Start(RosterFile.People(3));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1"]), ("c2", ["user2"])));
        await silo.Put(silo.Terms);
        await silo.Run();
        silo.Moodle.Service.Broken
            .Add(("core_enrol_get_enrolled_users", silo.Site.Courses.Values.Single(course => course.ShortName == "c1").Id));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1", "user3"]), ("c2", ["user2", "user3"])));

        var said = await silo.Run();

        said.State.ShouldBe("finished", said.Reason);
        silo.Truth().ShouldContain("c2|user3|active|5");
        silo.Truth().ShouldNotContain("c1|user3|active|5");
        (await silo.Silo.Database.Rows("select detail from mg_roster_findings where code = 'members_unread'")).ShouldHaveSingleItem()
            .ShouldStartWith("Moodle did not say who is in course");
    }

    [Fact]
    public async Task Addresses_are_found_whatever_their_capitals_and_one_that_two_users_have_is_nobodys()
    {
        await using var silo = await Start(site =>
        {
            site.CreateUser("ada", "Ada", "L", "Ada.L@Example.org");
            site.CreateUser("twin1", "Twin", "One", "twin@example.org");
            site.CreateUser("twin2", "Twin", "Two", "twin@example.org");
        });
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["ada.l@example.org", "twin@example.org"])));
        await silo.Put(silo.Terms with { MatchBy = RosterTerms.ByEmail });

        var said = await silo.Run();

        (said.State, said.Done).ShouldBe(("finished", 2), said.Reason);
        silo.Truth().ShouldBe(["c1|Course c1|True", "c1|ada|active|5"]);
        (await silo.Silo.Database.Rows("select path, detail from mg_roster_findings where code = 'user_ambiguous'")).ShouldHaveSingleItem()
            .ShouldStartWith("$.courses[0].participants[1].username|2 users of Moodle have the email 'twin@example.org' (ids 4, 5), so "
                + "nobody is taken for it");
    }

    [Fact]
    public async Task Roles_are_known_from_those_who_hold_them_and_one_that_nobody_holds_stops_the_plan_with_the_remedy()
    {
        await using var silo = await MirroringSilo.Start(
            postgres,
            site =>
            {
                site.Users(3);
                site.Enrol(site.CreateCourse(new() { FullName = "Old", ShortName = "old", CategoryId = 1 }), 3);
            },
            settings: new(new Dictionary<string, long>(), 300));
        await silo.Put(silo.Terms);

        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1"])));
        var known = await silo.Run();
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1", "user2:teacher"])));
        var unknown = await silo.Run();

        known.State.ShouldBe("finished", known.Reason);
        unknown.State.ShouldBe("failed");
        unknown.Reason.ShouldContain("Rosters:Roles:editingteacher");
    }

    private Task<MirroringSilo> Start(Action<University> fill) => MirroringSilo.Start(postgres, fill);
}
