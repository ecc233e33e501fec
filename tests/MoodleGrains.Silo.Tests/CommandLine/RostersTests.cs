using System.Text;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.CommandLine;

public sealed class RostersTests(TestDatabase postgres) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private const string One = """
        { "rosters": [ { "site": "campus", "name": "NAME", "source": { "address": "https://registrar.example/roster" }, "category": "Science" } ] }
        """;

    private readonly FakeParts _parts = new();
    private readonly string _file = Path.GetTempFileName();
    private readonly string _name = $"r{Guid.NewGuid():N}";

    private string At => $"campus/{_name}";

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await _parts.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_applied_once_however_often_it_is_applied_and_begins_no_run()
    {
        var first = await Apply();
        first.ExitCode.ShouldBe(0);
        first.Lines[^1].ShouldBe("1 of 1 changed.");
        (await Apply()).Lines[^1].ShouldBe("0 of 1 changed.");
        _parts.Rosters.Told.ShouldBe([$"{At}: PutRoster"]);

        var changed = await Apply(One.Replace("Science", "Arts", StringComparison.Ordinal), "--dry-run");
        changed.Lines[1].ShouldBe($"roster {At}\tcategory \"Science\" → \"Arts\"");
        _parts.Rosters.Told.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_told_with_its_path_and_nothing_is_changed_not_even_rules()
    {
        var told = await Apply("""
            {
              "rules": [ { "site": "campus", "name": "physics", "scope": { "kind": "site" }, "channel": "123456789012345678" } ],
              "rosters": [
                { "site": "campus", "name": "A", "source": { "address": "x" }, "removal": "all" },
                { "site": "campus", "name": "twice", "source": { "address": "https://r.example" } },
                { "site": "campus", "name": "twice", "source": { "address": "https://r.example" } }
              ]
            }
            """);

        told.ExitCode.ShouldBe(2);
        told.Error.Trim().Split('\n').Select(line => line.Split(": ")[1]).ShouldBe(
            ["$.rosters[0].name", "$.rosters[0].source.address", "$.rosters[0].removal", "$.rosters[2]"]);
        _parts.Rosters.Told.ShouldBeEmpty();
        _parts.Rules.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_was_saved_with_a_byte_order_mark_is_applied()
    {
        await File.WriteAllTextAsync(
            _file,
            One.Replace("NAME", _name, StringComparison.Ordinal),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        (await Run("apply", "-f", _file)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Rosters_are_listed_and_shown_with_their_runs()
    {
        (await Run("roster", "list")).Output.ShouldContain("There are no rosters. Write a file and apply it: silo apply -f rosters.json");
        await Apply();
        (await Run("roster", "list")).Lines[1].ShouldBe($"{At}\t\t\ton demand\tby a person\thttps://registrar.example/roster");
        (await Run("roster", "report", At)).Error.Trim().ShouldBe($"{At} was not run yet. Begin with: silo roster plan {At}");

        await Run("roster", "apply", At);
        (await Run("roster", "list")).Lines[1].ShouldBe($"{At}\t1\twaiting\ton demand\tby a person\thttps://registrar.example/roster");
        var shown = await Run("roster", "show", At);
        shown.Lines[0].ShouldBe($"{At}, revision 1");
        shown.Lines[^1].ShouldContain("\tcommand line\twaiting");
    }

    [Fact]
    public async Task A_check_tells_what_is_wrong_and_fails_if_something_is_left_out()
    {
        await Apply();

        var warned = await Run("roster", "check", At);
        warned.ExitCode.ShouldBe(0);
        warned.Lines[1].ShouldBe("warning\ttwice\t$.courses[0].participants[2]\t'0076' stands twice.");
        warned.Lines[^1].ShouldBe(
            "3 courses, 14 participants, 0 courses left out, 0 errors, 1 warnings. Nothing was changed, and Moodle was not asked.");
        _parts.Rosters.Check = _parts.Rosters.Check with { Errors = 1 };
        (await Run("roster", "check", At)).ExitCode.ShouldBe(1);
        _parts.Rosters.Check = _parts.Rosters.Check with { Encoding = "windows-1250, as its Content-Type says" };
        (await Run("roster", "check", At)).Lines.ShouldContain("The source is read as windows-1250, as its Content-Type says.");

        _parts.Rosters.Check = ClientApi.Rosters.RosterCheckAnswer.Failed("source: it answered 500; ask whoever runs it.");
        await Fails(1, $"{At}: source: it answered 500; ask whoever runs it.", "roster", "check", At);
    }

    [Fact]
    public async Task A_plan_is_shown_and_changes_nothing()
    {
        await Apply();

        var told = await Run("roster", "plan", At);

        told.ExitCode.ShouldBe(0);
        told.Lines.ShouldContain("1\tcreate_course\tname:phy\t41\tada1\t\tplanned");
        told.Lines.ShouldContain("2\tenrol\tname:phy\t41\tada2\tstudent\tplanned", "a person sees as what");
        told.Lines.ShouldContain("error\trole_unknown\t$.courses[0]\tdean [2J is no role.", "what steers a terminal is taken out");
        told.Lines.ShouldContain("2\tenrolled");
        told.Lines.ShouldContain("1 errors, 0 warnings, 1 users missing in Moodle.");
        told.Lines[^1].ShouldBe("Run 1 is a dry run: nothing was changed.");
        (await Run("roster", "apply", At, "--dry-run")).Lines[^1].ShouldBe("Run 2 is a dry run: nothing was changed.");
        _parts.Rosters.Told.ShouldNotContain(one => one.EndsWith("ApproveRun", StringComparison.Ordinal));
        (await Run("roster", "plan", At, "--run", "1")).Lines.ShouldContain("2\tenrol\tname:phy\t41\tada2\tstudent\tplanned");
    }

    [Fact]
    public async Task Of_a_long_plan_the_rest_is_counted()
    {
        await Apply();
        _parts.Rosters.Items = 1000;

        (await Run("roster", "plan", At)).Lines.ShouldContain($"… and 950 more items: silo roster plan {At} --run 1 --all");
        (await Run("roster", "plan", At, "--run", "1", "--all")).Lines
            .ShouldContain("1000\tenrol\tname:phy\t41\tada1000\tstudent\tplanned");
    }

    [Fact]
    public async Task Without_a_terminal_a_plan_waits_with_a_code_of_its_own_and_is_approved_by_its_hash()
    {
        await Apply();

        var waits = await Run("roster", "apply", At);
        waits.ExitCode.ShouldBe(3);
        waits.Lines[^1].ShouldBe(
            $"Run 1 waits for a person. Let it go on with: silo roster approve {At} --hash h1  End it with: silo roster cancel {At}");
        (await Run("roster", "report", At)).ExitCode.ShouldBe(3);

        await Fails(
            1,
            $"{At}: hash: 'h0' is not the plan of run 1 any more; look at the plan again.",
            "roster",
            "approve",
            At,
            "--hash",
            "h0");
        var approved = await Run("roster", "approve", At, "--hash", "h1");
        approved.ExitCode.ShouldBe(0);
        approved.Lines[^1].ShouldBe("Run 1: 3 done, 0 refused by Moodle, 3 seen in Moodle afterwards.");
        await Fails(1, $"{At}: run: 1 is not open; look up the roster's runs, and start a new one.", "roster", "approve", At);
    }

    [Fact]
    public async Task Yes_applies_a_plan_but_does_not_lift_the_brake()
    {
        await Apply();

        (await Run("roster", "apply", At, "--yes")).ExitCode.ShouldBe(0);
        _parts.Rosters.Tripped = ["12 of 30 enrolments of course 41 would be removed."];
        var braked = await Run("roster", "apply", At, "--yes");

        braked.ExitCode.ShouldBe(3);
        braked.Lines.ShouldContain("Brake: 12 of 30 enrolments of course 41 would be removed.");
        braked.Lines[^1].ShouldStartWith("Run 2 waits for a person; --yes does not lift the brake.");
        (await Run("roster", "approve", At)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task What_Moodle_refuses_fails_the_command_and_is_reported()
    {
        await Apply();
        _parts.Rosters.Refused = 1;

        var told = await Run("roster", "apply", At, "--yes");
        told.ExitCode.ShouldBe(1);
        told.Lines[^1].ShouldBe($"Run 1: 2 done, 1 refused by Moodle, 2 seen in Moodle afterwards. 'silo roster report {At}' tells why.");
        var report = await Run("roster", "report", At);
        report.ExitCode.ShouldBe(1);
        report.Lines.ShouldContain("1\tcreate_course\tname:phy\t41\tada1\t\tfailed: Moodle said no.");
    }

    [Fact]
    public async Task A_plan_made_again_is_shown_again()
    {
        await Apply();
        _parts.Rosters.MoodleChanges = true;

        var told = await Run("roster", "apply", At, "--yes");

        told.ExitCode.ShouldBe(0);
        told.Lines.ShouldContain("Moodle had changed, so that the run was planned again:");
        _parts.Rosters.Told.Count(one => one.EndsWith("ApproveRun", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Where_nothing_is_to_do_that_is_said()
    {
        await Apply();
        _parts.Rosters.Items = 0;

        foreach (var command in new[] { "plan", "apply" })
        {
            var told = await Run("roster", command, At);
            told.ExitCode.ShouldBe(0);
            told.Lines[^1]
                .ShouldContain("there is nothing to do for the users that Moodle has; 1 enrolments wait for users that it does not have.");
        }
    }

    [Fact]
    public async Task A_failed_run_is_one_line_and_so_is_a_shared_database_without_a_silo_here()
    {
        await Apply();
        _parts.Rosters.SourceFails = "source.address: it answered 500; ask whoever runs it.";
        foreach (var command in new[] { "plan", "apply" })
        {
            var told = await Run("roster", command, At);
            told.ExitCode.ShouldBe(1);
            told.Error.Trim().Split('\n').ShouldHaveSingleItem()
                .ShouldEndWith("failed: source.address: it answered 500; ask whoever runs it.");
        }

        _parts.Rosters.Works = false;
        foreach (var command in new[] { "plan", "apply" })
        {
            var told = await Run("roster", command, At);
            told.ExitCode.ShouldBe(1);
            told.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(
                "give the address of one with --url and an API key with --key");
        }

        _parts.Rosters.Told.Count(one => one.EndsWith("StartRun", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_run_is_cancelled_taken_back_and_a_roster_deleted()
    {
        await Apply();
        await Run("roster", "apply", At);
        (await Run("roster", "cancel", At)).Lines.ShouldBe(
            [$"Run 1 of {At} is cancelled. What was done stays; 'silo roster undo {At} 1' takes it back."]);

        (await Run("roster", "undo", At, "1", "--yes")).ExitCode.ShouldBe(0);
        (await _parts.Rosters.Find("campus", _name, default)).LastRun.ShouldBe(2);
        await Fails(2, $"{At} has no run 9. Its last one is 2.", "roster", "undo", At, "9");

        (await Run("roster", "delete", At)).Lines.ShouldBe([$"{At} is deleted. What it made in Moodle stays."]);
        await Fails(1, $"There is no roster '{At}'. 'silo roster list' shows those there are.", "roster", "show", At);
    }

    [Fact]
    public async Task Missing_users_are_written_to_a_file()
    {
        await Apply();
        await Run("roster", "plan", At);

        var told = await Run("roster", "report", At, "--csv", _file);
        told.Lines[^1].ShouldBe($"1 missing users written to {_file}");
        (await File.ReadAllTextAsync(_file)).ShouldBe("username,course_shortname,course_name,role\r\n0074,phy,Physics,student\r\n");
        await Run("roster", "report", At, "--run", "1", "--csv", _file, "--excel");
        (await File.ReadAllBytesAsync(_file))[..3].ShouldBe(Encoding.UTF8.GetPreamble());
        var nowhere = await Run("roster", "report", At, "--csv", "/nowhere/missing.csv");
        nowhere.ExitCode.ShouldBe(2);
        nowhere.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith("'/nowhere/missing.csv' cannot be written: ");
    }

    [Theory]
    [InlineData("registrar", 2, "'registrar' names no roster. Write site/name, such as campus/registrar.")]
    [InlineData("campus/Registrar", 2, "'campus/Registrar' names no roster. Write site/name, such as campus/registrar.")]
    [InlineData("campus/none", 1, "There is no roster 'campus/none'. 'silo roster list' shows those there are.")]
    public async Task A_roster_that_is_not_there_is_one_line_with_the_remedy(string roster, int exitCode, string message)
    {
        foreach (var command in new[] { "show", "check", "plan", "apply", "approve", "cancel", "report", "delete" })
        {
            await Fails(exitCode, message, "roster", command, roster);
        }

        await Fails(exitCode, message, "roster", "undo", roster, "1");
    }

    private async Task Fails(int exitCode, string message, params string[] arguments)
    {
        var told = await Run(arguments);
        told.ExitCode.ShouldBe(exitCode, told.Error);
        told.Error.Trim().ShouldBe(message);
    }

    private async Task<Told> Apply(string text = One, params string[] more)
    {
        await File.WriteAllTextAsync(_file, text.Replace("NAME", _name, StringComparison.Ordinal));
        return await Run(["apply", "-f", _file, .. more]);
    }

    private Task<Told> Run(params string[] arguments) =>
        Told.ByRunning(
            _parts,
            [.. arguments, "--Sites:campus:Url=https://m.example", $"--ConnectionStrings:Postgres={postgres.ConnectionString}"]);
}
