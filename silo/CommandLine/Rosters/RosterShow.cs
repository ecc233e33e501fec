using System.Globalization;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>What a person may look at: rosters, their sources, their runs.</summary>
/// <param name="rosters">The rosters.</param>
/// <param name="database">Their runs.</param>
/// <param name="screen">Where it is shown.</param>
internal sealed class RosterShow(IRosters rosters, NpgsqlDataSource database, Screen screen)
{
    private const int LastRuns = 10;

    private static readonly string[] ListColumns = ["roster", "last run", "state", "schedule", "applied", "source"];
    private static readonly string[] RunColumns = ["run", "begun (UTC)", "by", "state", "done", "failed", "seen", "why"];

    private readonly RosterRuns runs = new(database);
    private readonly RosterPlans plans = new(database);
    private readonly PlanScreen shown = new(new StoredRunPages(database), screen);

    internal async Task<int> List(CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        foreach (var (site, name) in await rosters.Names(cancellationToken))
        {
            if (await rosters.Find(site, name, cancellationToken) is not { Terms: { } terms } roster)
            {
                continue;
            }

            var last = roster.LastRun == 0 ? null : await runs.One(new(site, name, roster.LastRun), cancellationToken);
            rows.Add(
            [
                $"{site}/{name}", Number(roster.LastRun), roster.Open?.State.ToString().ToLowerInvariant() ?? last?.State ?? "",
                terms.Schedule is { } schedule ? $"{schedule.Cron} {schedule.Zone}" : "on demand", terms.Automatic
                    ? "by itself"
                    : "by a person",
                terms.Source.Address,
            ]);
        }

        if (rows.Count == 0)
        {
            screen.Line("There are no rosters. Write a file and apply it: silo apply -f rosters.json");
            return ExitCode.Ok;
        }

        screen.Table(ListColumns, rows, row => row[2] is "failed" ? "red" : row[2] is "waiting" ? "yellow" : null);
        return ExitCode.Ok;
    }

    internal async Task<int> Show(RosterAt at, CancellationToken cancellationToken)
    {
        var roster = await at.Existing(rosters, cancellationToken);
        screen.Line($"{at}, revision {roster.Revision}");
        screen.Line(TermsDifference.Text(roster.Terms!));
        var last = await runs.List(at.Site, at.Name, int.MaxValue, LastRuns, cancellationToken);
        if (last.Count > 0)
        {
            screen.Table(RunColumns, last.Select(Row), row => row[3] is "failed" ? "red" : row[3] is "waiting" ? "yellow" : null);
        }

        return ExitCode.Ok;
    }

    internal async Task<int> Check(RosterAt at, CancellationToken cancellationToken)
    {
        var roster = await at.Existing(rosters, cancellationToken);
        var found = await rosters.Checks.Of(at.Site, at.Name, roster.Terms!, cancellationToken);
        if (found.Failure is { } failure)
        {
            throw new CommandFailure($"{at}: {RunTables.Cell(failure)}");
        }

        if (found.Findings.Count > 0)
        {
            RunTables.Findings(screen, found.Findings);
        }

        if (found.Encoding is { } encoding)
        {
            screen.Line($"The source is read as {RunTables.Cell(encoding)}.");
        }

        screen.Line($"{found.Courses} courses, {found.Participants} participants, {found.LeftOut} courses left out, {found.Errors} errors, "
            + $"{found.Warnings} warnings. Nothing was changed, and Moodle was not asked.");
        return found.Errors == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    internal async Task<int> Report(RosterAt at, int? number, bool all, string? csv, bool excel, CancellationToken cancellationToken)
    {
        var place = at.Run((await at.Existing(rosters, cancellationToken)).LastRun, number);
        var run = await runs.One(place, cancellationToken)
            ?? throw new CommandFailure($"Run {place.Run} of {at} is not known to the read models yet; a running silo makes them.");
        screen.Table(RunColumns, [Row(run)], row => row[3] is "failed" ? "red" : row[3] is "waiting" ? "yellow" : null);
        await shown.Failed(run, all, cancellationToken);
        await shown.Findings(run, all, cancellationToken);
        RunTables.Summary(screen, run);
        if (csv is not null)
        {
            await WriteAsync(csv, MissingUsersCsv.Write(await plans.Missing(place, cancellationToken), excel), cancellationToken);
            screen.Line($"{run.Progress?.Missing ?? 0} missing users written to {csv}");
        }

        return run switch
        {
            { State: RosterRunRow.Failed } or { Progress.Failed: > 0 } => ExitCode.Failed,
            { State: RosterRunRow.Waiting } => ExitCode.Waits,
            _ => ExitCode.Ok,
        };
    }

    private static async Task WriteAsync(string file, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{file}' cannot be written: {fault.Message}", ExitCode.Usage);
        }
    }

    private static string[] Row(RunAnswer run) =>
    [
        Number(run.Run), RunTables.Time(run.StartedAt), run.By, run.DryRun ? $"{run.State} (dry run)" : run.State,
        Number(run.Done ?? run.Progress?.Done), Number(run.Failed
            ?? run.Progress?.Failed), Number(run.Confirmed ?? run.Progress?.Confirmed),
        RunTables.Cell(run.Reason ?? string.Join(' ', run.Tripped)),
    ];

    private static string Number(int? number) => number is null or 0 ? "" : number.Value.ToString(CultureInfo.InvariantCulture);
}
