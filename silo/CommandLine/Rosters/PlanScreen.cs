using MoodleGrains.ClientApi.Rosters;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>Shows plans and findings of runs.</summary>
/// <param name="pages">Where they are read.</param>
/// <param name="screen">Where they are shown.</param>
internal sealed class PlanScreen(IRunPages pages, Screen screen)
{
    /// <summary>How many items and findings are shown unless all are wanted.</summary>
    internal const int Shown = 50;

    /// <summary>A plan that is there: its numbers, its items, its findings.</summary>
    internal async Task Plan(RunAnswer run, bool all, CancellationToken cancellationToken)
    {
        await Items(run, null, run.Progress?.Items ?? 0, "items", "plan", all, cancellationToken);
        await Findings(run, all, cancellationToken);
        RunTables.Summary(screen, run);
    }

    /// <summary>What Moodle refused.</summary>
    internal Task Failed(RunAnswer run, bool all, CancellationToken cancellationToken) =>
        Items(run, "failed", run.Progress?.Failed ?? 0, "failed items", "report", all, cancellationToken);

    /// <summary>What is wrong in the roster, or was left alone in Moodle.</summary>
    internal async Task Findings(RunAnswer run, bool all, CancellationToken cancellationToken)
    {
        var findings = await pages.Findings(Place(run), all ? int.MaxValue : Shown, cancellationToken);
        if (findings.Count > 0)
        {
            RunTables.Findings(screen, findings);
        }

        More(run, (run.Progress?.Errors ?? 0) + (run.Progress?.Warnings ?? 0), findings.Count, "findings", "report");
    }

    private static RunPlace Place(RunAnswer run) => new(run.Site, run.Roster, run.Run);

    private async Task Items(
        RunAnswer run, string? state, int there, string what, string command, bool all, CancellationToken cancellationToken)
    {
        var items = await pages.Items(Place(run), state, all ? int.MaxValue : Shown, cancellationToken);
        if (items.Count > 0)
        {
            RunTables.Items(screen, items);
        }

        More(run, there, items.Count, what, command);
    }

    private void More(RunAnswer run, int there, int shown, string what, string command)
    {
        if (there > shown)
        {
            screen.Line($"… and {there - shown} more {what}: silo roster {command} {run.Site}/{run.Roster} --run {run.Run} --all");
        }
    }
}
