using System.Globalization;
using MoodleGrains.ClientApi.Rosters;

namespace MoodleGrains.Silo.CommandLine.Rosters;

/// <summary>Runs, plans and findings as a person at a terminal reads them.</summary>
internal static class RunTables
{
    private static readonly string[] PlanColumns = ["no", "what", "course", "Moodle's id", "who or what", "role", "state"];
    private static readonly string[] FindingColumns = ["", "what", "where", "text"];
    private static readonly string[] CountColumns = ["number", "planned"];

    internal static void Findings(Screen screen, IReadOnlyList<FindingAnswer> findings) => screen.Table(
        FindingColumns,
        findings.Select(one => new[] { one.Error ? "error" : "warning", one.Code, Cell(one.Path), Cell(one.Text) }),
        row => row[0] == "error" ? "red" : "yellow");

    internal static void Items(Screen screen, IReadOnlyList<PlanItemAnswer> items) => screen.Table(
        PlanColumns,
        items.Select(one => new[]
        {
            Number(one.Number), one.Action, Cell(one.CourseKey), one.CourseId is { } id ? Number(id) : "new", Cell(one.Name ?? ""),
            Cell(one.Role ?? (one.RoleId is { } role ? Number(role) : "")), one.Detail is null
                ? one.State
                : $"{one.State}: {Cell(one.Detail)}",
        }),
        Colour);

    /// <summary>The numbers of a run's plan, and what tripped the brake.</summary>
    internal static void Summary(Screen screen, RunAnswer run)
    {
        var counts = run.Counts is { } planned ? RunWords.Of(planned) : [];
        if (counts.Count > 0)
        {
            screen.Table(CountColumns, counts.Select(one => new[] { Number(one.Count), one.What }), row => Takes(row[1]) ? "yellow" : null);
        }

        if (run.Progress is { } seen && seen.Errors + seen.Warnings + seen.Missing > 0)
        {
            screen.Line($"{seen.Errors} errors, {seen.Warnings} warnings, {seen.Missing} users missing in Moodle.");
        }

        foreach (var why in run.Tripped)
        {
            screen.Coloured($"Brake: {Cell(why)}", "red");
        }
    }

    /// <summary>Text from outside as one line: what could steer a terminal becomes a space.</summary>
    internal static string Cell(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    internal static string Time(DateTime? at) => at?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    private static string? Colour(string[] row) => row[^1].StartsWith("failed", StringComparison.Ordinal) ? "red" : row[1] switch
    {
        "create_course" or "enrol" or "give_role" or "reactivate" or "show_course" => "green",
        "hide_course" or "suspend" or "remove" or "take_role" => "yellow",
        _ => null,
    };

    private static bool Takes(string what) => what is "courses hidden" or "suspended" or "removed" or "roles taken";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
