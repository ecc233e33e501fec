using System.Text.Json;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>The words of plans.</summary>
public static class RunWords
{
    /// <summary>An action as tables and answers write it, <c>create_course</c>.</summary>
    /// <param name="action">The action.</param>
    /// <returns>The word.</returns>
    public static string Of(PlanAction action) => JsonSerializer.SerializeToElement(action).GetString()!;

    /// <summary>What a plan would do, for a person.</summary>
    /// <param name="counts">Its numbers.</param>
    /// <returns>Each number that is not 0 and what it counts; empty for a plan of nothing.</returns>
    public static IReadOnlyList<(int Count, string What)> Of(PlanCounts counts) =>
    [
        .. new (int Count, string What)[]
        {
            (counts.CoursesCreated, "courses created"),
            (counts.CoursesRenamed, "courses renamed"),
            (counts.CoursesHidden, "courses hidden"),
            (counts.CoursesShown, "courses shown"),
            (counts.Enrolled, "enrolled"),
            (counts.Suspended, "suspended"),
            (counts.Removed, "removed"),
            (counts.RolesGiven, "roles given"),
            (counts.RolesTaken, "roles taken"),
        }.Where(one => one.Count > 0),
    ];
}
