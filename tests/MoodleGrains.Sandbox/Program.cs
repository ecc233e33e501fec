using System.CommandLine;
using MoodleGrains.Sandbox;

return await new RootCommand("A stand-in Moodle: a small university in memory that sends webhooks as the plugins do.")
{
    DemoCommand.Make(),
    ServeCommand.Make(),
    LoadCommand.Make(),
}
    // Ctrl+C: the silo drains and its database stops before the demo ends.
    .Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(40) });
