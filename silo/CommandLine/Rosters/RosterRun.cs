using System.Net;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>What a person may have done with a roster: runs begun, approved, cancelled and taken back. A silo does the work.</summary>
/// <param name="silo">The silo.</param>
/// <param name="screen">Where it is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class RosterRun(SiloApi silo, Screen screen, TimeProvider time)
{
    private readonly PlanScreen show = new(new SiloRunPages(silo), screen);
    private readonly RunWatch watch = new(silo, screen, time);

    internal async Task<int> Plan(RosterAt at, int? number, bool all, CancellationToken cancellationToken)
    {
        if (number is not null)
        {
            var place = at.Run(await LastRun(at, cancellationToken), number);
            var seen = await silo.Get<RunAnswer>(RunAddress.Of(place), cancellationToken);
            await show.Plan(seen, all, cancellationToken);
            return seen.State is RosterRunRow.Failed ? ExitCode.Failed : ExitCode.Ok;
        }

        return await Planned(await Begin(at, "/runs", true, cancellationToken), all, cancellationToken);
    }

    internal async Task<int> Apply(RosterAt at, bool dryRun, bool yes, CancellationToken cancellationToken) =>
        await Through(await Begin(at, "/runs", dryRun, cancellationToken), dryRun, yes, cancellationToken);

    internal async Task<int> Undo(RosterAt at, int run, bool dryRun, bool yes, CancellationToken cancellationToken)
    {
        at.Run(await LastRun(at, cancellationToken), run);
        return await Through(await Begin(at, $"/runs/{run}/undo", dryRun, cancellationToken), dryRun, yes, cancellationToken);
    }

    internal async Task<int> Approve(RosterAt at, int? number, string? hash, CancellationToken cancellationToken)
    {
        var place = at.Run(await LastRun(at, cancellationToken), number);
        var approved = hash ?? (await silo.Get<RunAnswer>(RunAddress.Of(place), cancellationToken)).Hash ?? "";
        await ApproveAsSeen(at, place, approved, cancellationToken);
        return await Ended(await watch.UntilApplied(place, approved, cancellationToken), yes: false, cancellationToken);
    }

    internal async Task<int> Cancel(RosterAt at, int? number, CancellationToken cancellationToken)
    {
        var place = at.Run(await LastRun(at, cancellationToken), number);
        await Of(at, () => silo.Command(HttpMethod.Post, RunAddress.Of(place, "/cancel"), null, cancellationToken));
        screen.Line($"Run {place.Run} of {at} is cancelled. What was done stays; 'silo roster undo {at} {place.Run}' takes it back.");
        return ExitCode.Ok;
    }

    internal async Task<int> Delete(RosterAt at, CancellationToken cancellationToken)
    {
        await Of(at, () => silo.Command(HttpMethod.Delete, RunAddress.Of(at), null, cancellationToken));
        screen.Line($"{at} is deleted. What it made in Moodle stays.");
        return ExitCode.Ok;
    }

    private async Task<int> LastRun(RosterAt at, CancellationToken cancellationToken) =>
        (await Of(at, () => silo.Get<RosterAnswer>(RunAddress.Of(at), cancellationToken))).LastRun ?? 0;

    private async Task<RunPlace> Begin(RosterAt at, string address, bool dryRun, CancellationToken cancellationToken)
    {
        var begun = await Of(
            at, () => silo.Command<RunAnswer>(HttpMethod.Post, RunAddress.Of(at, address), new RunBody(dryRun), cancellationToken));
        return new(at.Site, at.Name, begun.Run);
    }

    private Task<bool> ApproveAsSeen(RosterAt at, RunPlace run, string hash, CancellationToken cancellationToken) =>
        Of(at, () => silo.Command(HttpMethod.Post, RunAddress.Of(run, "/approve"), new ApprovalBody(hash), cancellationToken));

    private static async Task<T> Of<T>(RosterAt at, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiRefusal refusal) when (refusal.IsNotThere)
        {
            throw at.NotThere();
        }
        catch (ApiRefusal refusal) when (refusal.Status == HttpStatusCode.Conflict)
        {
            throw new CommandFailure($"{at}: {refusal.Message}");
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
            planned.State is RosterRunRow.Applying
                ? await watch.UntilApplied(run, null, cancellationToken)
                : planned, yes, cancellationToken);
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

            await ApproveAsSeen(new(run.Site, run.Roster), new(run.Site, run.Roster, run.Run), run.Hash ?? "", cancellationToken);
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
        ? $"Run {run.Run}: there is nothing to do for the users that Moodle has; {missing} enrolments wait for users that it does not "
            + $"have. Who they are: silo roster report {run.Site}/{run.Roster} --run {run.Run} --csv missing.csv"
        : $"Run {run.Run}: Moodle is as the roster wants it; there is nothing to do.";

    private static CommandFailure Failed(RunAnswer run) =>
        new($"Run {run.Run} of {run.Site}/{run.Roster} failed: {RunTables.Cell(run.Reason ?? "it said not why.")}");
}
