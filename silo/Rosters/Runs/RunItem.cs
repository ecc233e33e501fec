using System.Text.Json;
using System.Text.Json.Serialization;
using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>An item of a plan that is not done yet.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Action">What it does.</param>
/// <param name="CourseKey">The course of the roster.</param>
/// <param name="CourseId">Moodle's id; null until the course is created.</param>
/// <param name="UserId">Who.</param>
/// <param name="RoleId">Which role.</param>
/// <param name="Course">What a course gets.</param>
/// <param name="Name">The participant or the course, as a person knows it.</param>
/// <param name="Sent">Whether Moodle was asked already, and nobody knows with what success.</param>
/// <param name="Before">What was there before it, noted before Moodle was asked: a name, or roles.</param>
internal sealed record RunItem(
    int Number,
    PlanAction Action,
    string CourseKey,
    long? CourseId,
    long? UserId,
    long? RoleId,
    PlannedCourse? Course,
    string? Name,
    bool Sent,
    string? Before)
{
    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Columns = "number, action, course_key, course_id, user_id, role_id, course::text, name, state, detail";

    /// <summary>Reads a row.</summary>
    /// <param name="row">At the row.</param>
    /// <returns>The item.</returns>
    public static RunItem Read(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        RunActions.Of(row.GetString(1)),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetInt64(3),
        row.IsDBNull(4) ? null : row.GetInt64(4),
        row.IsDBNull(5) ? null : row.GetInt64(5),
        row.IsDBNull(6) ? null : JsonSerializer.Deserialize(row.GetString(6), RunItemJson.Default.PlannedCourse),
        row.IsDBNull(7) ? null : row.GetString(7),
        row.GetString(8) == RunItemStates.Sent,
        row.IsDBNull(9) ? null : row.GetString(9));
}

/// <summary>Where an item stands (<c>mg_roster_items.state</c>).</summary>
internal static class RunItemStates
{
    /// <summary>Nothing was asked of Moodle.</summary>
    public const string Planned = "planned";

    /// <summary>Moodle was asked; with what success is to be looked for.</summary>
    public const string Sent = "sent";

    /// <summary>It is done, and known to the mirror.</summary>
    public const string Done = "done";

    /// <summary>Moodle refused it; the detail says why.</summary>
    public const string Failed = "failed";

    /// <summary>The run ended before its turn came.</summary>
    public const string Skipped = "skipped";
}

/// <summary>The words of actions, as JSON and tables have them.</summary>
internal static class RunActions
{
    /// <summary>
    /// The order in which they are done: nothing is taken before all is given, so that nobody is without a role in between, and a course is
    /// hidden last.
    /// </summary>
    public static IReadOnlyList<PlanAction> Order { get; } =
    [
        PlanAction.CreateCourse, PlanAction.AdoptCourse, PlanAction.RenameCourse, PlanAction.ShowCourse, PlanAction.Enrol,
        PlanAction.Reactivate,
        PlanAction.GiveRole, PlanAction.TakeRole, PlanAction.Suspend, PlanAction.Remove, PlanAction.HideCourse,
    ];

    private static readonly Dictionary<PlanAction, string> Words =
        Order.ToDictionary(action => action, action => JsonNamingPolicy.SnakeCaseLower.ConvertName(action.ToString()));

    private static readonly Dictionary<string, PlanAction> Actions = Words.ToDictionary(
        word => word.Value,
        word => word.Key,
        StringComparer.Ordinal);

    /// <summary>The word of an action.</summary>
    /// <param name="action">The action.</param>
    /// <returns>The word.</returns>
    public static string Word(this PlanAction action) => Words[action];

    /// <summary>The action of a word.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The action.</returns>
    public static PlanAction Of(string word) => Actions[word];
}

/// <summary>The JSON of the column <c>course</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlannedCourse))]
internal sealed partial class RunItemJson : JsonSerializerContext;
