using System.CommandLine;
using MoodleGrains.Sandbox;

return await new RootCommand("A stand-in Moodle: a small university in memory that sends webhooks as the plugins do.")
{
    DemoCommand.Make(),
    ServeCommand.Make(),
    LoadCommand.Make(),
}
    .Parse(args).InvokeAsync();
