using MoodleGrains.ClientApi;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.Tests.CommandLine;

public sealed class ProgramTests : IAsyncDisposable
{
    private readonly FakeParts _parts = new();

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    public async Task Without_a_command_the_silo_serves(string command)
    {
        var told = await Told.ByRunning(
            _parts,
            [
                .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                "--Urls=http://127.0.0.1:8080", "--Sites:a:Url", "https://a.example",
            ]);

        told.ExitCode.ShouldBe(0);
        _parts.Served.ShouldBe(["--Urls=http://127.0.0.1:8080 --Sites:a:Url=https://a.example"]);
    }

    [Theory]
    [InlineData("srve")]
    [InlineData("import")]
    [InlineData("import", "folder")]
    [InlineData("stream", "a", "b")]
    [InlineData("serve", "--urlz=x")]
    [InlineData("serve", "--Urls")]
    [InlineData("stream", "course-a-1", "--after", "soon")]
    public async Task A_wrong_command_line_is_one_line_and_exit_code_2(params string[] arguments)
    {
        var told = await Told.ByRunning(_parts, arguments);

        told.ExitCode.ShouldBe(2);
        told.Error.Trim().Split('\n').ShouldHaveSingleItem();
        _parts.Served.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_wrong_setting_is_a_line_of_its_own_and_exit_code_2()
    {
        var parts = new FakeParts
        {
            ServeFails = new SettingsException([
                new SettingProblem("Urls", "'x' is no address.", "Write y."),
                new SettingProblem("DataFolder", "It is empty.", "Write z."),
            ]),
        };

        var told = await Told.ByRunning(parts);

        told.ExitCode.ShouldBe(2);
        told.Error.Trim().Split('\n').ShouldBe(["Urls: 'x' is no address. Write y.", "DataFolder: It is empty. Write z."]);
    }

    [Fact]
    public async Task An_unforeseen_failure_is_one_line_without_a_stack_trace()
    {
        var told = await Told.ByRunning(new FakeParts { ServeFails = new InvalidOperationException("first\nsecond") });

        told.ExitCode.ShouldBe(1);
        told.Error.Trim().ShouldBe("InvalidOperationException: first second.");
    }

    [Fact]
    public async Task A_new_key_is_shown_with_the_configuration_that_lets_it_in()
    {
        var told = await Told.ByRunning(_parts, "key", "new", "--name", "library", "--scopes", "read:campus", "read:annex");

        told.ExitCode.ShouldBe(0);
        told.Output.ShouldContain("mgk_secret");
        told.Output.ShouldContain("ApiKeys__library__Hash=sha256:abcd");
        told.Output.ShouldContain("ApiKeys__library__Scopes__1=read:annex");
        told.Output.ShouldContain("""{ "library": { "Hash": "sha256:abcd", "Scopes": ["read:campus", "read:annex"] } }""");
    }

    [Theory]
    [InlineData("--scopes", "write:all")]
    [InlineData("--name", "a b")]
    public async Task A_key_that_the_start_would_refuse_is_not_made(params string[] arguments)
    {
        var told = await Told.ByRunning(_parts, ["key", "new", .. arguments]);

        told.ExitCode.ShouldBe(2);
        told.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("import")]
    [InlineData("rebuild")]
    [InlineData("stream")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("parked")]
    [InlineData("apply")]
    [InlineData("rule list")]
    [InlineData("rule show")]
    [InlineData("rule preview")]
    [InlineData("rule approve")]
    [InlineData("rule delete")]
    [InlineData("roster list")]
    [InlineData("roster show")]
    [InlineData("roster check")]
    [InlineData("roster plan")]
    [InlineData("roster apply")]
    [InlineData("roster approve")]
    [InlineData("roster cancel")]
    [InlineData("roster undo")]
    [InlineData("roster report")]
    [InlineData("roster delete")]
    [InlineData("key new")]
    [InlineData("calendar new")]
    [InlineData("calendar list")]
    [InlineData("calendar revoke")]
    [InlineData("doctor")]
    public async Task Every_command_helps_with_examples(string command)
    {
        var told = await Told.ByRunning(_parts, [.. command.Split(' '), "--help"]);

        told.ExitCode.ShouldBe(0);
        told.Output.ShouldContain("Examples:");
        told.Output.ShouldContain($"silo {command}");
    }

    [Fact]
    public async Task The_help_of_the_program_tells_the_exit_codes()
    {
        var told = await Told.ByRunning(_parts, "--help");

        told.Output.ShouldContain("Exit codes: 0");
        told.Output.ShouldContain("doctor");
    }
}
