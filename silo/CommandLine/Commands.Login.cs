using System.CommandLine;
using MoodleGrains.Silo.CommandLine.Login;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>The command that gets a token.</summary>
internal sealed partial class Commands
{
    private CommandWithExamples Login()
    {
        var site = new Argument<string>("site") { Description = "The slug of the site; its Sites:{slug}:Url must be set." };
        var browser = new Option<bool>("--browser")
        {
            Description = "Log in with a browser, as Moodle's app does: also behind a single sign-on."
        };
        var token = new Option<bool>("--token")
        {
            Description = "Store a key from Moodle's page Preferences > Security keys, or a token from Manage tokens."
        };
        var username = new Option<string?>("--username") { Description = "Who logs in by password; asked for if left out." };
        var service = new Option<string?>("--service")
        {
            Description = "The short name of the web service; Sites:{slug}:Service, or Moodle's mobile service, if left out."
        };
        var until = new Option<string?>("--until")
        {
            Description = "The day on which the token ends, as Moodle shows it; operators are told before.",
            HelpName = "yyyy-mm-dd"
        };
        var command = new CommandWithExamples(
            "login",
            "Gets a token for a site, tries it, and stores it in a file (Sites:{slug}:TokenFile, else tokens/{slug} in DataFolder) that "
                + "only its owner reads and that the silo takes up. Password, address and token are asked for without showing them, or "
                + "read as a line of standard input; they are never arguments.",
            "silo login campus",
            "silo login campus --username moodlegrains < password.txt",
            "silo login campus --browser",
            "silo login campus --token --until 2027-02-28") { site, browser, token, username, service, until };
        command.SetAction((parsed, cancellationToken) =>
        {
            var day = parsed.GetValue(until) is { } text
                ? TokenFile.ReadDay(text)
                    ?? throw new CommandFailure($"--until: '{text}' is no day. Write it as 2027-02-28.", ExitCode.Usage)
                : (DateOnly?)null;
            if (parsed.GetValue(browser) && parsed.GetValue(token))
            {
                throw new CommandFailure("--browser and --token are two ways. Give one of them.", ExitCode.Usage);
            }

            var way = parsed.GetValue(browser) ? LoginWay.Browser : parsed.GetValue(token) ? LoginWay.Token : LoginWay.Password;
            var configuration = Configuration();
            SiloSettings.Read(configuration, parts.SettingsRules);
            return LoginCommand.ExecuteAsync(
                new(
                    parsed.GetRequiredValue(site),
                    way,
                    parsed.GetValue(username),
                    parsed.GetValue(service),
                    day), configuration, screen, time, cancellationToken);
        });
        return command;
    }
}
