using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Hosting;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>The commands over the parts of the silo themselves: those that change something call one, those that look need none.</summary>
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
    public async Task A_roster_is_applied_by_a_silo_and_checked_and_listed_without_one()
    {
        var database = await postgres.PreparedDatabase();
        var (roster, file) = (Path.Combine(folder, "roster.json"), Path.Combine(folder, "rosters.json"));
        await File.WriteAllTextAsync(roster, Roster);
        await File.WriteAllTextAsync(
            file,
            $$"""{ "rosters": [ { "site": "campus", "name": "registrar", "source": { "address": "{{roster}}" } } ] }""");

        var nobody = await Run("apply", "-f", file);
        nobody.ExitCode.ShouldBe(1);
        nobody.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith("No silo is at work on this machine: ");

        using var stop = new CancellationTokenSource();
        var serving = new ProgramParts().Serve(
            [.. Settings(), "--Urls=http://127.0.0.1:0", "--Logging:Console:LogLevel:Default=None"], stop.Token);
        await Eventually.Holds(
            () => serving.IsCompleted || Directory.Exists(Path.Combine(folder, "silos"))
                && Directory.GetFiles(Path.Combine(folder, "silos"), "*.json").Length > 0,
            "the silo is at work", 60);
        (await Run("apply", "-f", file)).Lines[^1].ShouldBe("1 of 1 changed.");
        (await Run("apply", "-f", file)).Lines[^1].ShouldBe("0 of 1 changed.");
        await stop.CancelAsync();
        (await serving).ShouldBe(0);

        var check = await Run("roster", "check", "campus/registrar");
        check.ExitCode.ShouldBe(1);
        check.Lines.Length.ShouldBe(5);
        check.Lines[1..3].Select(line => string.Join(' ', line.Split('\t')[..3])).ShouldBe(
            ["error unknown_role $.courses[0].participants[2].roleid", "error missing $.courses[1].shortname"], ignoreOrder: true);
        check.Lines[^2].ShouldBe("The source is read as UTF-8, as it is valid UTF-8.");
        check.Lines[^1].ShouldStartWith("1 courses, 3 participants, 1 courses left out, ");

        (await Run("roster", "list")).Lines[1].ShouldBe($"campus/registrar\t\t\ton demand\tby a person\t{roster}");
        (await Run("roster", "plan", "campus/registrar")).ExitCode.ShouldBe(1);
        (await Run("stream", "roster-campus-registrar")).Lines.Length.ShouldBe(2, "nothing was begun");

        File.Delete(roster);
        (await Run("roster", "check", "campus/registrar")).Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("is not there");

        Task<Told> Run(params string[] arguments) =>
            Told.By(screen => SiloProgram.Run([.. arguments, .. Settings()], new ProgramParts(), screen, TimeProvider.System));

        string[] Settings() =>
            ["--Sites:campus:Url=https://m.example", $"--ConnectionStrings:Postgres={database}", $"--DataFolder={folder}"];
    }
}
