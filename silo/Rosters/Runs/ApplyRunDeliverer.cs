using System.Globalization;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Applies a plan, one batch a turn: the first turn plans again, where Moodle may have changed meanwhile; the last one looks at what was
/// done. Between two calls to Moodle a pause and a cancellation are heeded. Any turn may be done again.
/// </summary>
internal sealed class ApplyRunDeliverer(
    Func<string, MoodleSite?> sites, RunSettings settings, IReadOnlyList<IRunStep> steps, Verification verification, RunPlanner planner,
    RunPlans plans,
    RunItems items, RunMemory memory, RunHold hold, RunEnd end, IAggregateClient grains, TimeProvider time)
    : IDeliverer<ApplyRun>
{
    /// <summary>A plan that no person waited for is as good as new for so long.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<ApplyRun> effect, CancellationToken cancellationToken)
    {
        var run = new RunKey(effect.Body.Site, effect.Body.Roster, effect.Body.Run);
        if (hold.Paused(run))
        {
            return new Delivered.Later(RunHold.Pause);
        }

        var roster = await grains.Latest<Roster>(run.Grain, cancellationToken);
        if (roster is not { Terms: { } terms, Open: { State: RunState.Applying } open } || open.Run != run.Run
            || open.Hash != effect.Body.Hash)
        {
            if (roster.Open?.Run != run.Run)
            {
                // Cancelled, or deleted with its roster.
                await items.SkipAsync(run, cancellationToken);
            }

            return new Delivered.Done();
        }

        if (sites(run.Site) is not { } moodle)
        {
            return await end.FailAsync(
                run, $"The site '{run.Site}' has no account: set Sites:{run.Site}:Url and Sites:{run.Site}:Token.", cancellationToken);
        }

        try
        {
            var turn = new RunTurn(run, effect.Body.Hash, moodle, time.GetUtcNow().ToUnixTimeSeconds());
            var goesOn = effect.Body.Turn == 1
                ? await StillHoldsAsync(turn, terms, open.Undoes, cancellationToken)
                : await TurnAsync(turn, cancellationToken);
            return goesOn ? new Delivered.Done(Next(effect)) : new Delivered.Done();
        }
        catch (MoodleFaultException e)
        {
            return await end.FaultAsync(run, e.Fault, effect.Attempt, cancellationToken);
        }
    }

    // The ids of a plan's turns differ in their last part only.
    private static Effect Next(Due<ApplyRun> effect)
    {
        var turn = effect.Body.Turn + 1;
        return new(
            effect.Key,
            string.Create(CultureInfo.InvariantCulture, $"{effect.Id.AsSpan(0, effect.Id.LastIndexOf('/'))}/{turn}"),
            effect.Body with { Turn = turn });
    }

    private async Task<bool> StillHoldsAsync(RunTurn turn, RosterTerms terms, int? undoes, CancellationToken cancellationToken)
    {
        var head = await plans.HeadAsync(turn.Run, cancellationToken);
        if (terms.Automatic && head?.Hash == turn.Hash && time.GetUtcNow() - head.At < Fresh)
        {
            return true;
        }

        var planned = undoes is { } undone
            ? await planner.UndoAsync(turn.Run, undone, terms, turn.Moodle, cancellationToken)
            : await AgainAsync(turn, terms, cancellationToken);
        if (planned.Stop is { } stop)
        {
            await end.FailAsync(turn.Run, stop, cancellationToken);
            return false;
        }

        var (plan, now) = (planned.Plan, time.GetUtcNow());
        await plans.WriteAsync(turn.Run, plan, planned.Seen, now, cancellationToken);
        if (plan.Hash == turn.Hash)
        {
            return true;
        }

        if (plan is { Items.Count: 0, Tripped.Count: 0 })
        {
            await memory.RememberAsync(turn.Run, cancellationToken);
        }

        await end.TellAsync(
            turn.Run, new ReportPlan(
                turn.Run.Run,
                plan.Hash,
                plan.Items.Count,
                plan.Counts,
                plan.Tripped,
                now.ToUnixTimeSeconds()), cancellationToken);
        return false;
    }

    private async Task<Planned> AgainAsync(RunTurn turn, RosterTerms terms, CancellationToken cancellationToken) =>
        await plans.BodyAsync(turn.Run, own: true, cancellationToken) is { } body
            ? await planner.PlanAsync(
                turn.Run,
                terms,
                RosterReader.Parse(body, settings.Reading(turn.Run.Site, terms)),
                turn.Moodle,
                cancellationToken)
            : Planned.Stopped(
                "What the source gave for this run is no longer kept, so the plan cannot be looked at once more: start a new run.");

    private async Task<bool> TurnAsync(RunTurn turn, CancellationToken cancellationToken)
    {
        if (await items.NextActionAsync(turn.Run, cancellationToken) is { } action)
        {
            await steps.First(step => step.Actions.Contains(action)).DoAsync(turn, action, cancellationToken);
            return true;
        }

        if (!await verification.LookAsync(turn, cancellationToken))
        {
            return true;
        }

        await memory.RememberAsync(turn.Run, cancellationToken);
        var progress = await items.ProgressAsync(turn.Run, cancellationToken);
        await end.TellAsync(
            turn.Run, new FinishRun(turn.Run.Run, progress.Done, progress.Failed, progress.Confirmed, turn.Now), cancellationToken);
        return false;
    }
}
