using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Rosters.Runs;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>A roster of a site of which only some categories are kept.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class RosterScopeTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(2, "1")]
    [InlineData(1, "0")]
    public async Task A_course_that_would_be_created_outside_of_what_is_kept_is_told(long kept, string findings)
    {
        await using var silo = await MirroringSilo.Start(
            postgres,
            RosterFile.People(2),
            new RunSettings(
                new Dictionary<string, long> { ["student"] = University.Student, ["editingteacher"] = University.EditingTeacher },
                300)
            {
                Categories = new Dictionary<string, CategoryScope> { [MirroringSilo.Name] = new(new HashSet<long> { kept }) },
            });
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1"])));
        await silo.Put(silo.Terms);

        var run = await silo.Run(dryRun: true);

        run.State.ShouldBe("planned", run.Reason);
        (await silo.Silo.Database.Rows(
            "select count(*) from mg_roster_findings where code = 'outside_scope' and not error and detail like "
                + "'%Sites:campus:Categories%'"))
            .ShouldBe([findings]);
    }
}
