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
            Description = "The silo's executable; left out, the one built beside the sandbox.", DefaultValueFactory = _ => SiloProcess.DefaultPath(),
        };
        var seed = new Option<int>("--seed") { Description = "Decides the scenario.", DefaultValueFactory = _ => 2027 };
        var steps = new Option<int>("--steps") { Description = "How many things happen.", DefaultValueFactory = _ => 150 };
        var command = new Command("demo", "Start a silo with a university beside it, and show what becomes of its webhooks.")
        {
            once, silo, seed, steps,
        };
        command.SetAction((parsed, cancellationToken) => new DemoRunner(
            new(parsed.GetValue(once), Path.GetFullPath(parsed.GetValue(silo)!), parsed.GetValue(seed), parsed.GetValue(steps)),
            AnsiConsole.Console).Run(cancellationToken));
        return command;
    }
}
