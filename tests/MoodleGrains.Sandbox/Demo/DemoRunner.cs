using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;
using Spectre.Console;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>What the demo is asked to do.</summary>
/// <param name="Once">Play the scenario once, check it, sum up and end.</param>
/// <param name="Silo">The silo's executable.</param>
/// <param name="Seed">Decides the scenario.</param>
/// <param name="Steps">How many things happen.</param>
/// <param name="Port">The silo's port; 0 for a free one.</param>
public sealed record DemoOptions(bool Once, string Silo, int Seed, int Steps, int Port);

/// <summary>
/// A silo with a small university beside it. nosey tells what it can of everything; local_webhooks and local_webhookengine tell all
/// of it, in turn.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="console">Where to print.</param>
public sealed class DemoRunner(DemoOptions options, IAnsiConsole console)
{
    private const string Site = "campus";
    private const int DiscordPort = 5081;
    private static readonly TimeSpan catchUpLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan atAPersonsPace = TimeSpan.FromMilliseconds(150);

    private readonly DemoScreen screen = new(console);
    private readonly SiteClock clock = new(
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (options.Steps * 4L)));

    /// <summary>Runs the demo.</summary>
    /// <param name="cancellationToken">Ends it in good order.</param>
    /// <returns>The exit code: 0, or 1 if something was not as it should be.</returns>
    public async Task<int> Run(CancellationToken cancellationToken)
    {
        var (webhookKey, apiKey) = (NewKey("mgw_"), NewKey("mgk_"));
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var university = new University(clock);
        await using var standIn = await StandIn.Start(university, token, 0, cancellationToken);
        await using var channel = await DemoChannel.Open(university, options.Once ? 0 : DiscordPort, options.Seed, cancellationToken);
        screen.Say("Starting the silo on a private PostgreSQL ...");
        var settings = new Dictionary<string, string>
        {
            ["Sites__campus__Url"] = standIn.Address.GetLeftPart(UriPartial.Authority),
            ["Sites__campus__Webhooks__Key__0"] = webhookKey,
            ["ApiKeys__demo__Hash"] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(apiKey))),
            ["ApiKeys__demo__Scopes__0"] = "read:*",
            ["Sites__campus__Token"] = token,
        };
        channel.AddTo(settings);
        SiloProcess silo;
        try
        {
            silo = await SiloProcess.Start(options.Silo, options.Port, settings, cancellationToken);
        }
        catch (SiloFailedException failed)
        {
            console.MarkupLineInterpolated($"[red]{failed.Message}[/]");
            return 1;
        }

        await using (silo)
        {
            screen.Urls(silo.Address, apiKey, channel.Page);
            using var api = new SiloApi(silo.Address, apiKey);
            using var sender = new Sender(new Uri(silo.Address, $"/hooks/{Site}/{webhookKey}"));
            var play = new Play(university, clock, options.Seed, sender, standIn.Address, webhookKey, screen);
            var code = await Run(play, university, api, sender, channel, cancellationToken);
            if (code == 0)
            {
                silo.ForgetLog();
            }
            else
            {
                screen.Say($"What the silo said: {silo.LogPath}");
            }

            return code;
        }
    }

    private async Task<int> Run(
        Play play, University university, SiloApi api, Sender sender, DemoChannel channel, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var live = Follow(api, over.Token);
        var code = 0;
        try
        {
            await play.Steps(options.Steps, options.Once ? TimeSpan.Zero : atAPersonsPace, cancellationToken);
            code = await Check(university, api, sender, play.Events, channel, cancellationToken);
            if (!options.Once)
            {
                await play.Now(() => channel.PlanOfficeHour(), cancellationToken);
                screen.Say("The demo stays up, and a little goes on happening. In the channel an office hour is called within two minutes. "
                    + "Ctrl+C ends it.");
                await KeepOn(play, api, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Say("Ending: the silo drains, its data folder goes.");
        }
        catch (HttpRequestException gone)
        {
            // Ctrl+C in a terminal reaches the silo too, which may be gone before we know that we shall end.
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(2), cancellationToken));
            code = cancellationToken.IsCancellationRequested ? 0 : 1;
            screen.Say(code == 0 ? "Ending: the silo drains, its data folder goes." : $"The silo does not answer: {gone.Message}");
        }

        await over.CancelAsync();
        await live;
        return code;
    }

    private async Task<int> Check(
        University university, SiloApi api, Sender sender, int events, DemoChannel channel, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var comparison = await Comparison.Make(university, Site, api, cancellationToken);
        while ((comparison.Wrong.Count > 0 || channel.Differs() is not null) && started.Elapsed < catchUpLimit)
        {
            await Task.Delay(200, cancellationToken);
            comparison = await Comparison.Make(university, Site, api, cancellationToken);
        }

        screen.Differences("Damaged by nosey (numbers where text belongs); a poll of Moodle mends it", comparison.Damaged);
        screen.Differences("No webhook tells whether a changed enrolment is active; a poll of Moodle does", comparison.Untold);
        screen.Differences("WRONG: these should be equal", comparison.Wrong);
        screen.Summary([.. await Totals.Count(Site, university, api, sender, comparison, events, cancellationToken), .. channel.Totals()]);
        if (channel.Differs() is { } difference)
        {
            console.MarkupLineInterpolated($"[red]The channel does not show what Moodle holds: {difference}[/]");
            return 1;
        }

        var refused = sender.Tallies.Values.Sum(t => t.Refused);
        var well = comparison.Wrong.Count == 0 && refused == 0;
        console.MarkupLine(well
            ? "[green]Every course, category and enrolment of the university stands in the silo as in Moodle, and the channel shows its "
                + "conferences.[/]"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"[red]{comparison.Wrong.Count} fields are wrong, {refused} webhooks were refused.[/]"));
        return well ? 0 : 1;
    }

    private async Task KeepOn(Play play, SiloApi api, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(4));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            clock.Set(Math.Max(clock.GetUtcNow().ToUnixTimeSeconds(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 5));
            await play.Steps(1, TimeSpan.Zero, cancellationToken);
            screen.Rows(
                (await api.All($"api/v1/sites/{Site}/courses", cancellationToken)).Count,
                (await api.All($"api/v1/sites/{Site}/categories", cancellationToken)).Count,
                (await api.All($"api/v1/sites/{Site}/conferences", cancellationToken)).Count);
        }
    }

    private async Task Follow(SiloApi api, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in api.Live(cancellationToken))
            {
                screen.Live(item);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The demo ends: nobody looks at the feed any more.
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            screen.Say($"The live feed ended: {gone.Message}");
        }
    }

    private static string NewKey(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
