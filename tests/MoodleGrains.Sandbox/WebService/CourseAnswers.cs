using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_course_get_courses.</summary>
internal static class CourseAnswers
{
    public static List<PhpMap> Courses(University university, Call call)
    {
        var ids = call.List("options[ids]").Select(Call.Number).ToHashSet();
        if (!call.Caller.Has("moodle/course:view"))
        {
            // Recorded: even for courses of their own.
            university.Courses.Values.Where(c => ids.Count == 0 ? c.Id != 1 : ids.Contains(c.Id)).ToList()
                .ForEach(c => call.Caller.Entered(university, c.Id));
            throw MoodleFaultException.NoPermissions("View courses without participation");
        }

        return [.. university.Courses.Values
            .Where(c => ids.Count == 0 || ids.Contains(c.Id)).OrderBy(c => c.CategoryId == 0 ? 0 : c.SortOrder)
            .Select(c => Shown(c.Id == 1 ? c : call.Caller.Entered(university, c.Id), call))];
    }

    // course/externallib.php: what belongs to the settings of a course is for who may change them.
    private static PhpMap Shown(Course course, Call call)
    {
        var answer = Course(course, call);
        foreach (var field in call.Caller.Has("moodle/course:update")
            ? [] : (string[])[
                "categorysortorder", "idnumber", "showgrades", "showreports", "newsitems", "visible", "maxbytes", "hiddensections",
                "groupmode",
                "groupmodeforce", "defaultgroupingid", "lang", "timecreated", "timemodified", "forcetheme", "enablecompletion",
                "completionnotify",
                "courseformatoptions",
            ])
        {
            answer.Remove(field);
        }

        return answer;
    }

    private static PhpMap Course(Course course, Call call)
    {
        var name = Texts.Name(course.FullName, call);
        var (summary, summaryFormat) = Texts.Html(course.Summary, course.SummaryFormat, call);
        var front = course.Format == "site";
        var sections = course.Format is "topics" or "weeks";
        var answer = new PhpMap
        {
            ["id"] = course.Id,
            ["shortname"] = Texts.Name(course.ShortName, call),
            ["categoryid"] = course.CategoryId,
            ["categorysortorder"] = course.SortOrder,
            ["fullname"] = name,
            ["displayname"] = name,
            ["idnumber"] = course.IdNumber,
            ["summary"] = summary,
            ["summaryformat"] = summaryFormat,
            ["format"] = course.Format,
            ["showgrades"] = 1L,
            ["newsitems"] = front ? 3L : 5L,
            ["startdate"] = course.StartDate,
            ["enddate"] = course.EndDate,
            ["numsections"] = (long)course.Sections,
            ["maxbytes"] = 0L,
            ["showreports"] = 0L,
            ["visible"] = course.Visible ? 1L : 0L,
        };
        if (sections)
        {
            answer["hiddensections"] = 1L;
        }

        answer["groupmode"] = 0L;
        answer["groupmodeforce"] = 0L;
        answer["defaultgroupingid"] = 0L;
        answer["timecreated"] = course.TimeCreated;
        answer["timemodified"] = course.TimeModified;
        answer["enablecompletion"] = front || !course.TracksCompletion ? 0L : 1L;
        answer["completionnotify"] = 0L;
        answer["lang"] = course.Language;
        answer["forcetheme"] = "";
        answer["courseformatoptions"] = FormatOptions(course.Format)
            .Select(o => new PhpMap { ["name"] = o.Name, ["value"] = o.Value }).ToList();
        answer["showactivitydates"] = !front;
        answer["showcompletionconditions"] = front ? null : true;
        return answer;
    }

    private static (string Name, long Value)[] FormatOptions(string format) => format switch
    {
        "site" => [("numsections", 1)],
        "social" => [("numdiscussions", 10)],
        "weeks" => [("hiddensections", 1), ("coursedisplay", 0), ("automaticenddate", 1)],
        _ => [("hiddensections", 1), ("coursedisplay", 0)],
    };
}
