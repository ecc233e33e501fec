using System.CommandLine;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;

namespace MoodleGrains.Sandbox;

/// <summary><c>sandbox serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Make()
    {
        var port = new Option<int>("--port") { Description = "The loopback port.", DefaultValueFactory = _ => 8090 };
        var token = new Option<string>("--token")
        {
            Description = "The web-service token it takes.", DefaultValueFactory = _ => "0123456789abcdef0123456789abcdef",
        };
        var discordPort = new Option<int>("--discord-port") { Description = "The loopback port of the stand-in Discord and its page.", DefaultValueFactory = _ => 8091 };
        var command = new Command("serve", "Run only the stand-ins: the university of the recordings behind Moodle's web service, and a Discord.")
        {
            port, token, discordPort,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var academy = new ExampleAcademy();
            academy.Clock.Set(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            await using var standIn = await StandIn.Start(academy.University, parsed.GetValue(token)!, parsed.GetValue(port), cancellationToken);
            await Console.Out.WriteLineAsync($"{standIn.Address}webservice/rest/server.php, token {parsed.GetValue(token)}.");
            await using var discord = await DiscordStandIn.Start(new() { Port = parsed.GetValue(discordPort) }, 1, cancellationToken);
            var (channel, role) = (discord.Guild.AddChannel("conferences"), discord.Guild.AddRole("students"));
            await Console.Out.WriteLineAsync($"Discord:ApiUrl={discord.ApiUrl} Discord:Token={discord.Token}, channel {channel}, role {role}; look at {discord.Address}. Ctrl+C ends it.");
            var over = new TaskCompletionSource();
            await using (cancellationToken.Register(over.SetResult))
            {
                await over.Task;
            }

            return 0;
        });
        return command;
    }
}
