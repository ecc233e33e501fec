using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_course_get_contents (all activities in one section) and core_course_get_course_module.</summary>
internal static class ActivityAnswers
{
    public static List<PhpMap> Contents(University university, Uri address, Call call)
    {
        var courseId = call.Id("courseid");
        var options = call.Pairs("options", "name").ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal);
        var course = call.Caller.Entered(university, courseId);
        var modules = university.Activities.Values
            .Where(a => a.CourseId == courseId && !a.BeingDeleted && (a.Visible || call.Caller.SeesHidden(university, courseId)))
            .Where(a => !options.TryGetValue("modname", out var module) || a.Module == module)
            .Select(a => Module(a, address, call)).ToList();
        return [new()
        {
            ["id"] = courseId,
            ["name"] = "General",
            ["visible"] = 1L,
            ["summary"] = "",
            ["summaryformat"] = 1L,
            ["section"] = 0L,
            ["hiddenbynumsections"] = 0L,
            ["uservisible"] = true,
            ["component"] = null,
            ["itemid"] = null,
            ["modules"] = modules,
        }];
    }

    public static PhpMap CourseModule(University university, Call call)
    {
        if (!university.Activities.TryGetValue(call.Id("cmid"), out var activity))
        {
            throw new MoodleFaultException("dml_missing_record_exception", "invalidcoursemodule", "Invalid course module ID");
        }

        call.Caller.Entered(university, activity);
        return new()
        {
            ["cm"] = new PhpMap
            {
                ["id"] = activity.Id,
                ["course"] = activity.CourseId,
                ["module"] = 1L,
                ["name"] = Texts.Name(activity.Name, call),
                ["modname"] = activity.Module,
                ["instance"] = activity.InstanceId,
                ["section"] = 1L,
                ["sectionnum"] = 0L,
                ["groupmode"] = 0L,
                ["groupingid"] = 0L,
                ["completion"] = activity.TracksCompletion ? 1L : 0L,
                ["visible"] = activity.Visible ? 1L : 0L,
                ["visibleoncoursepage"] = 1L,
            },
            ["warnings"] = Array.Empty<object>(),
        };
    }

    public static string ViewPage(Uri address, Activity activity) =>
        $"{address.GetLeftPart(UriPartial.Authority)}/mod/{activity.Module}/view.php?id={activity.Id}";

    private static PhpMap Module(Activity activity, Uri address, Call call) => new()
    {
        ["id"] = activity.Id,
        ["url"] = ViewPage(address, activity),
        ["name"] = Texts.Name(activity.Name, call),
        ["instance"] = activity.InstanceId,
        ["contextid"] = activity.ContextId,
        ["visible"] = activity.Visible ? 1L : 0L,
        ["uservisible"] = true,
        ["visibleoncoursepage"] = 1L,
        ["modname"] = activity.Module,
        ["availability"] = null,
        ["indent"] = 0L,
        ["customdata"] = "\"\"",
        ["noviewlink"] = false,
        ["completion"] = activity.TracksCompletion ? 1L : 0L,
        ["dates"] = Array.Empty<object>(),
        ["groupmode"] = 0L,
    };
}
