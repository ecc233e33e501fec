namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Which run of which roster.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Roster">The roster's name.</param>
/// <param name="Run">The number of the run.</param>
public readonly record struct RunPlace(string Site, string Roster, long Run);
