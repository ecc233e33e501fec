using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Silo.CommandLine.Api;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.CommandLine.Import;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>The commands of the program, and what they are given.</summary>
internal sealed partial class Commands(IProgramParts parts, string[] settings, Screen screen, TimeProvider time)
{
    private readonly ScreenLogger _logger = new(screen);
    private readonly SiloCalls calls = new(new SiloFinder(parts, settings, screen));

    internal RootCommand Build()
    {
        var root = new RootCommand("MoodleGrains keeps what happens in Moodle sites as event streams. Without a command: serve.")
        {
            Serve(), Import(), Rebuild(), Stream(), Pause(), Resume(), Parked(), Outbox(), Apply(), RuleGroup(), RosterGroup(),
            new CalendarCommands(calls, WithDatabase, screen).Build(), Digest(), Poll(), Login(), Key(), Doctor(),
        };
        root.SetAction((_, cancellationToken) => parts.Serve(settings, cancellationToken));
        CommandWithExamples.ShowIn(
            root,
            "Settings: any command takes them as --Name:Part=value, beside appsettings.json and the environment (Name__Part=value):",
            "  silo --DataFolder=/srv/moodlegrains --Sites:campus:Url=https://moodle.example.org",
            "Commands that change something call the silo of this machine, or another: --url, --key (MOODLEGRAINS_URL, MOODLEGRAINS_KEY).",
            "Exit codes: 0 all went well; 1 the work failed, in whole or in part; "
                + "2 wrong command line or configuration, nothing was done; 3 a roster's plan waits for a person.");
        return root;
    }

    private CommandWithExamples Serve()
    {
        var command = new CommandWithExamples(
            "serve", "Runs the silo until it is stopped.", "silo serve", "silo serve --Urls=http://127.0.0.1:8080");
        command.SetAction((_, cancellationToken) => parts.Serve(settings, cancellationToken));
        return command;
    }

    private CommandWithExamples Import()
    {
        var path = new Argument<string>("path")
        {
            Description = "A folder of .json files (taken in name order) or an .ndjson file (in line order), one webhook body each. A "
                + "recording that keeps the body as text in a field 'rawBody' is understood too.",
        };
        var site = new Option<string>("--site") { Description = "The site they came from.", Required = true };
        var command = new CommandWithExamples(
            "import",
            "Puts webhook bodies from files into the inbox. They are checked as if they had arrived by HTTP, save who sent them; the "
                + "silo dispatches them. Exit code 1 if one or more were rejected.",
            "silo import ./bodies --site campus",
            "silo import history.ndjson --site campus") { path, site };
        return calls.By(command, parsed =>
        {
            var slug = parsed.GetRequiredValue(site);
            if (!Site.IsSlug(slug))
            {
                throw new CommandFailure($"'{slug}' is no name for a site. Use 1 to 32 of a-z and 0-9, such as 'campus'.", ExitCode.Usage);
            }

            var bodies = ImportFiles.Read(parsed.GetRequiredValue(path));
            return (silo, cancellationToken) => ImportCommand.ExecuteAsync(silo, screen, bodies, slug, cancellationToken);
        });
    }

    private CommandWithExamples Rebuild()
    {
        var readModel = new Argument<string?>("read-model") { Description = "Which; all if left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new CommandWithExamples(
            "rebuild",
            "Makes read models anew from the streams. Readers see the rows of before until it is through; commands wait. Nothing is sent again.",
            "silo rebuild",
            "silo rebuild courses") { readModel };
        return calls.By(command, parsed => (silo, cancellationToken) =>
            RebuildCommand.ExecuteAsync(silo, screen, time, parsed.GetValue(readModel), cancellationToken));
    }

    private CommandWithExamples Stream()
    {
        var grain = new Argument<string>("grain")
        {
            Description = "course-{site}-{id}, category-{site}-{id}, user-{site}-{id} or conference-{site}-{course module id}.",
        };
        var after = WholeNumber.Option("--after", "Only events behind this version.");
        var json = new Option<bool>("--json") { Description = "One JSON object a line, with the headers." };
        var command = new CommandWithExamples(
            "stream", "Shows the events of one grain.", "silo stream course-campus-41",
            "silo stream course-campus-41 --json | jq .type") { grain, after, json };
        command.SetAction((parsed, cancellationToken) => WithDatabase((database, _) => StreamCommand.ExecuteAsync(
            database.Source, screen, parsed.GetRequiredValue(grain), parsed.GetValue(after) ?? 0, parsed.GetValue(json), cancellationToken),
            cancellationToken));
        return command;
    }

    private CommandWithExamples Pause()
    {
        var part = Part();
        var command = new CommandWithExamples(
            "pause", $"Holds a part of every silo on this database; webhooks are still accepted. {PartNames()}",
            "silo pause", "silo pause discord", "silo pause site:campus") { part };
        return calls.By(
            command, parsed => (silo, cancellationToken) => PauseCommand.Pause(silo, screen, parsed.GetValue(part), cancellationToken));
    }

    private CommandWithExamples Resume()
    {
        var part = Part();
        var command = new CommandWithExamples(
            "resume", $"Lets a paused part go on. {PartNames()}", "silo resume", "silo resume dispatch") { part };
        return calls.By(
            command, parsed => (silo, cancellationToken) => PauseCommand.Resume(silo, screen, parsed.GetValue(part), cancellationToken));
    }

    private CommandWithExamples Parked()
    {
        var retry = new Option<bool>("--retry")
        {
            Description = "Try them again first: each is sent to its grain once more. Exit code 1 if some stay parked.",
        };
        var command = new CommandWithExamples(
            "parked",
            "Shows deliveries that a grain could not take, with the error.",
            "silo parked",
            "silo parked --retry") { retry };
        return calls.By(
            command,
            parsed => (silo, cancellationToken) => ParkedCommand.Retry(silo, screen, cancellationToken),
            parsed => parsed.GetValue(retry)
                ? null
                : cancellationToken =>
                    WithDatabase((database, _) => ParkedCommand.Show(database.Source, screen, cancellationToken), cancellationToken));
    }

    private Command Poll()
    {
        var site = new Argument<string>("site") { Description = "The slug of the site." };
        var conferences = new Option<bool>("--conferences") { Description = "Only its conferences." };
        var enrolments = new Option<bool>("--enrolments")
        {
            Description = "Only the enrolments, of all courses and not just of those whose turn it is; what the budget of calls does not "
                + "allow follows later.",
        };
        var course = WholeNumber.Option("--course", "Only one course with its conferences and participants, by Moodle's id.");
        var wait = new Option<bool>("--wait")
        {
            Description = "Wait until it is done, and show what came of it; exit code 1 if it failed."
        };
        var now = new CommandWithExamples(
            "now",
            "Lets the silo poll a site at once, beside its usual turns.",
            "silo poll now campus --wait",
            "silo poll now campus --conferences",
            "silo poll now campus --course 41 --wait")
        {
            site, conferences, enrolments, course, wait,
        };
        now.Validators.Add(parsed =>
        {
            if (new[] { parsed.GetResult(conferences), parsed.GetResult(enrolments), parsed.GetResult(course) }.Count(
                given => given is { Implicit: false }) > 1)
            {
                parsed.AddError("--conferences, --enrolments and --course: give one of them.");
            }
        });
        calls.By(now, parsed => (silo, cancellationToken) =>
        {
            var kind = parsed.GetValue(course) is not null ? PollSite.Course
                : parsed.GetValue(enrolments) ? PollSite.Enrolments
                : parsed.GetValue(conferences) ? PollSite.Conferences : PollSite.Full;
            return PollCommand.Now(
                silo, screen, new(parsed.GetRequiredValue(site), kind, parsed.GetValue(course)), parsed.GetValue(wait), cancellationToken);
        });
        var accept = new CommandWithExamples(
            "accept",
            "Believes the lists of a site that are held because they were empty or had shrunk too much, and polls it at once. What is "
                + "missing from them is still asked for one by one.",
            "silo poll accept campus") { site };
        calls.By(accept, parsed => (silo, cancellationToken) =>
            PollCommand.Accept(silo, screen, parsed.GetRequiredValue(site), cancellationToken));
        var status = new CommandWithExamples(
            "status", "Shows of each site when it was polled, when it is next, what the last polls cost, and what is held.",
            "silo poll status");
        status.SetAction((_, cancellationToken) => WithDatabase(async (database, configuration) =>
        {
            await using var services = parts.Open(configuration, time);
            return await PollCommand.Status(database.Source, services.GetRequiredService<PollSettings>(), screen, time, cancellationToken);
        }, cancellationToken));
        return new Command("poll", "Reading the Moodle sites.") { now, accept, status };
    }

    private Command Outbox()
    {
        var timers = new Option<bool>("--timers") { Description = "Those that are not due yet too." };
        var list = new CommandWithExamples(
            "list",
            "Shows what is not done: dead letters first, then what failed and is tried again, then what waits.",
            "silo outbox list",
            "silo outbox list --timers") { timers };
        list.SetAction((parsed, cancellationToken) => WithDatabase((database, _) =>
            OutboxCommand.List(new(database.Source, time), screen, parsed.GetValue(timers), cancellationToken), cancellationToken));

        var some = new Argument<string?>("id") { Description = "Which, as 'list' shows it.", Arity = ArgumentArity.ZeroOrOne };
        var allDead = new Option<bool>("--all-dead") { Description = "All dead letters." };
        var replay = new CommandWithExamples(
            "replay",
            "Has a dead letter, or one that failed and waits, tried again at once, with all its attempts.",
            "silo outbox replay --all-dead") { some, allDead };
        calls.By(replay, parsed =>
        {
            var one = parsed.GetValue(some);
            return one is null == parsed.GetValue(allDead)
                ? (silo, cancellationToken) => OutboxCommand.Replay(silo, screen, one, cancellationToken)
                : throw new CommandFailure("Name one effect, as 'silo outbox list' shows it, or write --all-dead.", ExitCode.Usage);
        });

        var id = new Argument<string>("id") { Description = "Which, as 'list' shows it." };
        var drop = new CommandWithExamples(
            "drop", "Gives an effect up for ever: it is not done, and what waits behind it goes on.", "silo outbox drop "
                + "wake:course-campus-41:9") { id };
        calls.By(drop, parsed => (silo, cancellationToken) =>
            OutboxCommand.Drop(silo, screen, parsed.GetRequiredValue(id), cancellationToken));
        return new Command("outbox", "What is to be done outside: posts, mail, calls to Moodle, timers.") { list, replay, drop };
    }

    private Command Key()
    {
        var name = new Option<string>("--name") { Description = "Whose key it is; shown in logs.", DefaultValueFactory = _ => "reader" };
        var scopes = new Option<string[]>("--scopes")
        {
            Description =
                "What it opens: read:* (every site) or read:{site}; to change what the silo does, admin (every site) or admin:{site}; "
                + "to change and run rosters, roster (every site) or roster:{site}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["read:*"],
        };
        var command = new CommandWithExamples(
            "new",
            "Makes an API key, shows it once and prints the configuration for it.",
            "silo key new",
            "silo key new --name library --scopes read:campus read:annex") { name, scopes };
        command.SetAction(parsed => KeyNewCommand.Execute(parts, screen, parsed.GetRequiredValue(name), parsed.GetRequiredValue(scopes)));
        return new Command("key", "API keys.") { command };
    }

    private Command Digest() => DigestCommands.Build(calls, screen, time, WithDatabase);

    private CommandWithExamples Doctor()
    {
        var setup = new Option<string?>("--moodle-setup")
        {
            Description =
                "Checks nothing, but prints which functions and capabilities a site's token needs for what, to be typed into Moodle.",
            HelpName = "site",
        };
        var command = new CommandWithExamples(
            "doctor",
            "Checks configuration, database, clock, disk, outbox, polls and the web services of each Moodle: one line a check, a remedy "
                + "where it fails. Exit code 1 if one fails.",
            "silo doctor",
            "silo doctor --moodle-setup campus") { setup };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(setup) is { } site
            ? Task.FromResult(PrintMoodleSetup(site))
            : DoctorCommand.ExecuteAsync(Configuration(), parts, time, _logger, screen, cancellationToken));
        return command;
    }

    private int PrintMoodleSetup(string site)
    {
        foreach (var line in MoodleSetup.Lines(site))
        {
            screen.Line(line);
        }

        return ExitCode.Ok;
    }

    private static Argument<string?> Part() => new("part") { Description = "Which; all if left out.", Arity = ArgumentArity.ZeroOrOne };

    private static string PartNames() =>
        $"The parts are: {string.Join(", ", StoredPauses.Parts.Select(part => $"{part.Key} ({part.Value})"))}, "
            + "site:{slug} (nothing is done outside for this site), roster:{site}/{name} (its runs stand still).";

    // The same sources in the same order as serving.
    private ConfigurationManager Configuration() => SiloConfiguration.Open(settings).Configuration;

    private async Task<int> WithDatabase(Func<Database, IConfiguration, Task<int>> work, CancellationToken cancellationToken)
    {
        var configuration = Configuration();
        await using var database = await Database.Open(SiloSettings.Read(configuration, parts.SettingsRules), _logger, cancellationToken);
        return await work(database, configuration);
    }
}
