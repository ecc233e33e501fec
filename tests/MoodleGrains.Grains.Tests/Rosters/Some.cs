using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>Ordinary terms, to be varied.</summary>
internal static class Some
{
    public static RosterTerms Terms { get; } = new(
        new(
            RosterSource.Http,
            "https://registrar.example/roster.json",
            RosterSource.Json,
            false,
            RosterSource.DefaultMaxBytes,
            RosterSource.DefaultTimeoutSeconds),
        RosterTerms.ByUserName,
        RoleMapping.Default,
        "Courses",
        null,
        RosterTerms.Keep,
        RosterTerms.Keep,
        Adopt: true,
        AdoptWholly: false,
        RenameEdited: false,
        Automatic: false,
        null,
        ChangeLimits.Default,
        [],
        Mail: false,
        Zone: "UTC");
}
