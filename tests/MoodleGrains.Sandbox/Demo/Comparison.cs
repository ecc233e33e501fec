using System.Globalization;
using System.Text.Json;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>One field that differs.</summary>
/// <param name="Where">Whose field.</param>
/// <param name="Field">The field's name in the API.</param>
/// <param name="Moodle">How it stands in Moodle.</param>
/// <param name="Silo">How it stands in the silo.</param>
public sealed record Difference(string Where, string Field, string Moodle, string Silo);

/// <summary>The university beside what the silo tells of it: every course, category and enrolment, field by field.</summary>
/// <param name="university">The university.</param>
/// <param name="site">The slug of the site.</param>
public sealed class Comparison(University university, string site)
{
    private readonly List<Difference> wrong = [];
    private readonly List<Difference> damaged = [];
    private readonly List<Difference> untold = [];

    /// <summary>What should be equal and is not.</summary>
    public IReadOnlyList<Difference> Wrong => wrong;

    /// <summary>What nosey damaged: a text that looked like a number, and that no other plugin told.</summary>
    public IReadOnlyList<Difference> Damaged => damaged;

    /// <summary>What no webhook tells: whether a changed enrolment is active.</summary>
    public IReadOnlyList<Difference> Untold => untold;

    /// <summary>How many courses were compared.</summary>
    public int Courses { get; private set; }

    /// <summary>How many categories were compared.</summary>
    public int Categories { get; private set; }

    /// <summary>How many enrolments were compared.</summary>
    public int Enrolments { get; private set; }

    /// <summary>Compares all of it.</summary>
    /// <param name="university">The university; nothing may change it meanwhile.</param>
    /// <param name="site">The slug of the site.</param>
    /// <param name="api">The silo.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <returns>What was found.</returns>
    public static async Task<Comparison> Make(University university, string site, SiloApi api, CancellationToken cancellationToken)
    {
        var comparison = new Comparison(university, site);
        comparison.CompareCategories(ById(await api.All($"api/v1/sites/{site}/categories", cancellationToken)));
        await comparison.CompareCourses(ById(await api.All($"api/v1/sites/{site}/courses", cancellationToken)), api, cancellationToken);
        return comparison;
    }

    private void CompareCategories(Dictionary<long, JsonElement> told)
    {
        var there = university.Categories.Values.ToList();
        Extra("category", told.Keys.Except(there.Select(c => c.Id)));
        foreach (var category in there)
        {
            var where = Invariant($"category {category.Id}");
            if (Found(where, told, category.Id) is { } row)
            {
                Categories++;
                Text(where, row, "name", category.Name);
                Text(where, row, "idNumber", category.IdNumber);
                Text(where, row, "description", category.Description);
                Exact(where, row, "parentId", category.ParentId);
                Exact(where, row, "visible", category.Visible);
            }
        }
    }

    private async Task CompareCourses(Dictionary<long, JsonElement> told, SiloApi api, CancellationToken cancellationToken)
    {
        var there = university.Courses.Values.ToList();
        Extra("course", told.Keys.Except(there.Select(c => c.Id)));
        foreach (var course in there)
        {
            var where = Invariant($"course {course.Id}");
            if (Found(where, told, course.Id) is not { } row)
            {
                continue;
            }

            Courses++;
            Text(where, row, "shortName", course.ShortName);
            Text(where, row, "fullName", course.FullName);
            Text(where, row, "idNumber", course.IdNumber);
            Text(where, row, "summary", course.Summary);
            Text(where, row, "format", course.Format);
            Text(where, row, "language", course.Language);
            Exact(where, row, "categoryId", course.CategoryId);
            Exact(where, row, "visible", course.Visible);
            Time(where, row, "startsAt", course.StartDate);
            Time(where, row, "endsAt", course.EndDate);
            Time(where, row, "createdAt", course.TimeCreated);
            var whole = await api.One(Invariant($"api/v1/sites/{site}/courses/{course.Id}"), cancellationToken);
            CompareEnrolments(
                course,
                whole is { } w ? w.GetProperty("enrolments").EnumerateArray().ToDictionary(e => e.GetProperty("userId").GetInt64()) : []);
        }
    }

    private void CompareEnrolments(Course course, Dictionary<long, JsonElement> told)
    {
        var there = university.Enrolments.Where(e => e.CourseId == course.Id).ToList();
        Extra(Invariant($"course {course.Id}: user"), told.Keys.Except(there.Select(e => e.UserId)));
        foreach (var enrolment in there)
        {
            var where = Invariant($"course {course.Id}: user {enrolment.UserId}");
            if (Found(where, told, enrolment.UserId) is not { } row)
            {
                continue;
            }

            Enrolments++;
            var roles = university.Roles.Where(r => r.CourseId == course.Id && r.UserId == enrolment.UserId).Select(r => r.RoleId).Order();
            var toldRoles = row.GetProperty("roles").EnumerateArray().Select(r => r.GetInt64()).Order();
            Same(where, "roles", string.Join(' ', roles), string.Join(' ', toldRoles), wrong);
            Text(where, row, "method", enrolment.Method);
            Time(where, row, "since", enrolment.TimeCreated);
            var changed = enrolment.TimeModified != enrolment.TimeCreated;
            var active = enrolment.ActiveAt(university.Now) ? "true" : "false";
            Same(where, "active", active, Read(row, "active"), changed ? untold : wrong);
        }
    }

    private JsonElement? Found(string where, Dictionary<long, JsonElement> told, long id)
    {
        if (told.TryGetValue(id, out var row))
        {
            return row;
        }

        wrong.Add(new(where, "", "there", "missing"));
        return null;
    }

    private void Extra(string what, IEnumerable<long> ids) =>
        wrong.AddRange(ids.Select(id => new Difference(Invariant($"{what} {id}"), "", "gone", "there")));

    private void Text(string where, JsonElement row, string field, string? stored)
    {
        var (moodle, silo) = (stored ?? "", Read(row, field));
        var byNosey = silo != moodle && silo == Nosey.AfterNumericCheck(moodle);
        Same(where, field, moodle, silo, byNosey ? damaged : wrong);
    }

    private void Exact(string where, JsonElement row, string field, object value) =>
        Same(where, field, Invariant($"{value}").ToLowerInvariant(), Read(row, field), wrong);

    private void Time(string where, JsonElement row, string field, long seconds)
    {
        var told = Read(row, field);
        var silo = told == "" ? 0 : DateTimeOffset.Parse(told, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        Same(where, field, Invariant($"{seconds}"), Invariant($"{silo}"), wrong);
    }

    private static void Same(string where, string field, string moodle, string silo, List<Difference> into)
    {
        if (moodle != silo)
        {
            into.Add(new(where, field, moodle, silo));
        }
    }

    private static string Read(JsonElement row, string field) =>
        !row.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.GetRawText();

    private static Dictionary<long, JsonElement> ById(List<JsonElement> rows) =>
        rows.Where(row => Read(row, "deletedAt") == "").ToDictionary(row => row.GetProperty("id").GetInt64());

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
