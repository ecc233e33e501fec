using System.Globalization;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.CommandLine.Api;
using MoodleGrains.Silo.Moodle.Polling;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>What a person may do about polls: wish one, believe a list that is held, look.</summary>
internal static class PollCommand
{
    private static readonly string[] Columns = ["site", "what", "last done (UTC)", "next (UTC)", "calls", "events", "state"];

    internal static async Task<int> Now(SiloApi silo, Screen screen, PollBody wish, bool wait, CancellationToken cancellationToken)
    {
        var begun = await silo.Post<PollState>("api/v1/polls", wish, cancellationToken);
        if (wait)
        {
            return await PollWaiting.ForAsync(silo, screen, wish.Site, begun.Id, cancellationToken);
        }

        screen.Line($"{wish.Site}: a running silo polls it now; 'silo poll status' shows when it is done.");
        return ExitCode.Ok;
    }

    internal static async Task<int> Accept(SiloApi silo, Screen screen, string site, CancellationToken cancellationToken)
    {
        var accepted = await silo.Post<AcceptedLists>("api/v1/polls/accept", new AcceptBody(site), cancellationToken);
        if (accepted.Lists == 0)
        {
            screen.Line($"{site}: nothing is held.");
            return ExitCode.Ok;
        }

        screen.Line($"{site}: {accepted.Lists} lists are believed as they were answered last.");
        return await Now(silo, screen, new(site), false, cancellationToken);
    }

    internal static async Task<int> Status(
        NpgsqlDataSource database, PollSettings settings, Screen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select r.site, r.kind, (select max(d.ended_at) from mg_poll_runs d where d.site = r.site and d.kind = r.kind and d.outcome = 'done'),
                   r.calls, r.events, r.outcome || coalesce(': ' || r.detail, ''), k.next_at, k.until > now()
            from (select distinct on (site, kind) * from mg_poll_runs order by site, kind, id desc) r
            left join mg_effect_keys k on k.key = 'poll-' || r.site || '-' || r.kind
            union all select site, list, null, 0, 0, format('held: %s answered, %s believed', held_size, size), null, false from mg_poll_lists where held_hash is not null
            order by 1, 2
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([
                reader.GetString(0), reader.GetString(1),
                reader.IsDBNull(2) ? "never" : Text(reader.GetDateTime(2)),
                reader.IsDBNull(6) ? "-" : Next(reader.GetDateTime(6), reader.GetBoolean(7), time.GetUtcNow().UtcDateTime),
                reader.GetInt32(3).ToString(CultureInfo.InvariantCulture), reader.GetInt32(4).ToString(CultureInfo.InvariantCulture),
                reader.GetString(5).ReplaceLineEndings(" "),
            ]);
        }

        foreach (var (site, why) in settings.NotPolled)
        {
            rows.Add([site, "-", "-", "-", "-", "-", $"not polled: {why}"]);
        }

        if (rows.Count == 0)
        {
            screen.Line("Nothing was polled yet.");
            return ExitCode.Ok;
        }

        screen.Table(Columns, rows);
        foreach (var line in await ProgressAsync(database, cancellationToken))
        {
            screen.Line(line);
        }

        return ExitCode.Ok;
    }

    // Nothing comes behind a dead letter until a person decides.
    private static string Next(DateTime next, bool runs, DateTime now) =>
        runs ? "runs now" : next == DateTime.MaxValue ? "never: see 'silo outbox list'" : next <= now ? "now" : Text(next);

    private static string Text(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static async Task<List<string>> ProgressAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select site, complete, courses, courses_read, users, users_read from mg_poll_progress order by site");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var users = reader.IsDBNull(4) ? "" : $", {Number(5)} of {Number(4)} users";
            lines.Add($"{reader.GetString(0)}: {(reader.GetBoolean(1) ? "everything was read" : "first reading")}: "
                + $"enrolments of {Number(3)} of {Number(2)} courses{users}");
        }

        return lines;

        string Number(int column) => reader.GetInt32(column).ToString(CultureInfo.InvariantCulture);
    }
}
