using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.CommandLine.Login;

/// <summary>What a person asked for with <c>silo login</c>.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Way">How the token is got.</param>
/// <param name="Username">Who logs in by password; null to be asked.</param>
/// <param name="Service">The short name of the service; null for that of the settings.</param>
/// <param name="Until">The day on which the token ends; null for what is known.</param>
internal sealed record LoginWish(string Site, LoginWay Way, string? Username, string? Service, DateOnly? Until);

/// <summary>How a token is got.</summary>
internal enum LoginWay
{
    /// <summary>By user name and password.</summary>
    Password,

    /// <summary>In a browser, as Moodle's app does it: also behind a single sign-on.</summary>
    Browser,

    /// <summary>It is there already: from the page "Security keys" or from "Manage tokens".</summary>
    Token,
}

/// <summary>Gets a token for a site, tries it, and stores it where the silo reads it.</summary>
internal static partial class LoginCommand
{
    // lib/external/classes/util.php: tokens of users end after $CFG->tokenduration, 12 weeks unless the administrator chose otherwise.
    private static readonly TimeSpan UsualLife = TimeSpan.FromDays(84);

    internal static async Task<int> ExecuteAsync(
        LoginWish wish, IConfiguration configuration, Screen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        if (configuration[$"Sites:{wish.Site}:Url"] is not { Length: > 0 } url)
        {
            throw new CommandFailure(
                $"site: '{wish.Site}' has no address in this configuration; set Sites:{wish.Site}:Url to it, such as "
                    + $"https://moodle.example.org.", ExitCode.Usage);
        }

        var file = TokenFile.PathOf(configuration, wish.Site);
        var waits = TokenFile.IsExpected(configuration, wish.Site) || SiteAccount.IsThere(configuration, wish.Site);
        var account = await AccountAsync(wish, url.TrimEnd('/'), configuration, screen, cancellationToken);
        await using var sites = MoodleSites.Open([account], time, NullLoggerFactory.Instance);
        var site = sites.Find(wish.Site)!;
        string token;
        SiteInfo info;
        try
        {
            info = await site.InfoAsync(cancellationToken);
            token = await site.TokenAsync(cancellationToken);
        }
        catch (MoodleFaultException failed)
        {
            throw new CommandFailure($"{failed.Message} Nothing was stored.");
        }

        foreach (var finding in MoodleCheck.Judge(wish.Site, info))
        {
            screen.Line(finding.ToString());
        }

        var until = wish.Until ?? (wish.Way == LoginWay.Token ? null : DateOnly.FromDateTime((time.GetUtcNow() + UsualLife).UtcDateTime));
        await StoreAsync(file, token, until, cancellationToken);
        Tell(wish, configuration, screen, file, until, waits);
        return ExitCode.Ok;
    }

    private static async Task<SiteAccount> AccountAsync(
        LoginWish wish, string url, IConfiguration configuration, Screen screen, CancellationToken cancellationToken)
    {
        var service = wish.Service ?? configuration[$"Sites:{wish.Site}:Service"] ?? SiteAccount.MobileService;
        switch (wish.Way)
        {
            case LoginWay.Password:
                var username = wish.Username ?? await Asked("User name: ", secret: false);
                return new()
                {
                    Slug = wish.Site,
                    Url = url,
                    Username = username,
                    Password = await Asked("Password: ", secret: true),
                    Service = service
                };
            case LoginWay.Browser:
                var login = BrowserLogin.New(url);
                screen.Line("Open this address in a browser and log in to Moodle as usual:");
                screen.Line($"  {login.Address(service)}");
                screen.Line("Moodle then shows a link (\"If the app does not open automatically…\"). It need not open anything: copy its "
                    + "address and paste it here.");
                return login.Read(await Asked("Address: ", secret: true), out var token) is { } wrong
                    ? throw new CommandFailure($"{wrong} Nothing was stored.")
                    : new() { Slug = wish.Site, Url = url, Token = token };
            default:
                var key = (await Asked("Token: ", secret: true)).Trim();
                return Token().IsMatch(key)
                    ? new() { Slug = wish.Site, Url = url, Token = key }
                    : throw new CommandFailure(
                        "That is no token: it is a word of letters and digits. In Moodle it stands under Preferences > Security keys, in "
                            + "the column Key. Nothing was stored.");
        }

        async Task<string> Asked(string question, bool secret) =>
            await screen.Read(question, secret, cancellationToken) is { Length: > 0 } answer
                ? answer
                : throw new CommandFailure(
                    $"{question.TrimEnd(' ', ':')}: it is empty. Type it, or give it on standard input. Nothing was stored.",
                    ExitCode.Usage);
    }

    private static async Task StoreAsync(string file, string token, DateOnly? until, CancellationToken cancellationToken)
    {
        try
        {
            await TokenFile.WriteAsync(file, token, until, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                $"The token works, but '{file}' cannot be written ({e.Message}). Run this as the silo's user, with the silo's DataFolder. "
                    + $"Nothing was stored.");
        }
    }

    private static void Tell(LoginWish wish, IConfiguration configuration, Screen screen, string file, DateOnly? until, bool waits)
    {
        screen.Line(
            $"The token works and is stored in {file}, for the user {Environment.UserName} alone to read: the silo must run as that user.");
        screen.Line(until is { } day
            ? $"It is taken to end on {day:yyyy-MM-dd}"
                + (wish.Until is null ? ", as Moodle's do after 12 weeks unless its administrator chose otherwise; " : "; ")
                + $"{TokenFile.DaysOfWarning} days before, operators are told (Notices)."
            : "When it ends is not known; say it with --until 2027-02-28, and operators are told before.");
        screen.Line(
            configuration[$"Sites:{wish.Site}:Token"] is { Length: > 0 }
                ? $"Sites:{wish.Site}:Token is set too: it is used until Moodle refuses it, then this one. Take it out if this one is to "
                    + $"be used at once."
            : waits ? "A running silo takes it up by itself."
            : "Restart a running silo: it does not know yet that there is an account for this site.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,128}\z")]
    private static partial Regex Token();
}
