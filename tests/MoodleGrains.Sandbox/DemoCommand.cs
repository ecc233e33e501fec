using System.CommandLine;
using MoodleGrains.Sandbox.Demo;
using Spectre.Console;

namespace MoodleGrains.Sandbox;

/// <summary><c>sandbox demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Make()
    {
        var once = new Option<bool>("--once") { Description = "Play the scenario once, check it, sum up and end." };
        var silo = new Option<string>("--silo")
        {
            Description = "The silo's executable; left out, the one built beside the sandbox.",
            DefaultValueFactory = _ => SiloProcess
                .DefaultPath(),
        };
        var seed = new Option<int>("--seed") { Description = "Decides the scenario.", DefaultValueFactory = _ => 2027 };
        var steps = new Option<int>("--steps") { Description = "How many things happen.", DefaultValueFactory = _ => 150 };
        var port = new Option<int?>("--port") { Description = "The silo's port; left out 5080, and with --once a free one." };
        var command = new Command("demo", "Start a silo with a university beside it, and show what becomes of its webhooks.")
        {
            once, silo, seed, steps, port,
        };
        command.SetAction((parsed, cancellationToken) => new DemoRunner(
            new(
                parsed.GetValue(once), Path.GetFullPath(parsed.GetValue(silo)!), parsed.GetValue(seed), parsed.GetValue(steps),
                parsed.GetValue(port) ?? (parsed.GetValue(once) ? 0 : 5080)),
            Screen()).Run(cancellationToken));
        return command;
    }

    // In a file or a pipe: no colours, and lines as long as they are.
    private static IAnsiConsole Screen()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var plain = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        plain.Profile.Width = 160;
        return plain;
    }
}
