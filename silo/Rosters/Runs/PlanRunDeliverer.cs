using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Reads source and Moodle, writes the plan into its tables, and reports it to the roster. Done again, it makes the plan again.
/// </summary>
internal sealed class PlanRunDeliverer(
    Func<string, MoodleSite?> sites, RunSettings settings, RosterReader reader, RunPlanner planner, RunPlans plans, RunMemory memory,
    RunHold hold, RunEnd end,
    IAggregateClient grains, TimeProvider time)
    : IDeliverer<PlanRun>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<PlanRun> effect, CancellationToken cancellationToken)
    {
        var run = new RunKey(effect.Body.Site, effect.Body.Roster, effect.Body.Run);
        if (hold.Paused(run))
        {
            return new Delivered.Later(RunHold.Pause);
        }

        var roster = await grains.Latest<Roster>(run.Grain, cancellationToken);
        if (roster is not { Terms: { } terms, Open: { State: RunState.Planning } open } || open.Run != run.Run)
        {
            return new Delivered.Done();
        }

        if (sites(run.Site) is not { } moodle)
        {
            return await end.FailAsync(
                run, $"The site '{run.Site}' has no account: set Sites:{run.Site}:Url and Sites:{run.Site}:Token.", cancellationToken);
        }

        try
        {
            var planned = open.Undoes is { } undone
                ? await planner.UndoAsync(run, undone, terms, moodle, cancellationToken)
                : await planner.PlanAsync(run, terms, await ReadAsync(run, terms, cancellationToken), moodle, cancellationToken);
            return await ReportAsync(run, planned, open.DryRun, cancellationToken);
        }
        catch (MoodleFaultException e)
        {
            return await end.FaultAsync(run, e.Fault, effect.Attempt, cancellationToken);
        }
    }

    private async Task<RosterRead> ReadAsync(RunKey run, RosterTerms terms, CancellationToken cancellationToken)
    {
        var last = await plans.BodyAsync(run, own: false, cancellationToken);
        var read = await reader.ReadAsync(run.Site, run.Roster, settings.Reading(run.Site, terms), last, cancellationToken);
        if (read is RosterRead.Read { Body: var body })
        {
            await plans.KeepBodyAsync(run, body, time.GetUtcNow(), cancellationToken);
        }

        return read;
    }

    private async Task<Delivered> ReportAsync(RunKey run, Planned planned, bool dryRun, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var plan = planned.Plan;
        await plans.WriteAsync(run, plan, planned.Seen, now, cancellationToken);
        if (planned.Stop is { } stop)
        {
            return await end.FailAsync(run, stop, cancellationToken);
        }

        if (plan is { Items.Count: 0, Tripped.Count: 0 } && !dryRun)
        {
            // Such a plan ends the run.
            await memory.RememberAsync(run, cancellationToken);
        }

        await end.TellAsync(
            run, new ReportPlan(
                run.Run,
                plan.Hash,
                plan.Items.Count,
                plan.Counts,
                plan.Tripped,
                now.ToUnixTimeSeconds()), cancellationToken);
        return new Delivered.Done();
    }
}
