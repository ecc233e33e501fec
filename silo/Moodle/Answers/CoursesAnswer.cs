using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary>
/// <c>core_course_get_courses</c> (a list) and <c>core_course_get_courses_by_field</c> (an object with <c>courses</c>).
/// </summary>
public static class CoursesAnswer
{
    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="raw">
    /// Whether it was asked with <c>moodlewssettingraw=true</c>. Without it names are escaped and summaries cleaned, and are
    /// not told; idnumbers are exact either way.
    /// </param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a course.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Read(string site, JsonElement answer, bool raw, long at)
    {
        var told = new List<(StreamKey, ICommand)>();
        var list = answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray() : MoodleJson.List(answer, "courses"u8);
        foreach (var course in list)
        {
            var stamp = new FieldVersion(MoodleJson.Modified(course), at, SourcePrecedence.Polled);
            told.Add((
                StreamKey.For("course", site, MoodleJson.Needed(course, "id"u8)),
                new ObserveCourse(Fields(course, raw), stamp)));
        }

        return told;
    }

    /// <summary>
    /// The courses that were asked for by id and are not in the answer: gone for good. Ask as an account that may view hidden
    /// courses; to others <c>get_courses_by_field</c> leaves hidden ones out without a word.
    /// </summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer to <c>field=id</c> or <c>options[ids]</c>.</param>
    /// <param name="asked">The ids in the question.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a missing course.</returns>
    /// <exception cref="FormatException">It is no such answer.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Gone(
        string site, JsonElement answer, IEnumerable<long> asked, long at)
    {
        var list = answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray() : MoodleJson.List(answer, "courses"u8);
        var there = list.Select(course => MoodleJson.Needed(course, "id"u8)).ToHashSet();
        var stamp = new FieldVersion(null, at, SourcePrecedence.Deleted);
        return [.. asked.Where(id => !there.Contains(id))
            .Select(id => (StreamKey.For("course", site, id), (ICommand)new ObserveCourseDeleted(stamp)))];
    }

    private static CourseFields Fields(JsonElement course, bool raw) => new()
    {
        ShortName = raw ? MoodleJson.Exact(course, "shortname"u8) : null,
        FullName = raw ? MoodleJson.Exact(course, "fullname"u8) : null,
        Summary = raw ? MoodleJson.Exact(course, "summary"u8) : null,
        IdNumber = MoodleJson.Exact(course, "idnumber"u8),
        CategoryId = MoodleJson.Number(course, "categoryid"u8),
        Visible = MoodleJson.Flag(course, "visible"u8),
        Format = MoodleJson.Exact(course, "format"u8),
        Language = MoodleJson.Exact(course, "lang"u8),
        StartsAt = MoodleJson.Time(course, "startdate"u8),
        EndsAt = MoodleJson.Time(course, "enddate"u8),
        CreatedAt = MoodleJson.Time(course, "timecreated"u8),
    };
}
