using System.CommandLine;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Calendar;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>The commands of digests: invite, approve, list, link.</summary>
internal static class DigestCommands
{
    /// <summary>Work that is given the database and the configuration.</summary>
    internal delegate Task<int> WithDatabase(Func<Database, IConfiguration, Task<int>> work, CancellationToken cancellationToken);

    internal static Command Build(SiloCalls calls, Screen screen, TimeProvider time, WithDatabase withDatabase) =>
        new("digest", "Digests by mail: coming conferences and changes, for users who want them.")
        {
            Invite(calls, screen), Approve(calls, screen), List(screen, withDatabase), Link(screen, time, withDatabase),
        };

    private static CommandWithExamples Invite(SiloCalls calls, Screen screen)
    {
        var site = Site();
        var course = WholeNumber.Option("--course", "Only the participants of this course (Moodle's id).");
        var language = new Option<string?>("--language") { Description = "en, fr or de; that of Digests:Language if left out." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only says how many it would invite." };
        var command = new CommandWithExamples(
            "invite",
            "Invites users to the digest, each once and never again. Nobody gets a digest who does not switch it on. One to more people "
                + "than Mail:MaxRecipients waits for 'silo digest approve'.",
            "silo digest invite --site campus --dry-run",
            "silo digest invite --site campus --course 41 --language fr") { site, course, language, dryRun };
        return calls.By(command, parsed => async (silo, cancellationToken) =>
        {
            var slug = parsed.GetRequiredValue(site);
            var wanted = new InvitationRequest(parsed.GetValue(course), parsed.GetValue(dryRun), parsed.GetValue(language));
            var answer = await Of(() => silo.Command<InvitationAnswer>(HttpMethod.Post, Address(slug), wanted, cancellationToken));
            screen.Line(answer switch
            {
                { Id: null } => $"{answer.Users} people would be invited.{(answer.Waits ? " That would wait for an approval." : "")}",
                { Waits: true } => $"{answer.Users} people are more than Mail:MaxRecipients ({answer.Limit}). "
                    + $"Let it go with: silo digest approve {answer.Id} --site {slug}",
                _ => $"{answer.Users} people are invited.",
            });
            return ExitCode.Ok;
        });
    }

    private static CommandWithExamples Approve(SiloCalls calls, Screen screen)
    {
        var id = WholeNumber.Argument("invitation", "Its number, as 'silo digest list' shows it.");
        var site = Site();
        var command = new CommandWithExamples(
            "approve", "Lets an invitation to many go.", "silo digest approve 1795255500 --site campus") { id, site };
        return calls.By(command, parsed => async (silo, cancellationToken) =>
        {
            var (slug, number) = (parsed.GetRequiredValue(site), parsed.GetRequiredValue(id));
            var changed = await Of(async () =>
            {
                try
                {
                    return await silo.Command(HttpMethod.Post, $"{Address(slug)}/{number}/approve", null, cancellationToken);
                }
                catch (ApiRefusal refusal) when (refusal.IsNotThere)
                {
                    throw new CommandFailure(
                        $"invitation: there is no such invitation {number} of site '{slug}'; 'silo digest list' shows those that wait.");
                }
            });
            screen.Line(changed ? "The invitations go out." : "It was approved already.");
            return ExitCode.Ok;
        });
    }

    // A course that is not there, or nobody to invite, is no fault of the command line; a site that is not there is.
    private static async Task<T> Of<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiRefusal refusal) when (refusal.Field == "courseId")
        {
            throw new CommandFailure(refusal.Message);
        }
        catch (ApiRefusal refusal) when (refusal.Field == "site")
        {
            throw new CommandFailure(refusal.Message, ExitCode.Usage);
        }
    }

    private static string Address(string site) => $"api/v1/sites/{Uri.EscapeDataString(site)}/digest-invitations";

    private static CommandWithExamples List(Screen screen, WithDatabase withDatabase)
    {
        var command = new CommandWithExamples("list", "Shows the invitations that wait for a person.", "silo digest list");
        command.SetAction((_, cancellationToken) => withDatabase(async (database, _) =>
        {
            var waiting = await Invitations.WaitingAsync(database.Source, null, cancellationToken);
            foreach (var one in waiting)
            {
                var whom = one.CourseId is { } course ? $"course {course}" : "the whole site";
                screen.Line($"{one.Id}  {one.Site}, {whom}: {one.Users} people, since {one.StartedAt:yyyy-MM-dd HH:mm} UTC");
            }

            if (waiting.Count == 0)
            {
                screen.Line("None waits.");
            }

            return ExitCode.Ok;
        }, cancellationToken));
        return command;
    }

    private static CommandWithExamples Link(Screen screen, TimeProvider time, WithDatabase withDatabase)
    {
        var site = Site();
        var user = WholeNumber.Required("--user", "Moodle's id of the user.");
        var command = new CommandWithExamples(
            "link",
            "Makes the link on which one user switches the digest on or off, good for 30 days. Whoever has it can; give it to nobody else.",
            "silo digest link --site campus --user 4") { site, user };
        command.SetAction((parsed, cancellationToken) => withDatabase(async (database, configuration) =>
        {
            var slug = Known(configuration, parsed.GetRequiredValue(site));
            var publicUrl = DigestPages.PublicUrl(configuration, [])
                ?? throw new CommandFailure(
                    "PublicUrl is missing: write where users reach this silo, 'https://grains.example.org'.",
                    ExitCode.Usage);
            var subject = CalendarSubject.Of(slug, null, parsed.GetRequiredValue(user), null)!;
            if (!await new CalendarTokens(database.Source).Knows(subject, cancellationToken))
            {
                throw new CommandFailure(subject.Unknown);
            }

            var links = await DigestPages.SignerAsync(database.Source, cancellationToken);
            screen.Line(DigestPages.SettingsLink(publicUrl, links, new(slug, parsed.GetRequiredValue(user)), time.GetUtcNow()).AbsoluteUri);
            return ExitCode.Ok;
        }, cancellationToken));
        return command;
    }

    private static Option<string> Site() => new("--site") { Description = "The site.", Required = true };

    private static string Known(IConfiguration configuration, string site) =>
        ClientApi.Sites.Site.IsSlug(site) && configuration.GetSection($"Sites:{site}").Exists()
            ? site
            : throw new CommandFailure($"There is no site '{site}'; the configuration names sites under Sites.", ExitCode.Usage);
}
