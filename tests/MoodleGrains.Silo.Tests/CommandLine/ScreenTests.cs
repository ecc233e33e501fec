using MoodleGrains.Silo.CommandLine;
using Spectre.Console;

namespace MoodleGrains.Silo.Tests.CommandLine;

public sealed class ScreenTests
{
    [Fact]
    public void A_terminal_shows_rows_in_their_colour_and_markup_as_it_is()
    {
        var text = new StringWriter();
        var terminal = AnsiConsole.Create(
            new() { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(text) });
        var screen = new Screen(TextWriter.Null, TextWriter.Null, terminal);

        screen.Table(["what"], [["[bold]remove[/]"], ["enrol"]], row => row[0] == "enrol" ? null : "red");
        screen.Coloured("[brake]", "red");

        text.ToString().ShouldContain("\e[91m[bold]remove[/]");
        text.ToString().ShouldNotContain("\e[91menrol");
        text.ToString().ShouldContain("\e[91m[brake]");
    }

    [Fact]
    public void Without_a_terminal_nobody_is_asked_and_nothing_is_coloured()
    {
        var text = new StringWriter();
        var screen = new Screen(text, TextWriter.Null, terminal: null);

        screen.Table(["what"], [["remove"]], _ => "red");
        screen.Coloured("brake", "red");

        text.ToString().ShouldBe($"what{Environment.NewLine}remove{Environment.NewLine}brake{Environment.NewLine}");
        screen.Ask("Apply?").ShouldBeNull();
    }
}
