using MoodleGrains.Mirrors;

namespace MoodleGrains.Rosters;

/// <summary>What is to be done so that a run is taken back.</summary>
public static class UndoPlanning
{
    /// <summary>Makes the plan that takes a run back. What somebody changed since is left alone.</summary>
    /// <param name="terms">The terms of the roster.</param>
    /// <param name="run">The run to be taken back.</param>
    /// <param name="history">The whole stream of each mirror, by Moodle's id of the course.</param>
    /// <param name="site">What Moodle holds.</param>
    /// <param name="mirrors">What this roster made, by Moodle's id of the course.</param>
    /// <param name="today">The day, UTC, by which the brake may be raised.</param>
    /// <returns>The plan.</returns>
    public static RosterPlan Plan(
        RosterTerms terms,
        int run,
        IReadOnlyDictionary<long, IReadOnlyList<IEvent>> history,
        SiteNow site,
        IReadOnlyDictionary<long, Mirror> mirrors,
        DateOnly today) => throw new NotSupportedException();
}
