using System.Text.Json;
using MoodleGrains.Categories;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Json;
using MoodleGrains.Silo.Moodle.Answers;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Courses, categories and activities.</summary>
internal sealed partial class MoodleSite
{
    /// <summary>
    /// <c>core_course_get_courses</c>: all of them, hidden ones and the front page too. Refused to students. Moodle has no pages of
    /// courses: where all of them are too large an answer, each category's are asked for.
    /// </summary>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The courses.</returns>
    public async Task<CoursesRead> CoursesAsync(CancellationToken cancellationToken)
    {
        if (!calls.CoursesAreMany)
        {
            try
            {
                return await AskAsync(MoodleFunctions.Courses, new(), ReadCourses, cancellationToken);
            }
            catch (MoodleFaultException e) when (e.Fault.Kind == FaultKind.AnswerTooLarge)
            {
                calls.CoursesAreMany = true;
            }
        }

        var filled = await AskAsync(
            MoodleFunctions.Categories,
            new(),
            answer => MoodleJson.List(answer.Body, default).Where(category => MoodleJson.Number(category, "coursecount"u8) != 0)
                .Select(category => MoodleJson.Needed(category, "id"u8)).ToList(),
            cancellationToken);
        return Together(await AskInPartsAsync(
            MoodleFunctions.CoursesByField, filled, 1, one => new MoodleForm().Add("field", "category").Add("value", one[0]), ReadCourses,
            cancellationToken));
    }

    /// <summary>
    /// <c>core_course_get_courses_by_field</c> without a field: every course that the account may see. A student gets those of
    /// others with less in them (no dates, no visibility).
    /// </summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The courses.</returns>
    public Task<CoursesRead> VisibleCoursesAsync(CancellationToken cancellationToken) =>
        AskAsync(MoodleFunctions.CoursesByField, new(), ReadCourses, cancellationToken);

    /// <summary>
    /// Some courses. <c>core_course_get_courses</c> with <c>options[ids]</c> leaves out those that are gone; it refuses the whole request
    /// to who may not enter one of them, a student even for own courses: then each is asked for by <c>core_course_get_courses_by_field</c>
    /// with <c>id</c>. Its <c>ids</c> is never used: Moodle answers a PHP error as soon as one is gone.
    /// </summary>
    /// <param name="ids">The courses.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Those that the account sees.</returns>
    public async Task<CoursesRead> CoursesByIdAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        await CoursesInBulkAsync(ids, cancellationToken)
            ?? Together(await CoursesOneByOneAsync(ids, cancellationToken));

    /// <summary>Asks for courses directly, however many.</summary>
    /// <param name="ids">The courses.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>An answer for each.</returns>
    public Task<Presences> AskCoursesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        AskCoursesAsync(ids, int.MaxValue, cancellationToken);

    /// <summary>
    /// Asks for courses directly. What <c>core_course_get_courses</c> leaves out is gone. Where it refuses, each course that
    /// <c>get_courses_by_field</c> leaves out is asked for by <c>core_course_get_contents</c>, which tells "no such course" from "not for
    /// you".
    /// </summary>
    /// <param name="ids">The courses.</param>
    /// <param name="most">The most courses that are asked for one by one, at two calls each.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>An answer for each; none for those beyond <paramref name="most"/>.</returns>
    public async Task<Presences> AskCoursesAsync(IReadOnlyCollection<long> ids, int most, CancellationToken cancellationToken)
    {
        var bulk = await CoursesInBulkAsync(ids, cancellationToken);
        var asked = bulk is null ? ids.Distinct().Take(most).ToList() : [.. ids.Distinct()];
        var read = bulk ?? Together(await CoursesOneByOneAsync(asked, cancellationToken));
        var told = new List<(StreamKey, ICommand)>(read.Told);
        var of = read.Courses.ToDictionary(course => course.Id, _ => Presence.There);
        foreach (var id in asked.Where(id => !of.ContainsKey(id)).ToList())
        {
            of[id] = bulk is null ? await AskCourseAsync(id, cancellationToken) : Presence.Gone;
            if (of[id] == Presence.Gone)
            {
                told.Add(
                    (StreamKey.For("course", Slug, id), new ObserveCourseDeleted(
                        new FieldVersion(null, read.At, SourcePrecedence.Deleted))));
            }
        }

        return new(of, told);
    }

    /// <summary>
    /// <c>core_course_get_categories</c>: all that the account sees. Moodle shows <c>visible</c> to holders of moodle/category:manage only,
    /// but lets those of moodle/category:viewhiddencategories search by it (course/externallib.php), so that a second call tells which are
    /// hidden.
    /// </summary>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The categories.</returns>
    public async Task<CategoriesRead> CategoriesAsync(CancellationToken cancellationToken)
    {
        var read = await AskAsync(MoodleFunctions.Categories, new(), ReadCategories, cancellationToken);
        if (read.SeesHidden || read.Categories.Count == 0)
        {
            return read;
        }

        try
        {
            var form = new MoodleForm().AddOptions("criteria", "key", ("visible", "0")).Add("addsubcategories", false);
            var hidden = (await AskAsync(MoodleFunctions.Categories, form, ReadCategories, cancellationToken)).Categories;
            return read with
            {
                Told = [.. read.Told.Select(told => (told.Grain, Shown(told.Command, !hidden.ContainsKey(told.Grain.Number))))],
                SeesHidden = true,
            };
        }
        catch (MoodleFaultException refused) when (refused.Fault.ErrorCode == "criteriaerror")
        {
            return read;
        }

        static ICommand Shown(ICommand command, bool visible)
            => command is ObserveCategory category ? category with { Visible = visible } : command;
    }

    /// <summary><c>core_course_get_contents</c>: the activities of a course, without its files.</summary>
    /// <param name="course">The course.</param>
    /// <param name="module">Only those of a module, <c>bigbluebuttonbn</c>; null for all.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The activities that the account sees.</returns>
    public Task<ContentsRead> ContentsAsync(long course, string? module, CancellationToken cancellationToken)
    {
        (string, string)[] options = module is null ? [("excludecontents", "1")] : [("excludecontents", "1"), ("modname", module)];
        var form = new MoodleForm().Add("courseid", course).AddOptions("options", "name", options);
        return AskAsync(
            MoodleFunctions.Contents,
            form,
            answer => new ContentsRead(answer.At, [.. Modules(answer.Body)]),
            cancellationToken);

        IEnumerable<ModuleSeen> Modules(JsonElement sections) =>
            from section in MoodleJson.List(sections, default)
            from module in MoodleJson.List(section, "modules"u8)
            select new ModuleSeen(
                MoodleJson.Needed(module, "id"u8),
                course,
                MoodleJson.Word(module, "modname"u8) ?? "",
                MoodleJson.Number(module, "instance"u8) ?? 0,
                MoodleJson.Word(module, "name"u8),
                MoodleJson.Flag(module, "visible"u8),
                MoodleJson.Word(module, "url"u8));
    }

    /// <summary><c>core_course_get_course_module</c>: asks for one activity directly.</summary>
    /// <param name="courseModule">The course module's id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>There, gone, or not visible to this token.</returns>
    public async Task<ModuleAnswer> CourseModuleAsync(long courseModule, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                MoodleFunctions.CourseModule, new MoodleForm().Add("cmid", courseModule), ReadModule, cancellationToken);
        }
        catch (MoodleFaultException refused) when (PresenceIn(refused.Fault) is { } presence)
        {
            return new(calls.Now, presence, null);
        }
    }

    private static ModuleAnswer ReadModule(Answered answer)
    {
        var module = MoodleJson.Map(answer.Body, "cm"u8) ?? throw new FormatException("cm: missing.");
        return new(answer.At, Presence.There, new(
            MoodleJson.Needed(module, "id"u8),
            MoodleJson.Needed(module, "course"u8),
            MoodleJson.Word(module, "modname"u8) ?? "",
            MoodleJson.Needed(module, "instance"u8),
            MoodleJson.Word(module, "name"u8),
            MoodleJson.Flag(module, "visible"u8),
            ViewUrl: null));
    }

    private static Presence? PresenceIn(MoodleFault fault) => fault.Kind switch
    {
        FaultKind.Gone => Presence.Gone,
        FaultKind.NotVisible or FaultKind.CapabilityMissing => Presence.NotVisible,
        _ => null,
    };

    // Null where it is refused.
    private async Task<CoursesRead?> CoursesInBulkAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        try
        {
            // Without an id Moodle would answer all courses.
            return Together(await AskInPartsAsync(
                MoodleFunctions.Courses, ids, MoodleForm.RoomBeside(0), some => new MoodleForm().AddList("options[ids]", some), ReadCourses,
                cancellationToken));
        }
        catch (MoodleFaultException refused) when (refused.Fault.Kind is FaultKind.NotVisible or FaultKind.CapabilityMissing
            or FaultKind.FunctionNotInService)
        {
            return null;
        }
    }

    private Task<List<CoursesRead>> CoursesOneByOneAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        AskInPartsAsync(
            MoodleFunctions.CoursesByField, ids, 1, one => new MoodleForm().Add("field", "id")
                .Add("value", one[0]), ReadCourses, cancellationToken);

    private static CoursesRead Together(IReadOnlyList<CoursesRead> pages) => new(
        pages.Count == 0 ? 0 : pages[0].At, [.. pages.SelectMany(page => page.Courses)], [.. pages.SelectMany(page => page.Told)]);

    private async Task<Presence> AskCourseAsync(long id, CancellationToken cancellationToken)
    {
        try
        {
            await ContentsAsync(id, "none", cancellationToken);
            return Presence.There;
        }
        catch (MoodleFaultException refused) when (PresenceIn(refused.Fault) is { } presence)
        {
            return presence;
        }
    }

    private static CoursesRead Together(List<CoursesRead> pages) => new(
        pages.Count == 0 ? 0 : pages[0].At, [.. pages.SelectMany(page => page.Courses)], [.. pages.SelectMany(page => page.Told)]);

    private CoursesRead ReadCourses(Answered answer)
    {
        var list = answer.Body.ValueKind == JsonValueKind.Array ? answer.Body.EnumerateArray() : MoodleJson.List(answer.Body, "courses"u8);
        return new(
            answer.At,
            [.. list.Select(course => new CourseSeen(
                MoodleJson.Needed(course, "id"u8),
                MoodleJson.Number(course, "categoryid"u8) ?? MoodleJson.Number(course, "category"u8),
                MoodleJson.Flag(course, "visible"u8),
                MoodleJson.Word(course, "format"u8),
                MoodleJson.Number(course, "timemodified"u8),
                MoodleJson.Number(course, "enddate"u8),
                MoodleJson.Flag(course, "enablecompletion"u8)))],
            CoursesAnswer.Read(Slug, answer.Body, raw: true, answer.At));
    }

    private CategoriesRead ReadCategories(Answered answer)
    {
        var told = CategoriesAnswer.Read(Slug, answer.Body, raw: true, answer.At);
        return new(
            answer.At,
            MoodleJson.List(answer.Body, default).ToDictionary(
                category => MoodleJson.Needed(category, "id"u8), category => MoodleJson.Number(category, "parent"u8) ?? 0),
            told,
            SeesHidden: told.Any(one => one.Command is ObserveCategory { Visible: not null }));
    }
}
