using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Hosting;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>The commands over the parts of the silo themselves, where no silo is at work.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class RostersAtHandTests(PostgresServer postgres) : IDisposable
{
    private const string Roster = """
        {
        "courses": [
        { "shortname": "unique_field1", "name": "Exemple name - Geography Course",
          "participants": [ { "username": "00000000074" }, { "username": "00000000078", "roleid": "teacher" }, { "username": "00000000069", "roleid": "dean" } ] },
        { "shortname": "", "name": "Nobody knows which", "participants": [] }
        ]
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("rosters").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_roster_is_applied_checked_and_listed_without_a_silo_and_not_run()
    {
        var database = await postgres.PreparedDatabase();
        var (roster, file) = (Path.Combine(folder, "roster.json"), Path.Combine(folder, "rosters.json"));
        await File.WriteAllTextAsync(roster, Roster);
        await File.WriteAllTextAsync(file, $$"""{ "rosters": [ { "site": "campus", "name": "registrar", "source": { "address": "{{roster}}" } } ] }""");

        (await Run("apply", "-f", file)).Lines[^1].ShouldBe("1 of 1 changed.");
        (await Run("apply", "-f", file)).Lines[^1].ShouldBe("0 of 1 changed.");

        var check = await Run("roster", "check", "campus/registrar");
        check.ExitCode.ShouldBe(1);
        check.Lines.Length.ShouldBe(5);
        check.Lines[1..3].Select(line => string.Join(' ', line.Split('\t')[..3])).ShouldBe(
            ["error unknown_role $.courses[0].participants[2].roleid", "error missing $.courses[1].shortname"], ignoreOrder: true);
        check.Lines[^2].ShouldBe("The source is read as UTF-8, as it is valid UTF-8.");
        check.Lines[^1].ShouldStartWith("1 courses, 3 participants, 1 courses left out, ");

        (await Run("roster", "list")).Lines[1].ShouldBe($"campus/registrar\t\t\ton demand\tby a person\t{roster}");
        var plan = await Run("roster", "plan", "campus/registrar");
        plan.ExitCode.ShouldBe(1);
        plan.Error.ShouldStartWith("No silo is at work on this database");
        (await Run("stream", "roster-campus-registrar")).Lines.Length.ShouldBe(2, "nothing was begun");

        File.Delete(roster);
        (await Run("roster", "check", "campus/registrar")).Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("is not there");

        Task<Told> Run(params string[] arguments) => Told.By(screen => SiloProgram.Run(
            [.. arguments, "--Sites:campus:Url=https://m.example", $"--ConnectionStrings:Postgres={database}"], new ProgramParts(), screen, TimeProvider.System));
    }
}
