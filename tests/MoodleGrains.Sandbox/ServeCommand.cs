using System.CommandLine;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Sandbox.Rosters;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;

namespace MoodleGrains.Sandbox;

/// <summary><c>sandbox serve</c>.</summary>
internal static class ServeCommand
{
    // People and a course of the university of the recordings, somebody who is not there, and a course to be created.
    private const string Roster =
        """
        {"courses":[
          {"shortname":"PHY-101","name":"Physics for Engineers","participants":[
            {"username":"dev.user12"},{"username":"dev.user13","roleid":"teacher"},{"username":"nobody.yet"}]},
          {"shortname":"AST-200","name":"Astronomy","category":"Sciences","participants":[
            {"username":"dev.user01"},{"username":"dev.user02"},{"username":"dev.user14","roleid":"professor"}]}]}
        """;

    public static Command Make()
    {
        var port = new Option<int>("--port") { Description = "The loopback port.", DefaultValueFactory = _ => 8090 };
        var token = new Option<string>("--token")
        {
            Description = "The web-service token it takes.",
            DefaultValueFactory = _ => "0123456789abcdef0123456789abcdef",
        };
        var discordPort = new Option<int>("--discord-port")
        {
            Description = "The loopback port of the stand-in Discord and its page.",
            DefaultValueFactory = _ => 8091
        };
        var rosterPort = new Option<int>("--roster-port")
        {
            Description = "The loopback port of the stand-in registrar.",
            DefaultValueFactory = _ => 8092
        };
        var command = new Command(
            "serve", "Run only the stand-ins: the university of the recordings behind Moodle's web service, a Discord, and a registrar "
                + "with a roster.")
        {
            port, token, discordPort, rosterPort,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var academy = new ExampleAcademy();
            academy.Clock.Set(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            await using var standIn = await StandIn.Start(
                academy.University,
                parsed.GetValue(token)!,
                parsed.GetValue(port),
                cancellationToken);
            await Console.Out.WriteLineAsync($"{standIn.Address}webservice/rest/server.php, token {parsed.GetValue(token)}.");
            await using var discord = await DiscordStandIn.Start(new() { Port = parsed.GetValue(discordPort) }, 1, cancellationToken);
            var (channel, role) = (discord.Guild.AddChannel("conferences"), discord.Guild.AddRole("students"));
            await Console.Out.WriteLineAsync($"Discord:ApiUrl={discord.ApiUrl} Discord:Token={discord.Token}, channel {channel}, role "
                + $"{role}; look at {discord.Address}. Ctrl+C ends it.");
            await using var registrar = await Registrar.Start(cancellationToken, parsed.GetValue(rosterPort));
            registrar.Publish(Roster);
            await Console.Out.WriteLineAsync(
                $"A roster at {registrar.Roster} (source.allowPrivate=true); POST {registrar.Address}sandbox/trouble?kind=HalfTheCourses "
                    + $"switches misbehaviour.");
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
