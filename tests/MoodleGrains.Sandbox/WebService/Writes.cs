using System.Text.RegularExpressions;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>
/// The functions that change something. One bad element refuses a whole batch of new courses; of changed courses each refusal is a
/// warning. Those that return nothing answer null.
/// </summary>
internal static partial class Writes
{
    public static List<PhpMap> CreateCourses(University university, Call call)
    {
        var changes = call.Count("courses", "fullname").Select(i => Change(call, $"courses[{i}]")).ToList();
        foreach (var change in changes)
        {
            if (!university.Categories.ContainsKey(change.CategoryId ?? 0))
            {
                throw MoodleFaultException.Moodle(
                    "errorcatcontextnotvalid",
                    $"You cannot execute functions in the category context (category id:{change.CategoryId}). "
                        + "The context error message was: Invalid parameter value detected");
            }
        }

        call.Caller.Require("moodle/course:create", "Create courses");
        university.CheckNew(changes);
        return [.. changes.Select(change => new PhpMap { ["id"] = university.CreateCourse(change), ["shortname"] = change.ShortName })];
    }

    public static object? ImportCourse(University university, Call call)
    {
        var (from, to) = (call.Id("importfrom"), call.Id("importto"));
        var emptied = call.Text("deletecontent") ?? "0";
        var options = call.Pairs("options", "name").ToDictionary(option => option.Key, option => option.Value, StringComparer.Ordinal);
        var wrong = emptied is not "0" and not "1" ? emptied
            : options.FirstOrDefault(o => o.Key is not "activities" and not "blocks" and not "filters" || o.Value is not "0" and not
                "1").Key;
        if (wrong is not null)
        {
            throw MoodleFaultException.Moodle("invalidextparam", $"Invalid external api parameter: {wrong}");
        }

        if (options.GetValueOrDefault("activities") is "0")
        {
            return null;
        }

        call.Caller.Require("moodle/backup:backuptargetimport", "Backup for import");
        call.Caller.Require("moodle/restore:restoretargetimport", "Restore from files targeted as import");
        university.ImportCourse(from, to, emptied == "1");
        return null;
    }

    public static PhpMap UpdateCourses(University university, Call call)
    {
        var warnings = new List<PhpMap>();
        foreach (var i in call.Count("courses", "id"))
        {
            var id = call.Id($"courses[{i}][id]");
            try
            {
                var change = Change(call, $"courses[{i}]");
                MayChange(call.Caller, change);
                university.UpdateCourse(id, change);
            }
            catch (MoodleFaultException refused)
            {
                warnings.Add(
                    new() { ["item"] = "course", ["itemid"] = id, ["warningcode"] = refused.ErrorCode, ["message"] = refused.Message });
            }
        }

        return new() { ["warnings"] = warnings };
    }

    public static List<PhpMap> CreateCategories(University university, Call call) =>
    [
        .. MayManage(call).Count("categories", "name").Select(i =>
        {
            var name = Plain(call.Text($"categories[{i}][name]"))!;
            var parent = Call.Number(call.Text($"categories[{i}][parent]") ?? "0");
            var id = university.CreateCategory(
                name, call.Text($"categories[{i}][idnumber]"), call.Text($"categories[{i}][description]") ?? "", parent);
            _ = call.Text($"categories[{i}][descriptionformat]");
            return new PhpMap { ["id"] = id, ["name"] = Texts.Name(name, call with { Raw = false }) };
        }),
    ];

    public static object? UpdateCategories(University university, Call call)
    {
        foreach (var i in MayManage(call).Count("categories", "id"))
        {
            var parent = call.Text($"categories[{i}][parent]");
            university.UpdateCategory(
                call.Id($"categories[{i}][id]"),
                Plain(call.Text($"categories[{i}][name]")),
                call.Text($"categories[{i}][idnumber]"),
                call.Text($"categories[{i}][description]"),
                parent is null ? null : Call.Number(parent));
        }

        return null;
    }

    private static Call MayManage(Call call)
    {
        call.Caller.Require("moodle/category:manage", "Manage categories");
        return call;
    }

    // course/externallib.php asks for each field apart.
    private static void MayChange(Caller caller, CourseChange change)
    {
        caller.Require("moodle/course:update", "Update course settings");
        foreach (var (given, capability, name) in ((bool, string, string)[])
        [
            (change.CategoryId is not null, "moodle/course:changecategory", "Change course category"),
            (change.FullName is not null, "moodle/course:changefullname", "Change course full name"),
            (change.ShortName is not null, "moodle/course:changeshortname", "Change course short name"),
            (change.IdNumber is not null, "moodle/course:changeidnumber", "Change course ID number"),
            (change.Summary is not null, "moodle/course:changesummary", "Change course summary"),
            (change.Visible is not null, "moodle/course:visibility", "Hide/show courses"),
        ])
        {
            if (given)
            {
                caller.Require(capability, name);
            }
        }
    }

    private static CourseChange Change(Call call, string at)
    {
        _ = (call.Text($"{at}[id]"), call.Text($"{at}[summaryformat]"), call.Text($"{at}[enablecompletion]"), call.Text(
            $"{at}[numsections]"));
        return new()
        {
            FullName = Plain(call.Text($"{at}[fullname]")),
            ShortName = Plain(call.Text($"{at}[shortname]")),
            CategoryId = Number("categoryid"),
            IdNumber = call.Text($"{at}[idnumber]"),
            Summary = call.Text($"{at}[summary]"),
            Format = call.Text($"{at}[format]"),
            StartDate = Number("startdate"),
            EndDate = Number("enddate"),
            Visible = call.Text($"{at}[visible]") is { } visible ? visible == "1" : null,
        };

        long? Number(string field) => call.Text($"{at}[{field}]") is { } text ? Call.Number(text) : null;
    }

    // Recorded: tags other than multilang spans are refused, not removed; a < before a space is no tag.
    private static string? Plain(string? name) =>
        name is not null && Tag().IsMatch(name) && !name.Contains("multilang", StringComparison.Ordinal)
            ? throw MoodleFaultException.InvalidParameter()
            : name;

    [GeneratedRegex(@"<(?!\s)")]
    private static partial Regex Tag();
}
