using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_completion_get_activities_completion_status and core_completion_get_course_completion_status.</summary>
internal static class CompletionAnswers
{
    public static PhpMap Activities(University university, Call call)
    {
        var (course, user) = Asked(university, call);
        return new()
        {
            ["statuses"] = Tracked(university, course).Select(a =>
            {
                var row = university.CompletionOf(a.Id, user);
                return new PhpMap
                {
                    ["cmid"] = a.Id,
                    ["modname"] = a.Module,
                    ["instance"] = a.InstanceId,
                    ["state"] = row?.State ?? 0L,
                    ["timecompleted"] = row?.State == 1 ? row.TimeModified : 0L,
                    ["tracking"] = 1L,
                    ["overrideby"] = null,
                    ["valueused"] = false,
                    ["hascompletion"] = true,
                    ["isautomatic"] = false,
                    ["istrackeduser"] = true,
                    ["uservisible"] = true,
                    ["details"] = Array.Empty<object>(),
                    ["isoverallcomplete"] = row?.State == 1,
                };
            }).ToList(),
            ["warnings"] = Array.Empty<object>(),
        };
    }

    public static PhpMap Course(University university, Call call)
    {
        var (course, user) = Asked(university, call);
        if (!university.Courses[course].TracksCompletion)
        {
            // completion_can_view_data() in lib/completionlib.php, not recorded.
            throw MoodleFaultException.Moodle("cannotviewreport", "You can not view this report");
        }

        if (!university.EnrolmentsOfUser(user).Any(e => e.CourseId == course))
        {
            throw MoodleFaultException.Moodle("usernotenroled", "User is not enrolled in this course");
        }

        var tracked = Tracked(university, course).ToList();
        if (tracked.Count == 0 && !university.HasCompleted(course, user))
        {
            throw MoodleFaultException.Moodle("nocriteriaset", "No completion criteria set for this course");
        }

        return new()
        {
            ["completionstatus"] = new PhpMap
            {
                ["completed"] = university.HasCompleted(course, user),
                ["aggregation"] = 1L,
                ["completions"] = tracked.Select(a => new PhpMap
                {
                    ["type"] = 4L,
                    ["title"] = "Activity completion",
                    ["status"] = university.CompletionOf(a.Id, user)?.State == 1 ? "Yes" : "No",
                    ["complete"] = university.CompletionOf(a.Id, user)?.State == 1,
                    ["timecompleted"] = university.CompletionOf(a.Id, user) is { State: 1 } row ? row.TimeModified : null,
                }).ToList(),
            },
            ["warnings"] = Array.Empty<object>(),
        };
    }

    private static (long Course, long User) Asked(University university, Call call)
    {
        var (course, user) = (call.Id("courseid"), call.Id("userid"));
        if (university.DeletedUsers.ContainsKey(user))
        {
            throw MoodleFaultException.Moodle("userdeleted", "User account deleted");
        }

        call.Caller.Entered(university, course);
        return (course, user);
    }

    private static IEnumerable<Activity> Tracked(University university, long course) =>
        university.Activities.Values.Where(a => a.CourseId == course && a.TracksCompletion && !a.BeingDeleted);
}
