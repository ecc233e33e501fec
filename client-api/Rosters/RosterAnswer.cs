using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>A roster: courses and participants that Moodle follows.</summary>
/// <param name="Site">The slug of the site that follows it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Revision">How often it was put.</param>
/// <param name="Terms">What it says; can be sent back, with the site beside it.</param>
/// <param name="LastRun">The number of its last run; null if there was none.</param>
/// <param name="LastState">How that run stands; see the run itself.</param>
public sealed record RosterAnswer(string Site, string Name, int Revision, RosterTerms Terms, int? LastRun, string? LastState)
{
    /// <summary>The answer of a grain's state.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="name">Its name.</param>
    /// <param name="roster">The state; it has terms.</param>
    /// <param name="lastState">How its last run stands.</param>
    /// <returns>The answer.</returns>
    public static RosterAnswer Of(string site, string name, Roster roster, string? lastState) => new(
        site,
        name,
        roster.Revision,
        roster.Terms ?? throw new ArgumentException("The roster was deleted.", nameof(roster)),
        roster.LastRun == 0 ? null : roster.LastRun,
        roster.Open?.State.ToString().ToLowerInvariant() ?? lastState);
}
