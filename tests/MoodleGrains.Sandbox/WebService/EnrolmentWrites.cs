using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>
/// The functions that change who is in a course, and with which roles. Each call is one transaction in Moodle: everything is looked at,
/// in Moodle's order, before anything is done. What was not recorded is after enrol/manual/externallib.php and enrol/externallib.php.
/// </summary>
internal static class EnrolmentWrites
{
    public static object? Enrol(University university, Call call)
    {
        var rows = call.Count("enrolments", "userid").Select(i => (
            Course: call.Id($"enrolments[{i}][courseid]"),
            User: call.Id($"enrolments[{i}][userid]"),
            Role: call.Id($"enrolments[{i}][roleid]"),
            Start: Call.Number(call.Text($"enrolments[{i}][timestart]") ?? "0"),
            End: Call.Number(call.Text($"enrolments[{i}][timeend]") ?? "0"),
            Suspend: Call.Number(call.Text($"enrolments[{i}][suspend]") ?? "0") != 0)).ToList();
        foreach (var row in rows)
        {
            Context(university, row.Course);
            call.Caller.Require("enrol/manual:enrol", "Enrol users");
            if (!IsRole(row.Role) || !call.Caller.MayAssign(row.Role))
            {
                throw MoodleFaultException.Moodle(
                    "wsusercannotassign",
                    $"You don't have the permission to assign this role ({row.Role}) to this user ({row.User}) in this course "
                        + $"({row.Course}).");
            }

            university.ManualInstance(row.Course);
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
        var rows = call.Count("enrolments", "userid").Select(i =>
        {
            _ = call.Text($"enrolments[{i}][roleid]");
            return (Course: call.Id($"enrolments[{i}][courseid]"), User: call.Id($"enrolments[{i}][userid]"));
        }).ToList();
        foreach (var (course, user) in rows)
        {
            call.Caller.Require("enrol/manual:unenrol", "Unenrol users from the course");
            university.ManualInstance(course);
            if (!university.Users.ContainsKey(user))
            {
                throw MoodleFaultException.InvalidParameter();
            }
        }

        rows.ForEach(row => university.Unenrol(row.Course, row.User));
        return null;
    }

    public static object? AssignRoles(University university, Call call)
    {
        var rows = Roles(university, call, "assignments");
        if (rows.Exists(row => !university.Users.ContainsKey(row.User)))
        {
            throw new MoodleFaultException(
                @"core\exception\coding_exception", "codingerror",
                "Coding error detected, it must be fixed by a programmer: User ID does not exist or is deleted!");
        }

        rows.ForEach(row => university.AssignRole(row.Course, row.User, row.Role));
        return null;
    }

    // Who does not hold the role, or is unknown, loses nothing, without an error.
    public static object? UnassignRoles(University university, Call call)
    {
        Roles(university, call, "unassignments").ForEach(row => university.UnassignRole(row.Course, row.User, row.Role));
        return null;
    }

    private static List<(long Course, long User, long Role)> Roles(University university, Call call, string list)
    {
        var rows = call.Count(list, "userid").Select(i => (
            Level: call.Text($"{list}[{i}][contextlevel]"),
            Course: call.Id($"{list}[{i}][instanceid]"),
            User: call.Id($"{list}[{i}][userid]"),
            Role: call.Id($"{list}[{i}][roleid]"))).ToList();
        foreach (var row in rows)
        {
            if (row.Level != "course")
            {
                throw MoodleFaultException.InvalidParameter();
            }

            Context(university, row.Course);
            call.Caller.Require("moodle/role:assign", "Assign roles to users");
            if (!IsRole(row.Role) || !call.Caller.MayAssign(row.Role))
            {
                throw MoodleFaultException.InvalidParameter();
            }
        }

        return [.. rows.Select(row => (row.Course, row.User, row.Role))];
    }

    // The front page is a course too, but nobody is enrolled there.
    private static void Context(University university, long courseId)
    {
        if (!university.Courses.ContainsKey(courseId))
        {
            throw MoodleFaultException.InvalidParameter();
        }
    }

    private static bool IsRole(long role) => role is >= University.EditingTeacher and <= University.Student;
}
