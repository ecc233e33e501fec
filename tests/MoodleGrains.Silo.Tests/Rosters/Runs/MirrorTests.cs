using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Tests.Polling;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>A roster in a file, mirrored into the stand-in Moodle.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class MirrorTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_customers_own_roster_becomes_three_courses_with_the_right_roles_and_a_list_of_those_who_are_missing()
    {
        await using var silo = await Start(site =>
        {
            foreach (var number in (string[])["23", "74", "76", "77", "78"])
            {
                site.CreateUser($"000000000{number}", $"First{number}", $"Last{number}", $"{number}@example.org");
            }
        });
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Sample);
        await silo.Put(silo.Terms);

        var said = await silo.Run();

        (said.State, said.Failed).ShouldBe(("finished", 0), said.Reason);
        said.Confirmed.ShouldBe(said.Done);
        silo.Truth().ShouldBe(
            [
                "unique_field1|Exemple name - Geography Course|True", "unique_field2|Exemple name - Physics Course|True",
                "unique_field3|Exemple name - Math Course|True",
                "unique_field1|00000000074|active|5", "unique_field1|00000000076|active|5", "unique_field1|00000000077|active|5",
                "unique_field1|00000000078|active|3",
                "unique_field2|00000000023|active|3", "unique_field2|00000000076|active|5", "unique_field2|00000000078|active|5",
                "unique_field3|00000000023|active|3", "unique_field3|00000000076|active|5", "unique_field3|00000000078|active|5",
            ],
            ignoreOrder: true);
        (await silo.Silo.Database.Rows("select user_name, course_short_name, course_name, role from mg_roster_missing order by number"))
            .ShouldBe(
                [
                    "00000000069|unique_field1|Exemple name - Geography Course|student",
                    "00000000087|unique_field2|Exemple name - Physics Course|student",
                    "00000000087|unique_field3|Exemple name - Math Course|student",
                ]);
    }

    [Fact]
    public async Task A_user_who_comes_later_is_found_by_the_next_run()
    {
        await using var silo = await Start(RosterFile.People(3));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1", "user4"])));
        await silo.Put(silo.Terms);
        await silo.Run();
        lock (silo.Site.Gate)
        {
            silo.Site.CreateUser("user4", "First4", "Last4", "user4@example.org");
        }

        var said = await silo.Run();

        (said.State, said.Done).ShouldBe(("finished", 1), said.Reason);
        silo.Truth().ShouldContain("c1|user4|active|5");
    }

    [Fact]
    public async Task A_plan_made_stale_by_a_change_in_Moodle_is_made_again_and_waits_again()
    {
        await using var silo = await Start(RosterFile.People(4));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1", "user2", "user3"])));
        await silo.Put(silo.Terms);
        await silo.Run();
        await silo.Put(silo.Terms with { Automatic = false });
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1", "user2", "user3", "user4"]), ("c2", ["user1"])));
        var waiting = await silo.Run();
        waiting.State.ShouldBe("waiting");
        lock (silo.Site.Gate)
        {
            silo.Site.Enrol(silo.Site.Courses.Values.Single(course => course.ShortName == "c1").Id, 6, University.Teacher);
        }

        var again = await silo.Approve(waiting.Run);

        again.State.ShouldBe("waiting");
        silo.Truth().ShouldNotContain("c2|Course c2|True");
        (await silo.Approve(waiting.Run)).State.ShouldBe("finished");
        silo.Truth().ShouldContain("c2|user1|active|5");
    }

    [Fact]
    public async Task A_plan_that_was_applied_does_nothing_when_it_is_applied_again()
    {
        await using var silo = await Start(RosterFile.People(20));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Term(4, 5, 20));
        await silo.Put(silo.Terms);
        var said = await silo.Run();
        silo.Moodle.Calls.Reset();

        var hash = await silo.Silo.Database.Scalar<string>("select hash from mg_roster_runs");
        await silo.Silo.Effects.PutAsync(
            [
                .. Enumerable.Range(1, 3).Select(turn => new Effect(
                    RosterEffectTypes.Key(MirroringSilo.Name, MirroringSilo.Roster, said.Run), $"again/{turn}",
                    new ApplyRun(MirroringSilo.Name, MirroringSilo.Roster, said.Run, hash, turn))),
            ],
            default);
        await Eventually.Holds(
            async () => await silo.Silo.Database
                .Scalar<long>("select count(*) from mg_effects where id like 'again/%' and done_at is not null") == 3, "it was done again");

        silo.Moodle.Calls.Writes.ShouldBe(0);
        (await silo.Items(said.Run)).ShouldAllBe(item => item.EndsWith("|done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_is_taken_back_but_what_somebody_changed_since_is_left_alone()
    {
        await using var silo = await Start(site =>
        {
            site.Users(6);
            site.CreateCourse(new() { FullName = "Old", ShortName = "old", CategoryId = 1 });
            site.Enrol(2, 3);
        });
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("old", ["user2"]), ("new", ["user1", "user2"])));
        await silo.Put(silo.Terms);
        var first = await silo.Run();
        first.State.ShouldBe("finished", first.Reason);

        var undo = await silo.Run(undoes: first.Run);
        var taken = undo.State == "waiting" ? await silo.Approve(undo.Run) : undo;

        taken.State.ShouldBe("finished", taken.Reason);
        var truth = silo.Truth();
        truth.ShouldContain("old|Old|True");
        truth.ShouldContain("old|user1|active|5");
        truth.ShouldNotContain(line => line.StartsWith("old|user2|active", StringComparison.Ordinal));
        truth.ShouldContain("new|Course new|False");
    }

    [Fact]
    public async Task A_source_that_is_gone_is_a_failed_run_and_never_an_empty_roster()
    {
        await using var silo = await Start(RosterFile.People(5));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Term(1, 5, 5));
        await silo.Put(silo.Terms with { Removal = RosterTerms.Remove, Gone = RosterTerms.Hide });
        await silo.Run();
        var before = silo.Truth();

        File.Delete(silo.SourceFile);
        var gone = await silo.Run();
        await File.WriteAllTextAsync(silo.SourceFile, """{"courses":[]}""");
        var empty = await silo.Run();

        (gone.State, empty.State).ShouldBe(("failed", "failed"));
        empty.Reason.ShouldNotBeEmpty();
        silo.Truth().ShouldBe(before);
    }

    private Task<MirroringSilo> Start(Action<University> fill) => MirroringSilo.Start(postgres, fill);
}
