using MoodleGrains.Rules;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.CommandLine;

public sealed class RulesTests(TestDatabase postgres) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private const string Two = """
        {
          // Both in one go.
          "rules": [
            { "site": "campus", "name": "physics", "scope": { "kind": "category", "id": 12 }, "channel": "123456789012345678", "leadMinutes": [60, 5] },
            { "site": "campus", "name": "exams", "scope": { "kind": "name", "pattern": "*exam*" }, "channel": "exams", "language": "fr", "atEnd": "mark",
              "quiet": { "from": "22:00", "to": "07:00", "zone": "Europe/Brussels" } },
          ],
        }
        """;

    private readonly FakeParts _parts = new();
    private readonly string _file = Path.GetTempFileName();

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await _parts.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_applied_once_however_often_it_is_applied()
    {
        var first = await Apply(Two);
        first.ExitCode.ShouldBe(0);
        first.Lines[^1].ShouldBe("2 of 2 changed.");
        (await _parts.Rules.Find("campus", "physics", default)).Proposed!.LeadMinutes.ShouldBe([5, 60]);

        var again = await Apply(Two);
        again.Lines[^1].ShouldBe("0 of 2 changed.");
        _parts.Rules.Told.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_change_field_by_field_and_changes_nothing()
    {
        await Apply(Two);

        var told = await Apply(Two.Replace("\"fr\"", "\"de\"", StringComparison.Ordinal), "--dry-run");

        told.ExitCode.ShouldBe(0);
        told.Lines[1].ShouldBe("rule campus/physics\tis so already");
        told.Lines[2].ShouldBe("rule campus/exams\tlanguage \"fr\" → \"de\"");
        told.Lines[^1].ShouldBe("1 of 2 would change. Nothing was changed.");
        _parts.Rules.Told.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_told_with_its_path_and_nothing_is_changed()
    {
        var told = await Apply("""
            {
              "rules": [
                { "site": "Campus", "name": "a b", "scope": { "kind": "galaxy" }, "chanel": "x", "leadMinutes": [5, "ten"], "language": 7 },
                { "site": "campus", "name": "quiet", "scope": { "kind": "course" }, "channel": "c", "quiet": { "from": "22", "to": "07:00", "zone": "Mars/Base" } },
                { "site": "campus", "name": "twice", "scope": { "kind": "site" }, "channel": "c" },
                { "site": "campus", "name": "twice", "scope": { "kind": "site" }, "channel": "d" },
                "rule"
              ],
              "rule": []
            }
            """);

        told.ExitCode.ShouldBe(2);
        string[] paths =
        [
            "$.rules[0].site", "$.rules[0].name", "$.rules[0].scope.kind", "$.rules[0].channel", "$.rules[0].leadMinutes[1]",
            "$.rules[0].language",
            "$.rules[0].chanel", "$.rules[1].scope.id", "$.rules[1].quiet.from", "$.rules[1].quiet.zone", "$.rules[3]", "$.rules[4]",
            "$.rule",
        ];
        told.Error.Trim().Split('\n').Select(line => line.Split(": ")[1]).ShouldBe(paths, ignoreOrder: true);
        _parts.Rules.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_site_that_is_not_configured_is_told_once_and_is_no_fault()
    {
        var told = await Apply(Two.Replace("\"campus\"", "\"campsu\"", StringComparison.Ordinal));

        told.ExitCode.ShouldBe(0);
        told.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("'campsu'");
    }

    [Theory]
    [InlineData("{ \"rules\": [ }")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{ \"rules\": [], \"rules\": [] }")]
    public async Task A_file_that_is_no_such_document_is_one_line(string text)
    {
        var told = await Apply(text);

        told.ExitCode.ShouldBe(2);
        told.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("$");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_line()
    {
        var told = await Run("apply", "-f", "/nowhere/rules.json");

        told.ExitCode.ShouldBe(2);
        told.Error.ShouldContain("/nowhere/rules.json");
    }

    [Fact]
    public async Task A_rule_that_waits_is_listed_shown_previewed_and_approved()
    {
        (await Run("rule", "list")).Output.ShouldContain("There are no rules");
        await Apply(Two);
        await _parts.Rules.Send("campus", "physics", new HoldRule(1, 21, "21 conferences would be posted at once.", 1), default);

        var list = await Run("rule", "list");
        list.Lines.Length.ShouldBe(3);
        list.Output.ShouldContain("campus/physics\twaits for a person\tcategory 12\t123456789012345678\ten\t5 60\t21 conferences");
        (await Run("rule", "show", "campus/physics")).Output.ShouldContain("silo rule approve campus/physics");
        var preview = await Run("rule", "preview", "campus/physics");
        preview.Lines[1].ShouldBe("post\t2026-09-01 08:00\tAnalysis\tMaths\t123456789012345678");
        preview.Output.ShouldContain("21 would be posted");

        (await Run("rule", "approve", "campus/physics")).Output.ShouldContain("is approved");
        (await _parts.Rules.Find("campus", "physics", default)).InForce.ShouldNotBeNull();
        (await Run("rule", "approve", "campus/physics")).Output.ShouldContain("does not wait");
        (await Run("rule", "delete", "campus/physics")).ExitCode.ShouldBe(0);
        (await Run("rule", "show", "campus/physics")).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("physics", 2)]
    [InlineData("campus/none", 1)]
    [InlineData("campus/Physics", 2)]
    public async Task A_rule_that_is_not_there_is_one_line_with_the_remedy(string rule, int exitCode)
    {
        foreach (var command in new[] { "show", "preview", "approve", "delete" })
        {
            var told = await Run("rule", command, rule);

            told.ExitCode.ShouldBe(exitCode);
            told.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain($"'{rule}'");
        }
    }

    private async Task<Told> Apply(string text, params string[] more)
    {
        await File.WriteAllTextAsync(_file, text);
        return await Run(["apply", "-f", _file, .. more]);
    }

    private Task<Told> Run(params string[] arguments) =>
        Told.ByRunning(
            _parts,
            [.. arguments, "--Sites:campus:Url=https://m.example", $"--ConnectionStrings:Postgres={postgres.ConnectionString}"]);
}
