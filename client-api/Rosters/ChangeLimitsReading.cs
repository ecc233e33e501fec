using System.Globalization;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Reads the brake of a roster, and the days on which another one holds.</summary>
internal static class ChangeLimitsReading
{
    private const string Date = "yyyy-MM-dd";

    /// <summary>Reads a brake; what is left out has its default.</summary>
    /// <param name="fields">Its object.</param>
    /// <returns>The brake.</returns>
    public static ChangeLimits Brake(JsonFields fields)
    {
        var usual = ChangeLimits.Default;
        var brake = new ChangeLimits(
            Percent(fields, "coursePercent", usual.CoursePercent),
            Count(fields, "courseCount", usual.CourseCount),
            Percent(fields, "allPercent", usual.AllPercent),
            Count(fields, "allCount", usual.AllCount),
            Percent(fields, "hidePercent", usual.HidePercent),
            Count(fields, "hideCount", usual.HideCount),
            Percent(fields, "rolePercent", usual.RolePercent),
            Count(fields, "roleCount", usual.RoleCount),
            Percent(fields, "renamePercent", usual.RenamePercent),
            Count(fields, "renameCount", usual.RenameCount));
        fields.Close();
        return brake;
    }

    /// <summary>Reads the field <c>raised</c>.</summary>
    /// <param name="fields">The object it stands in.</param>
    /// <returns>The days.</returns>
    public static IReadOnlyList<RaisedChangeLimits> Raised(JsonFields fields)
    {
        const string wanted = "a list such as [{ \"from\": \"2026-09-14\", \"until\": \"2026-09-27\", \"brake\": { "
            + "\"coursePercent\": 50 } }]";
        var raised = new List<RaisedChangeLimits>();
        foreach (var (item, path) in fields.Items("raised", wanted) ?? [])
        {
            if (fields.Item(item, path) is not { } days)
            {
                continue;
            }

            var from = Day(days, "from");
            var until = Day(days, "until");
            var brake = days.Inner("brake", required: true) is { } said ? Brake(said) : ChangeLimits.Default;
            days.Close();
            raised.Add(new(from ?? "", until ?? "", brake));
        }

        return raised;
    }

    private static int Percent(JsonFields fields, string name, int usual) => (int)(fields.Between(name, 0, 100) ?? usual);

    private static int Count(JsonFields fields, string name, int usual) => (int)(fields.Between(name, 1, int.MaxValue) ?? usual);

    private static string? Day(JsonFields fields, string name) => fields.Fitting(
        name,
        "a day such as \"2026-09-14\", UTC",
        text => DateOnly.TryParseExact(text, Date, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        required: true);
}
