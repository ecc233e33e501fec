using System.Text;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Tests.Inbox;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>What becomes, in Moodle, of rosters that say something else than was meant.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class ReadingRunTests(PostgresServer postgres)
{
    private const string Head = "course_shortname,course_name,username,role\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_bad_byte_in_a_nightly_table_renames_nothing(bool marked)
    {
        await using var silo = await Start();
        await silo.Put(silo.Terms with { Source = silo.Terms.Source with { Format = RosterSource.Csv } });
        const string before = Head + "GEN-1,Physique générale – été,user1,\nALG-7,Algèbre linéaire,user2,\nCHM-9,Chimie: r";
        await File.WriteAllTextAsync(silo.SourceFile, before + "éactions,user3,teacher\n");
        (await silo.Run()).State.ShouldBe("finished");
        var truth = silo.Truth();

        await File.WriteAllBytesAsync(
            silo.SourceFile, [.. marked
                ? Encoding.UTF8.Preamble
                : [], .. Encoding.UTF8.GetBytes(before), 0xC3, .. "actions,user3,teacher\n"u8]);
        var said = await silo.Run();

        (said.State, said.Done).ShouldBe(("finished", 0), said.Reason);
        silo.Truth().ShouldBe(truth);
        (await silo.Silo.Database.Rows($"select code, path from mg_roster_findings where run = {said.Run} order by number")).ShouldBe(
            ["encoding|$", "unreadable|line 4, course_name"]);
    }

    [Fact]
    public async Task Nobody_becomes_a_student_by_a_misspelled_field_and_the_plan_shows_each_role()
    {
        await using var silo = await Start();
        await silo.Put(silo.Terms);
        await File.WriteAllTextAsync(silo.SourceFile, """
            {"courses":[{"shortname":"PHY-104","name":"Mechanics","participants":[
              {"username":"user1","role":"teacher"},{"username":"user2","state":"inactive"},{"username":"user3","roleid":"teacher"},{"username":"user4"}]}]}
            """);

        var said = await silo.Run();

        said.State.ShouldBe("finished", said.Reason);
        silo.Truth().ShouldBe(["PHY-104|Mechanics|True", "PHY-104|user3|active|3", "PHY-104|user4|active|5"]);
        (await silo.Silo.Database
            .Rows($"select action, name, coalesce(role, '-') from mg_roster_items where run = {said.Run} order by number")).ShouldBe(
            ["create_course|Mechanics|-", "enrol|user3|editingteacher", "enrol|user4|student"]);
    }

    [Fact]
    public async Task Participants_that_stand_twice_take_nobody_out_of_the_course()
    {
        await using var silo = await Start();
        await silo.Put(silo.Terms with { Removal = RosterTerms.Remove });
        const string
            first = """{"courses":[{"shortname":"PHY-105","name":"Statics","participants":[{"username":"user1"},{"username":"user2"}]""";
        await File.WriteAllTextAsync(silo.SourceFile, first + "}, {\"shortname\":\"b\",\"name\":\"B\",\"participants\":[]}]}");
        (await silo.Run()).State.ShouldBe("finished");
        var truth = silo.Truth();

        await File.WriteAllTextAsync(
            silo.SourceFile,
            first + ",\"participants\":[]}, {\"shortname\":\"b\",\"name\":\"B\",\"participants\":[]}]}");
        var said = await silo.Run();

        (said.State, said.Done).ShouldBe(("finished", 0), said.Reason);
        silo.Truth().ShouldBe(truth);
    }

    private Task<MirroringSilo> Start() => MirroringSilo.Start(postgres, RosterFile.People(4));
}
