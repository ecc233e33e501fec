using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>
/// The functions that change something. One bad element refuses a whole batch of new courses; of changed courses each refusal is a
/// warning. Those that return nothing answer null.
/// </summary>
internal static class Writes
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

        return [.. changes.Select(change => new PhpMap { ["id"] = university.CreateCourse(change), ["shortname"] = change.ShortName })];
    }

    public static PhpMap UpdateCourses(University university, Call call)
    {
        var warnings = new List<PhpMap>();
        foreach (var i in call.Count("courses", "id"))
        {
            var id = call.Id($"courses[{i}][id]");
            try
            {
                university.UpdateCourse(id, Change(call, $"courses[{i}]"));
            }
            catch (MoodleFaultException refused)
            {
                warnings.Add(new() { ["item"] = "course", ["itemid"] = id, ["warningcode"] = refused.ErrorCode, ["message"] = refused.Message });
            }
        }

        return new() { ["warnings"] = warnings };
    }

    public static List<PhpMap> CreateCategories(University university, Call call) =>
    [
        .. call.Count("categories", "name").Select(i =>
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
        foreach (var i in call.Count("categories", "id"))
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

    // One transaction in Moodle: everything is looked at before anything is done.
    public static object? Enrol(University university, Call call)
    {
        var rows = call.Count("enrolments", "userid").Select(i => (
            Course: call.Id($"enrolments[{i}][courseid]"),
            User: call.Id($"enrolments[{i}][userid]"),
            Role: call.Id($"enrolments[{i}][roleid]"),
            Start: Call.Number(call.Text($"enrolments[{i}][timestart]") ?? "0"),
            End: Call.Number(call.Text($"enrolments[{i}][timeend]") ?? "0"),
            Suspend: call.Text($"enrolments[{i}][suspend]") == "1")).ToList();
        foreach (var row in rows)
        {
            if (row.Role is < University.EditingTeacher or > University.Student)
            {
                throw MoodleFaultException.Moodle(
                    "wsusercannotassign",
                    $"You don't have the permission to assign this role ({row.Role}) to this user ({row.User}) in this course ({row.Course}).");
            }

            if (!university.Users.ContainsKey(row.User))
            {
                throw new MoodleFaultException("dml_missing_record_exception", "invaliduser", "Invalid user");
            }
        }

        rows.ForEach(row => university.Enrol(row.Course, row.User, row.Role, row.Start, row.End, row.Suspend));
        return null;
    }

    public static object? Unenrol(University university, Call call)
    {
        foreach (var i in call.Count("enrolments", "userid"))
        {
            _ = call.Text($"enrolments[{i}][roleid]");
            university.Unenrol(call.Id($"enrolments[{i}][courseid]"), call.Id($"enrolments[{i}][userid]"));
        }

        return null;
    }

    public static object? Roles(University university, Call call, string list, Action<long, long, long> change)
    {
        foreach (var i in call.Count(list, "userid"))
        {
            _ = call.Text($"{list}[{i}][contextlevel]");
            var course = call.Id($"{list}[{i}][instanceid]");
            if (!university.Courses.ContainsKey(course))
            {
                throw MoodleFaultException.InvalidRecord("course");
            }

            change(course, call.Id($"{list}[{i}][userid]"), call.Id($"{list}[{i}][roleid]"));
        }

        return null;
    }

    private static CourseChange Change(Call call, string at)
    {
        _ = (call.Text($"{at}[id]"), call.Text($"{at}[summaryformat]"), call.Text($"{at}[enablecompletion]"), call.Text($"{at}[numsections]"));
        return new()
        {
            FullName = Plain(call.Text($"{at}[fullname]")),
            ShortName = call.Text($"{at}[shortname]"),
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

    // Recorded: tags other than multilang spans are refused, not removed.
    private static string? Plain(string? name) =>
        name is not null && name.Contains('<', StringComparison.Ordinal) && !name.Contains("multilang", StringComparison.Ordinal)
            ? throw MoodleFaultException.InvalidParameter()
            : name;
}
