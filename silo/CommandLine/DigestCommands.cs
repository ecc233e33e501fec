using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Calendar;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Digests;
using MoodleGrains.Silo.Mail;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>The commands of digests: invite, approve, list, link.</summary>
internal static class DigestCommands
{
    /// <summary>Work that is given the database and the configuration.</summary>
    internal delegate Task<int> WithDatabase(Func<Database, IConfiguration, Task<int>> work, CancellationToken cancellationToken);

    internal static Command Build(IProgramParts parts, Screen screen, TimeProvider time, WithDatabase withDatabase) =>
        new("digest", "Digests by mail: coming conferences and changes, for users who want them.")
        {
            Invite(parts, screen, time, withDatabase), Approve(parts, screen, time, withDatabase), List(screen, withDatabase), Link(screen, time, withDatabase),
        };

    private static CommandWithExamples Invite(IProgramParts parts, Screen screen, TimeProvider time, WithDatabase withDatabase)
    {
        var site = Site();
        var course = WholeNumber.Option("--course", "Only the participants of this course (Moodle's id).");
        var language = new Option<string?>("--language") { Description = "en, fr or de; that of Digests:Language if left out." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only says how many it would invite." };
        var command = new CommandWithExamples(
            "invite",
            "Invites users to the digest, each once and never again. Nobody gets a digest who does not switch it on. One to more people than "
                + "Mail:MaxRecipients waits for 'silo digest approve'.",
            "silo digest invite --site campus --dry-run",
            "silo digest invite --site campus --course 41 --language fr") { site, course, language, dryRun };
        command.SetAction((parsed, cancellationToken) => withDatabase(async (database, configuration) =>
        {
            var slug = Known(configuration, parsed.GetRequiredValue(site));
            await using var services = parts.Open(configuration, time);
            var settings = services.GetRequiredService<MailSettings>();
            if (!parsed.GetValue(dryRun) && settings is not { Host: not null, PublicUrl: not null })
            {
                throw new CommandFailure("Invitations need a mail server and links: set Smtp:Host, Smtp:From and PublicUrl.", ExitCode.Usage);
            }

            await using var open = await parts.OpenGrains(database.ConnectionString, cancellationToken);
            var (answer, refusal) = await Invitations.StartAsync(
                database.Source,
                parsed.GetValue(dryRun) ? null : open.Grains,
                slug,
                parsed.GetValue(course),
                settings.MaxRecipients,
                parsed.GetValue(language) ?? settings.Language,
                time.GetUtcNow(),
                cancellationToken);
            if (refusal is not null)
            {
                throw new CommandFailure(refusal.Reason, refusal.Code == "wrong_language" ? ExitCode.Usage : ExitCode.Failed);
            }

            screen.Line(answer! switch
            {
                { Id: null } => $"{answer!.Users} people would be invited.{(answer.Waits ? " That would wait for an approval." : "")}",
                { Waits: true } => $"{answer!.Users} people are more than Mail:MaxRecipients ({settings.MaxRecipients}). "
                    + $"Let it go with: silo digest approve {answer.Id} --site {slug}",
                _ => $"{answer!.Users} people are invited.",
            });
            return ExitCode.Ok;
        }, cancellationToken));
        return command;
    }

    private static CommandWithExamples Approve(IProgramParts parts, Screen screen, TimeProvider time, WithDatabase withDatabase)
    {
        var id = WholeNumber.Argument("invitation", "Its number, as 'silo digest list' shows it.");
        var site = Site();
        var command = new CommandWithExamples(
            "approve", "Lets an invitation to many go.", "silo digest approve 1795255500 --site campus") { id, site };
        command.SetAction((parsed, cancellationToken) => withDatabase(async (database, configuration) =>
        {
            var slug = Known(configuration, parsed.GetRequiredValue(site));
            await using var open = await parts.OpenGrains(database.ConnectionString, cancellationToken);
            var outcome = await open.Grains.Send(
                StreamKey.For(Invitation.Kind, slug, parsed.GetRequiredValue(id)),
                new(new ApproveInvitation(time.GetUtcNow().ToUnixTimeSeconds())),
                cancellationToken);
            if (outcome.Refusal is { } refusal)
            {
                throw new CommandFailure(refusal.Reason, ExitCode.Failed);
            }

            screen.Line(outcome.Events > 0 ? "The invitations go out." : "It was approved already.");
            return ExitCode.Ok;
        }, cancellationToken));
        return command;
    }

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
                ?? throw new CommandFailure("PublicUrl is missing: write where users reach this silo, 'https://grains.example.org'.", ExitCode.Usage);
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
        ConfiguredSites.Read(configuration, new List<SettingProblem>()).Find(site) is not null
            ? site
            : throw new CommandFailure($"There is no site '{site}'; the configuration names sites under Sites.", ExitCode.Usage);
}
