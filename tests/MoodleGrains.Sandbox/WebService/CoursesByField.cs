using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>
/// core_course_get_courses_by_field: to others than administrators hidden courses are left out without a word, and courses they are
/// not in have less in them.
/// </summary>
internal static class CoursesByField
{
    public static PhpMap Answer(University university, Uri address, Call call)
    {
        var (field, value) = (call.Text("field") ?? "", call.Text("value") ?? "");
        var found = Found(university, field, value).Where(c => c.Visible || call.Caller.SeesHidden(university, c.Id));
        return new()
        {
            ["courses"] = found.OrderBy(c => c.SortOrder).Select(c => Course(university, address, call, c)).ToList(),
            ["warnings"] = Array.Empty<object>(),
        };
    }

    private static IEnumerable<Course> Found(University university, string field, string value) => field switch
    {
        "" => university.Courses.Values,
        "id" => ById(university, Call.Number(value)),
        "ids" => value.Split(',').Select(Call.Number).Distinct().ToList() is var ids && ids.TrueForAll(university.Courses.ContainsKey)
            ? ids.Select(id => university.Courses[id])

            // Recorded.
            : throw new MoodleFaultException("Error", null, "Attempt to assign property \"contextvalidated\" on null"),
        "shortname" => university.Courses.Values.Where(c => c.ShortName == value),
        "idnumber" => university.Courses.Values.Where(c => c.IdNumber == value),
        "category" => university.Courses.Values.Where(c => c.CategoryId == Call.Number(value)),
        _ => throw MoodleFaultException.InvalidParameter(),
    };

    private static PhpMap Course(University university, Uri address, Call call, Course course)
    {
        var name = Texts.Name(course.FullName, call);
        var (summary, format) = Texts.Html(course.Summary, course.SummaryFormat, call);
        var answer = new PhpMap
        {
            ["id"] = course.Id,
            ["fullname"] = name,
            ["displayname"] = name,
            ["shortname"] = Texts.Name(course.ShortName, call),
            ["courseimage"] = $"{address.GetLeftPart(UriPartial.Authority)}/pluginfile.php/{course.ContextId}/course/generated/course.svg",
            ["categoryid"] = course.CategoryId,
            ["categoryname"] = university.Categories.GetValueOrDefault(course.CategoryId) is { } category
                ? Texts.Name(category.Name, call)
                : "",
            ["sortorder"] = course.SortOrder,
            ["summary"] = summary,
            ["summaryformat"] = format,
            ["summaryfiles"] = Array.Empty<object>(),
            ["overviewfiles"] = Array.Empty<object>(),
            ["showactivitydates"] = course.Id != 1,
            ["showcompletionconditions"] = course.Id == 1 ? null : true,
            ["contacts"] = Array.Empty<object>(),
        };
        var sees = call.Caller.SeesHidden(university, course.Id);
        if (sees)
        {
            answer["enrollmentmethods"] = new List<string> { "manual" };
            answer["idnumber"] = course.IdNumber;
        }

        if (!sees && course.Id != 1 && !call.Caller.IsIn(university, course.Id))
        {
            return answer;
        }

        answer["format"] = course.Format;
        answer["showgrades"] = 1L;
        answer["newsitems"] = course.Id == 1 ? 3L : 5L;
        answer["startdate"] = course.StartDate;
        answer["enddate"] = course.EndDate;
        answer["visible"] = course.Visible ? 1L : 0L;
        answer["lang"] = course.Language;
        if (sees)
        {
            answer["timecreated"] = course.TimeCreated;
            answer["timemodified"] = course.TimeModified;
            answer["cacherev"] = course.CacheRev;
        }

        return answer;
    }

    private static IEnumerable<Course> ById(University university, long id) =>
        university.Courses.TryGetValue(id, out var course) ? [course] : [];
}
