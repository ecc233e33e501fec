using MoodleGrains.Mirrors;

namespace MoodleGrains.Rosters;

/// <summary>What is to be done so that Moodle follows a roster.</summary>
public static class RosterPlanning
{
    /// <summary>Makes the plan of a run. Pure: the same roster, site and mirrors give the same plan.</summary>
    /// <param name="terms">The terms of the roster.</param>
    /// <param name="wanted">What it wants.</param>
    /// <param name="site">What Moodle holds.</param>
    /// <param name="mirrors">What this roster made, by Moodle's id of the course.</param>
    /// <param name="remembered">What the last roster said, by the course's key.</param>
    /// <param name="today">The day, UTC, by which the brake may be raised.</param>
    /// <returns>The plan.</returns>
    public static RosterPlan Plan(
        RosterTerms terms,
        WantedRoster wanted,
        SiteNow site,
        IReadOnlyDictionary<long, Mirror> mirrors,
        IReadOnlyDictionary<string, RememberedKeys> remembered,
        DateOnly today) => throw new NotSupportedException();
}
