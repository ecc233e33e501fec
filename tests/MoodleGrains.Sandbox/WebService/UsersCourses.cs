using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_enrol_get_users_courses: without suspended enrolments and courses hidden from that user, whoever asks.</summary>
internal static class UsersCourses
{
    public static List<PhpMap> Answer(University university, Uri address, Call call)
    {
        var userId = call.Id("userid");
        var count = call.Text("returnusercount") is not "0";
        var target = new Caller(userId, true);
        return [.. university.EnrolmentsOfUser(userId).Where(e => e.ActiveAt(university.Now)).Select(e => e.CourseId).Distinct()
            .Select(id => university.Courses[id])
            .Where(c => c.Visible || target.SeesHidden(university, c.Id))
            .Where(c => call.Caller.UserId == userId || call.Caller.MayEnter(university, c))
            .OrderBy(c => c.SortOrder)
            .Select(c => Course(university, address, call, c, userId, count))];
    }

    private static PhpMap Course(University university, Uri address, Call call, Course course, long userId, bool count)
    {
        var name = Texts.Name(course.FullName, call);
        var (summary, format) = Texts.Html(course.Summary, course.SummaryFormat, call);
        var own = call.Caller.UserId == userId || call.Caller.IsAdmin;
        var answer = new PhpMap
        {
            ["id"] = course.Id,
            ["shortname"] = Texts.Name(course.ShortName, call),
            ["fullname"] = name,
            ["displayname"] = name,
        };
        if (count)
        {
            answer["enrolledusercount"] = (long)university.EnrolmentsOf(course.Id).Count;
        }

        answer["idnumber"] = course.IdNumber;
        answer["visible"] = course.Visible ? 1L : 0L;
        answer["summary"] = summary;
        answer["summaryformat"] = format;
        answer["format"] = course.Format;
        answer[
            "courseimage"] = $"{address.GetLeftPart(UriPartial.Authority)}/pluginfile.php/{course.ContextId}/course/generated/course.svg";
        answer["showgrades"] = true;
        answer["lang"] = course.Language;
        answer["enablecompletion"] = true;
        answer["category"] = course.CategoryId;
        answer["progress"] = own ? university.HasCompleted(course.Id, userId) ? 100L : 0L : null;
        answer["completed"] = own ? university.HasCompleted(course.Id, userId) : null;
        answer["startdate"] = course.StartDate;
        answer["enddate"] = course.EndDate;
        answer["marker"] = 0L;
        answer["lastaccess"] = null;
        answer["isfavourite"] = false;
        answer["hidden"] = false;
        answer["overviewfiles"] = Array.Empty<object>();
        answer["timemodified"] = course.TimeModified;
        return answer;
    }
}
