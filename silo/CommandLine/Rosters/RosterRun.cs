using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>What a person may have done with a roster: runs begun, approved, cancelled and taken back. A silo does the work.</summary>
/// <param name="rosters">The rosters.</param>
/// <param name="database">Their runs.</param>
/// <param name="screen">Where it is shown.</param>
/// <param name="by">Who wants it, as streams say.</param>
/// <param name="time">The clock.</param>
internal sealed class RosterRun(IRosters rosters, NpgsqlDataSource database, Screen screen, string by, TimeProvider time)
{
    private readonly RosterRuns runs = new(database);
    private readonly RosterShow show = new(rosters, database, screen);
    private readonly RunWatch watch = new(rosters, new(database), new(database, time), screen, time);

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    internal async Task<int> Plan(RosterAt at, int? number, bool all, CancellationToken cancellationToken)
    {
        var roster = await at.Existing(rosters, cancellationToken);
        if (number is not null)
        {
            var place = at.Run(roster, number);
            var seen = await runs.One(place, cancellationToken) ?? throw NotRead(place);
            await show.Plan(seen, all, cancellationToken);
            return seen.State is RosterRunRow.Failed ? ExitCode.Failed : ExitCode.Ok;
        }

        return await Planned(await Begin(at, new("person", true, null, by, Now), cancellationToken), all, cancellationToken);
    }

    internal async Task<int> Apply(RosterAt at, bool dryRun, bool yes, CancellationToken cancellationToken)
    {
        await at.Existing(rosters, cancellationToken);
        return await Through(await Begin(at, new("person", dryRun, null, by, Now), cancellationToken), dryRun, yes, cancellationToken);
    }

    internal async Task<int> Undo(RosterAt at, int run, bool dryRun, bool yes, CancellationToken cancellationToken)
    {
        at.Run(await at.Existing(rosters, cancellationToken), run);
        return await Through(await Begin(at, new("undo", dryRun, run, by, Now), cancellationToken), dryRun, yes, cancellationToken);
    }

    internal async Task<int> Approve(RosterAt at, int? number, string? hash, CancellationToken cancellationToken)
    {
        var roster = await at.Existing(rosters, cancellationToken);
        var place = at.Run(roster, number);
        var approved = hash ?? (roster.Open?.Run == place.Run ? roster.Open.Hash : null);
        await Tell(at, new ApproveRun((int)place.Run, approved, by, Now), cancellationToken);
        if (!await rosters.SiloRuns(cancellationToken))
        {
            screen.Line($"Run {place.Run} of {at} is approved. No silo is at work on this database; it is applied as soon as one is.");
            return ExitCode.Ok;
        }

        return await Ended(await watch.UntilApplied(place, approved, cancellationToken), yes: false, cancellationToken);
    }

    internal async Task<int> Cancel(RosterAt at, int? number, CancellationToken cancellationToken)
    {
        var place = at.Run(await at.Existing(rosters, cancellationToken), number);
        await Tell(at, new CancelRun((int)place.Run, by, Now), cancellationToken);
        screen.Line($"Run {place.Run} of {at} is cancelled. What was done stays; 'silo roster undo {at} {place.Run}' takes it back.");
        return ExitCode.Ok;
    }

    internal async Task<int> Delete(RosterAt at, CancellationToken cancellationToken)
    {
        await at.Existing(rosters, cancellationToken);
        await Tell(at, new DeleteRoster(by, Now), cancellationToken);
        screen.Line($"{at} is deleted. What it made in Moodle stays.");
        return ExitCode.Ok;
    }

    private async Task<RunPlace> Begin(RosterAt at, StartRun start, CancellationToken cancellationToken)
    {
        if (!await rosters.SiloRuns(cancellationToken))
        {
            throw new CommandFailure("No silo is at work on this database, and a run is done by one. Start 'silo serve', then repeat this. Nothing was begun.");
        }

        await Tell(at, start, cancellationToken);
        return new(at.Site, at.Name, (await rosters.Find(at.Site, at.Name, cancellationToken)).LastRun);
    }

    private async Task Tell(RosterAt at, ICommand command, CancellationToken cancellationToken)
    {
        if ((await rosters.Send(at.Site, at.Name, command, cancellationToken)).Refusal is { } refusal)
        {
            throw new CommandFailure($"{at}: {refusal.Reason}");
        }
    }

    private async Task<int> Planned(RunPlace run, bool all, CancellationToken cancellationToken)
    {
        var planned = await watch.UntilPlanned(run, cancellationToken);
        if (planned.State is RosterRunRow.Failed)
        {
            await show.Findings(planned, all: false, cancellationToken);
            throw Failed(planned);
        }

        await show.Plan(planned, all, cancellationToken);
        screen.Line(planned.Progress is { Items: 0 } ? NothingToDo(planned) : $"Run {run.Run} is a dry run: nothing was changed.");
        return ExitCode.Ok;
    }

    private async Task<int> Through(RunPlace run, bool dryRun, bool yes, CancellationToken cancellationToken)
    {
        if (dryRun)
        {
            return await Planned(run, all: false, cancellationToken);
        }

        var planned = await watch.UntilPlanned(run, cancellationToken);
        if (planned.State is RosterRunRow.Failed)
        {
            await show.Findings(planned, all: false, cancellationToken);
            throw Failed(planned);
        }

        await show.Plan(planned, all: false, cancellationToken);
        return await Ended(
            planned.State is RosterRunRow.Applying ? await watch.UntilApplied(run, null, cancellationToken) : planned, yes, cancellationToken);
    }

    /// <summary>From a run that waits or has ended to the exit code; a plan that waits is approved if a person says so.</summary>
    private async Task<int> Ended(RunAnswer run, bool yes, CancellationToken cancellationToken)
    {
        var at = $"{run.Site}/{run.Roster}";
        var again = false;
        while (run.State is RosterRunRow.Waiting)
        {
            if (again)
            {
                screen.Line("Moodle had changed, so that the run was planned again:");
                await show.Plan(run, all: false, cancellationToken);
            }

            // Who types --yes into a script has not seen what the brake is about.
            var approved = run.Tripped.Count == 0 && yes ? true : screen.Ask($"Apply this plan of {run.Progress?.Items ?? 0} items?");
            if (approved is not true)
            {
                screen.Line($"Run {run.Run} waits for a person{(run.Tripped.Count > 0 && yes ? "; --yes does not lift the brake" : "")}. "
                    + $"Let it go on with: silo roster approve {at} --hash {run.Hash}  End it with: silo roster cancel {at}");
                return ExitCode.Waits;
            }

            await Tell(new(run.Site, run.Roster), new ApproveRun(run.Run, run.Hash, by, Now), cancellationToken);
            run = await watch.UntilApplied(new(run.Site, run.Roster, run.Run), run.Hash, cancellationToken);
            again = true;
        }

        if (run.State is RosterRunRow.Failed)
        {
            throw Failed(run);
        }

        if (run.State is RosterRunRow.Cancelled)
        {
            throw new CommandFailure($"Run {run.Run} of {at} was cancelled; what was done stays.");
        }

        screen.Line(run is { Progress.Items: 0, Done: 0 or null }
            ? NothingToDo(run)
            : $"Run {run.Run}: {run.Done} done, {run.Failed} refused by Moodle, {run.Confirmed} seen in Moodle afterwards."
                + (run.Failed > 0 ? $" 'silo roster report {at}' tells why." : ""));
        return run.Failed > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    // Who is missing in Moodle is not as the roster wants it, though no item of the plan says so.
    private static string NothingToDo(RunAnswer run) => run.Progress is { Missing: > 0 and var missing }
        ? $"Run {run.Run}: there is nothing to do for the users that Moodle has; {missing} enrolments wait for users that it does not have. "
            + $"Who they are: silo roster report {run.Site}/{run.Roster} --run {run.Run} --csv missing.csv"
        : $"Run {run.Run}: Moodle is as the roster wants it; there is nothing to do.";

    private static CommandFailure Failed(RunAnswer run) =>
        new($"Run {run.Run} of {run.Site}/{run.Roster} failed: {RunTables.Cell(run.Reason ?? "it said not why.")}");

    private static CommandFailure NotRead(RunPlace run) =>
        new($"Run {run.Run} of {run.Site}/{run.Roster} is not known to the read models yet; a running silo makes them.");
}
