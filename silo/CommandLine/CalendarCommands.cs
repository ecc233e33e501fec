using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Calendar;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Makes, lists and revokes the addresses under which conferences are read as calendars.</summary>
internal sealed class CalendarCommands(
    SiloCalls calls, Func<Func<Database, IConfiguration, Task<int>>, CancellationToken, Task<int>> withDatabase, Screen screen)
{
    private const string Address = "api/v1/calendars";

    private static readonly string[] Columns = ["number", "site", "of", "name", "made (UTC)", "by"];

    internal Command Build() => new("calendar", "Calendar feeds.") { New(), List(), Revoke() };

    private CommandWithExamples New()
    {
        var site = new Option<string>("--site") { Description = "The site.", Required = true };
        var course = WholeNumber.Option("--course", "Moodle's id of a course: its conferences.");
        var user = WholeNumber.Option("--user", "Moodle's id of a user: the conferences of their courses.");
        var rule = new Option<string?>("--rule") { Description = "The name of a rule: the conferences it is about." };
        var name = new Option<string?>("--name") { Description = "What people's calendars call it; left out: its site, course or rule." };
        var command = new CommandWithExamples(
            "new",
            "Makes a calendar of a site's conferences and shows its address once. Whoever knows the address reads the calendar.",
            "silo calendar new --site campus --course 41",
            "silo calendar new --site campus --user 7 --name \"My classes\"") { site, course, user, rule, name };
        return calls.By(command, parsed =>
        {
            var subject = CalendarSubject.Of(
                parsed.GetRequiredValue(site), parsed.GetValue(course), parsed.GetValue(user), parsed.GetValue(rule))
                ?? throw new CommandFailure("Give one of --course, --user and --rule, or none of them for the whole site.", ExitCode.Usage);
            if (CalendarTokens.FaultOfName(parsed.GetValue(name)) is { } fault)
            {
                throw new CommandFailure($"--name {fault}", ExitCode.Usage);
            }

            var wanted = new RequestedCalendar(
                subject.Site, parsed.GetValue(course), parsed.GetValue(user), parsed.GetValue(rule), parsed.GetValue(name));
            return (silo, cancellationToken) => New(silo, subject, wanted, cancellationToken);
        });
    }

    private async Task<int> New(SiloApi silo, CalendarSubject subject, RequestedCalendar wanted, CancellationToken cancellationToken)
    {
        NewCalendar made;
        try
        {
            made = await silo.Post<NewCalendar>(Address, wanted, cancellationToken);
        }
        catch (ApiRefusal refusal) when (refusal.Field == "site")
        {
            throw new CommandFailure($"There is no site '{subject.Site}'; the configuration names sites under Sites.", ExitCode.Usage);
        }
        catch (ApiRefusal refusal) when (refusal.Field is "courseId" or "userId" or "rule")
        {
            throw new CommandFailure(subject.Unknown);
        }

        screen.Line($"Address (shown this once): {made.Url}");
        if (new Uri(made.Url).GetLeftPart(UriPartial.Authority) == silo.Address.GetLeftPart(UriPartial.Authority))
        {
            screen.Line("Where people reach the silo by another name, put that in front of /calendar, or set PublicUrl.");
        }

        screen.Line($"It is calendar {made.Calendar.Id}, of {subject}. Whoever knows the address reads it.");
        screen.Line($"Take it away with: silo calendar revoke {made.Calendar.Id}");
        return ExitCode.Ok;
    }

    private CommandWithExamples List()
    {
        var site = new Option<string?>("--site") { Description = "Only those of one site." };
        var command = new CommandWithExamples(
            "list",
            "Shows the calendars that were made, without their addresses.",
            "silo calendar list",
            "silo calendar list --site campus") { site };
        command.SetAction((parsed, cancellationToken) => withDatabase(
            async (database, _) =>
            {
                var calendars = await new CalendarTokens(database.Source).List(parsed.GetValue(site), 0, int.MaxValue, cancellationToken);
                screen.Table(Columns, calendars.Select(Shown));
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private CommandWithExamples Revoke()
    {
        var number = WholeNumber.Argument("number", "Which, as 'silo calendar list' numbers them.");
        var command = new CommandWithExamples(
            "revoke", "Takes a calendar away: its address answers 404 from now on.", "silo calendar revoke 7") { number };
        return calls.By(command, parsed =>
        {
            var id = parsed.GetRequiredValue(number);
            return async (silo, cancellationToken) =>
            {
                var all = await silo.List<CalendarInfo>(Address, int.MaxValue, cancellationToken);
                var known = all.FirstOrDefault(calendar => calendar.Id == id)
                    ?? throw new CommandFailure($"There is no calendar {id}. 'silo calendar list' shows those there are.");
                await silo.Delete($"{Address}/{id}", cancellationToken);
                screen.Line($"Calendar {id}, {known.Site}, {Of(known)}, is revoked.");
                return ExitCode.Ok;
            };
        });
    }

    private static string Of(CalendarInfo calendar) => calendar switch
    {
        { CourseId: { } course } => $"course {course}",
        { UserId: { } user } => $"user {user}",
        { Rule: { } rule } => $"rule {rule}",
        _ => "the site",
    };

    private static string[] Shown(CalendarInfo calendar) =>
    [
        calendar.Id.ToString(CultureInfo.InvariantCulture), calendar.Site, Of(calendar), calendar.Name ?? "",
        calendar.CreatedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), calendar.CreatedBy,
    ];
}
