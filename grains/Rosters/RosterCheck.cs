using System.Globalization;
using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>Checks a roster's document: what is right of it is wanted, and of all that is wrong a person is told.</summary>
public static class RosterCheck
{
    /// <summary>What findings call the outermost object. Its words of paging are judged by <see cref="PageMarks"/>.</summary>
    internal const string Document = "document";

    private static readonly string[] RootFields = ["courses"];

    /// <summary>Checks a JSON document: <c>{"courses":[…]}</c>, or the bare array.</summary>
    /// <param name="root">The document.</param>
    /// <param name="terms">The terms of the roster.</param>
    /// <returns>What it wants, and its faults.</returns>
    public static DesiredRoster Json(JsonElement root, RosterTerms terms)
    {
        var findings = new List<Finding>();
        var unknown = new UnknownFields(terms, findings);
        var path = "$";
        var courses = root;
        if (root.ValueKind == JsonValueKind.Object)
        {
            path = "$.courses";
            if (unknown.Look(root, "$", Document, RootFields).Twice.Count > 0)
            {
                return Nothing(findings);
            }

            if (!root.TryGetProperty("courses", out courses))
            {
                return Nothing(findings, path, "missing", "It is missing; give an array of courses.");
            }
        }

        if (courses.ValueKind != JsonValueKind.Array)
        {
            return Nothing(findings, path, "wrong_type", $"It is {JsonField.Shown(courses)}; give an array of courses.");
        }

        var zone = new RosterZone(terms.Zone);
        var drafts = new List<CourseDraft>(courses.GetArrayLength());
        foreach (var course in courses.EnumerateArray())
        {
            drafts.Add(
                JsonCourse.Read(course, string.Create(CultureInfo.InvariantCulture, $"{path}[{drafts.Count}]"), zone, unknown, findings));
        }

        if (zone.Assumed is { } assumed)
        {
            findings.Add(new(
                false, "zone_unset", assumed,
                "Nobody said in which time zone dates such as this one are, and they are taken for UTC; set zone in the roster's terms, or "
                    + "Sites:{slug}:Zone."));
        }

        unknown.Tell();
        return CourseChecks.Of(drafts, unplaced: 0, terms, findings);
    }

    /// <summary>Checks the lines of a CSV.</summary>
    /// <param name="lines">The lines behind the head, in order.</param>
    /// <param name="terms">The terms of the roster.</param>
    /// <returns>What it wants, and its faults.</returns>
    public static DesiredRoster Lines(IReadOnlyList<RosterLine> lines, RosterTerms terms)
    {
        var findings = new List<Finding>();
        var drafts = LineCourses.Read(lines, findings, out var unplaced);
        return CourseChecks.Of(drafts, unplaced.Count, terms, findings);
    }

    private static DesiredRoster Nothing(List<Finding> findings, string path, string code, string text)
    {
        findings.Add(new(true, code, path, text));
        return Nothing(findings);
    }

    private static DesiredRoster Nothing(List<Finding> findings) => new([], new HashSet<string>(), true, findings);
}

/// <summary>A line of a CSV roster.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="ShortName">The field course_shortname; null where the line has none.</param>
/// <param name="Name">The field course_name; null where the line has none.</param>
/// <param name="UserName">The field username; null or empty for a course without participants.</param>
/// <param name="Role">The field role; null or empty for none.</param>
public sealed record RosterLine(int Line, string? ShortName, string? Name, string? UserName, string? Role);
