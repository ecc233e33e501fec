using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>What a roster decides.</summary>
internal static class RosterDecisions
{
    /// <summary>Who decides where no person does.</summary>
    public const string Policy = "policy";

    public static Decision Put(Roster roster, PutRoster command)
    {
        if (RosterTermsChecks.Fault(command.Terms) is { } fault)
        {
            return Decision.Refuse("roster_invalid", fault);
        }

        var terms = RosterTermsChecks.Ordered(command.Terms);
        return terms == roster.Terms
            ? Decision.Nothing
            : Decision.Of(new RosterPut(roster.Revision + 1, terms, command.By, command.Now));
    }

    public static Decision Delete(Roster roster, DeleteRoster command) => roster switch
    {
        { Terms: null } => Decision.Nothing,
        { Open.State: RunState.Applying } => UnderWay(roster.Open),
        { Open: { } open } => Decision.Of(
            new RunCancelled(open.Run, Policy, command.Now), new RosterDeleted(command.By, command.Now)),
        _ => Decision.Of(new RosterDeleted(command.By, command.Now)),
    };

    public static Decision Start(Roster roster, StartRun command)
    {
        if (roster.Terms is null)
        {
            return Decision.Refuse("no_roster", "roster: there is no such roster; look up its name in the list of rosters.");
        }

        if (roster.Open is { State: RunState.Applying })
        {
            return UnderWay(roster.Open);
        }

        if (command.Undoes is { } undoes && (undoes < 1 || undoes > roster.LastRun))
        {
            return Decision.Refuse("unknown_run", Text($"run: {undoes} is no run of this roster; give one from 1 to {roster.LastRun}."));
        }

        var started = new RunStarted(
            roster.LastRun + 1, command.Trigger, command.DryRun, command.Undoes, command.By, command.Now);
        return roster.Open is { } open
            ? Decision.Of(new RunCancelled(open.Run, Policy, command.Now), started)
            : Decision.Of(started);
    }

    public static Decision Fail(Roster roster, FailRun command) => roster.Open?.Run == command.Run
        ? Decision.Of(new RunFailed(command.Run, command.Reason, command.Now))
        : Decision.Nothing;

    /// <summary>Where nothing is to be done but names were withheld, a person is asked all the same.</summary>
    public static Decision Report(Roster roster, ReportPlan command)
    {
        if (roster.Open is not { } open || open.Run != command.Run || open.Hash == command.Hash)
        {
            return Decision.Nothing;
        }

        var safe = command.Tripped.Count == 0;
        var ends = open.DryRun || (command.Items == 0 && safe);
        var byItself = !ends && safe && roster.Terms is { Automatic: true };
        var planned = new RunPlanned(
            command.Run, command.Hash, command.Counts, command.Tripped, Waits: !ends && !byItself, command.Now);
        return (open.DryRun, ends, byItself) switch
        {
            (false, true, _) => Decision.Of(planned, new RunFinished(command.Run, 0, 0, 0, command.Now)),
            (_, _, true) => Decision.Of(planned, new RunApproved(command.Run, command.Hash, Policy, command.Now)),
            _ => Decision.Of(planned),
        };
    }

    public static Decision Approve(Roster roster, ApproveRun command) => roster.Open switch
    {
        { } open when open.Run != command.Run => Ended(command.Run),
        null => Ended(command.Run),
        { State: RunState.Planning } => Decision.Refuse(
            "no_plan_yet", Text($"run: {command.Run} has no plan yet; approve it once it waits.")),
        { } open when command.Hash is not null && command.Hash != open.Hash => Decision.Refuse(
            "plan_changed", Text($"hash: '{command.Hash}' is not the plan of run {command.Run} any more; look at the plan again.")),

        // A second click of the same person finds it done.
        { State: RunState.Applying } => Decision.Nothing,
        { } open => Decision.Of(new RunApproved(command.Run, open.Hash ?? "", command.By, command.Now)),
    };

    public static Decision Cancel(Roster roster, CancelRun command) => roster.Open?.Run == command.Run
        ? Decision.Of(new RunCancelled(command.Run, command.By, command.Now))
        : Ended(command.Run);

    public static Decision Finish(Roster roster, FinishRun command) =>
        roster.Open is { State: RunState.Applying } open && open.Run == command.Run
            ? Decision.Of(new RunFinished(command.Run, command.Done, command.Failed, command.Confirmed, command.Now))
            : Decision.Nothing;

    private static Decision UnderWay(OpenRun open) => Decision.Refuse(
        "run_under_way", Text($"run: {open.Run} is being applied; wait until it has ended, or cancel it."));

    private static Decision Ended(int run) => Decision.Refuse(
        "run_ended", Text($"run: {run} is not open; look up the roster's runs, and start a new one."));
}
