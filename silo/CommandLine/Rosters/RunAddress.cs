using MoodleGrains.ClientApi.Rosters;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>Addresses of the API.</summary>
internal static class RunAddress
{
    /// <summary>That of a roster, or of something below it.</summary>
    public static string Of(RosterAt roster, string rest = "") => $"api/v1/rosters/{roster.Name}{rest}?site={roster.Site}";

    /// <summary>That of a run, or of something below it.</summary>
    public static string Of(RunPlace run, string rest = "") => $"api/v1/rosters/{run.Roster}/runs/{run.Run}{rest}?site={run.Site}";
}
