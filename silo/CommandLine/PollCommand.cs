using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>What a person may do about polls: wish one, believe a list that is held, look.</summary>
internal static class PollCommand
{
    private static readonly string[] Columns = ["site", "what", "last done (UTC)", "calls", "events", "state"];

    internal static async Task<int> Now(
        NpgsqlDataSource database, IConfiguration configuration, Screen screen, TimeProvider time, ILogger logger, string site,
        bool conferences, CancellationToken cancellationToken)
    {
        CheckPolled(configuration, site);
        await PutAsync(database, time, site, conferences ? PollSite.Conferences : PollSite.Full, cancellationToken);
        logger.LogDebug("Poll of {Site} put into the outbox", site);
        screen.Line($"{site}: a running silo polls it now; 'silo poll status' shows when it is done.");
        return ExitCode.Ok;
    }

    internal static async Task<int> Accept(
        NpgsqlDataSource database, IConfiguration configuration, Screen screen, TimeProvider time, ILogger logger, string site,
        CancellationToken cancellationToken)
    {
        CheckPolled(configuration, site);
        var accepted = await new ListGuard(database, NullLogger<ListGuard>.Instance).AcceptAsync(site, cancellationToken);
        if (accepted == 0)
        {
            screen.Line($"{site}: nothing is held.");
            return ExitCode.Ok;
        }

        screen.Line($"{site}: {accepted} lists are believed as they were answered last.");
        return await Now(database, configuration, screen, time, logger, site, false, cancellationToken);
    }

    internal static async Task<int> Status(
        NpgsqlDataSource database, IConfiguration configuration, Screen screen, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select r.site, r.kind, (select max(d.ended_at) from mg_poll_runs d where d.site = r.site and d.kind = r.kind and d.outcome = 'done'),
                   r.calls, r.events, r.outcome || coalesce(': ' || r.detail, '')
            from (select distinct on (site, kind) * from mg_poll_runs order by site, kind, id desc) r
            union all select site, list, null, 0, 0, format('held: %s answered, %s believed', held_size, size) from mg_poll_lists where held_hash is not null
            order by 1, 2
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([
                reader.GetString(0), reader.GetString(1),
                reader.IsDBNull(2) ? "never" : reader.GetDateTime(2).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                reader.GetInt32(3).ToString(CultureInfo.InvariantCulture), reader.GetInt32(4).ToString(CultureInfo.InvariantCulture),
                reader.GetString(5).ReplaceLineEndings(" "),
            ]);
        }

        foreach (var (site, why) in PollSettings.Read(configuration, []).NotPolled)
        {
            rows.Add([site, "-", "-", "-", "-", $"not polled: {why}"]);
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

    private static void CheckPolled(IConfiguration configuration, string site)
    {
        if (PollSettings.Read(configuration, []).Of(site) is null)
        {
            throw new CommandFailure(
                $"site: '{site}' is not polled here; give it Sites:{site}:Url and Sites:{site}:Token in this configuration.", ExitCode.Usage);
        }
    }

    private static Task<int> PutAsync(
        NpgsqlDataSource database, TimeProvider time, string site, string kind, CancellationToken cancellationToken) =>
        new EffectQueue(
            database, new EffectRegistry([PollSite.Effect]), new Notifications(database, NullLogger<Notifications>.Instance), time)
            .PutAsync([new PollSite(site, kind, 0).Once(Guid.NewGuid().ToString("N"))], cancellationToken);
}
