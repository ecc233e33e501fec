using System.CommandLine;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>The commands of rosters.</summary>
/// <param name="calls">Lets commands call a silo.</param>
/// <param name="withRosters">Work that is given the rosters and the database.</param>
/// <param name="screen">Where it is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class RosterCommands(
    SiloCalls calls, Func<Func<IRosters, Database, Task<int>>, CancellationToken, Task<int>> withRosters, Screen screen, TimeProvider time)
{
    private const string
        Codes = "Exit codes: 0 done, or nothing to do; 1 failed, in whole or in part; 2 wrong command line; 3 a plan waits for a person.";

    private readonly Argument<string> roster = new("roster") { Description = "Site and name, such as campus/registrar." };
    private readonly Option<int?> run = new("--run") { Description = "Which run; the last one if left out." };
    private readonly Option<bool> all = new("--all") { Description = $"All lines of long tables, not only the first {PlanScreen.Shown}." };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "End with the plan; nothing is changed in Moodle." };
    private readonly Option<bool> yes = new("--yes")
    {
        Description = "Apply the plan without asking. What trips the brake waits all the same."
    };

    internal Command Build() => new("roster", "Rosters: courses and participants that Moodle follows.")
    {
        List(), Show(), Check(), Plan(), Apply(), Approve(), Cancel(), Undo(), Report(), Delete(),
    };

    private CommandWithExamples List()
    {
        var command = new CommandWithExamples("list", "Shows all rosters and how their last runs stand.", "silo roster list");
        command.SetAction((_, stop) =>
            withRosters((rosters, database) => new RosterShow(rosters, database.Source, screen).List(stop), stop));
        return command;
    }

    private CommandWithExamples Show() => Looking(
        new("show", "Shows what a roster says, and its last runs.", "silo roster show campus/registrar") { roster },
        (show, at, _, stop) => show.Show(at, stop));

    private CommandWithExamples Check() => Looking(
        new(
            "check",
            "Reads the source in this process and checks it: all that is wrong, with its place. Nothing is changed, and Moodle is not "
                + "asked. Exit code 1 if something would be left out.",
            "silo roster check campus/registrar") { roster },
        (show, at, _, stop) => show.Check(at, stop));

    private CommandWithExamples Report()
    {
        var csv = new Option<string?>("--csv") { Description = "A file for the users that are missing in Moodle.", HelpName = "file" };
        var excel = new Option<bool>("--excel") { Description = "The CSV with a byte order mark, and ; between the values." };
        return Looking(
            new(
                "report",
                "Shows what became of a run: its numbers, what Moodle refused and why, what is wrong in the roster. " + Codes,
                "silo roster report campus/registrar",
                "silo roster report campus/registrar --run 7 --csv missing.csv --excel") { roster, run, all, csv, excel },
            (show, at, parsed, stop) => show.Report(
                at, parsed.GetValue(run), parsed.GetValue(all), parsed.GetValue(csv), parsed.GetValue(excel), stop));
    }

    private CommandWithExamples Plan() => Running(
        new(
            "plan",
            "Has a running silo read the source and Moodle, and shows what a run would do. Nothing is changed in Moodle.",
            "silo roster plan campus/registrar",
            "silo roster plan campus/registrar --run 7 --all") { roster, run, all },
        (runs, at, parsed, stop) => runs.Plan(at, parsed.GetValue(run), parsed.GetValue(all), stop));

    private CommandWithExamples Apply() => Running(
        new(
            "apply",
            "Has a running silo make a plan, shows it, asks, and has it applied. " + Codes,
            "silo roster apply campus/registrar",
            "silo roster apply campus/registrar --yes",
            "silo roster apply campus/registrar --dry-run") { roster, dryRun, yes },
        (runs, at, parsed, stop) => runs.Apply(at, parsed.GetValue(dryRun), parsed.GetValue(yes), stop));

    private CommandWithExamples Approve()
    {
        var hash = new Option<string?>("--hash")
        {
            Description = "The plan that was looked at: another one is refused. The one that waits if left out."
        };
        return Running(
            new(
                "approve",
                "Lets the plan that waits for a person be applied, also one that tripped the brake. " + Codes,
                "silo roster approve campus/registrar",
                "silo roster approve campus/registrar --hash 1f0c…") { roster, run, hash },
            (runs, at, parsed, stop) => runs.Approve(at, parsed.GetValue(run), parsed.GetValue(hash), stop));
    }

    private CommandWithExamples Cancel() => Running(
        new(
            "cancel",
            "Ends a run: one that waits, or, after the batch under way, one that is being applied. What was done stays.",
            "silo roster cancel campus/registrar") { roster, run },
        (runs, at, parsed, stop) => runs.Cancel(at, parsed.GetValue(run), stop));

    private CommandWithExamples Undo()
    {
        var undone = new Argument<int>("run") { Description = "The number of the run, as 'silo roster show' lists it." };
        return Running(
            new(
                "undo",
                "Takes a run back, by way of a plan and the same approval: hides courses that it created, restores enrolments and roles "
                    + "that nobody changed since, and names what cannot be restored. " + Codes,
                "silo roster undo campus/registrar 7 --dry-run",
                "silo roster undo campus/registrar 7") { roster, undone, dryRun, yes },
            (runs, at, parsed, stop) => runs.Undo(
                at,
                parsed.GetRequiredValue(undone),
                parsed.GetValue(dryRun),
                parsed.GetValue(yes),
                stop));
    }

    private CommandWithExamples Delete() => Running(
        new("delete", "Deletes a roster. What it made in Moodle stays.", "silo roster delete campus/registrar") { roster },
        (runs, at, _, stop) => runs.Delete(at, stop));

    private CommandWithExamples Looking(
        CommandWithExamples command,
        Func<RosterShow, RosterAt, ParseResult, CancellationToken, Task<int>> work)
    {
        command.SetAction((parsed, stop) =>
        {
            var at = RosterAt.Read(parsed.GetRequiredValue(roster));
            return withRosters((rosters, database) => work(new(rosters, database.Source, screen), at, parsed, stop), stop);
        });
        return command;
    }

    private CommandWithExamples Running(
        CommandWithExamples command, Func<RosterRun, RosterAt, ParseResult, CancellationToken, Task<int>> work) =>
        calls.By(command, parsed =>
        {
            var at = RosterAt.Read(parsed.GetRequiredValue(roster));
            return (silo, stop) => work(new(silo, screen, time), at, parsed, stop);
        });
}
