using MoodleGrains.Categories;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// The lists of a whole site: courses and categories; of users <see cref="UserSweep"/> reads them. Absence from a list is not deletion:
/// what is known and not in it is asked for directly, and only "gone" is told to the grain.
/// </summary>
internal sealed class SiteLists(
    Reach reach, Known known, ListGuard guard, CourseTurns turns, Observations observations, Unheard unheard, SiteScope scope)
{
    // Moodle's front page comes with the courses and is none of them.
    private const string FrontPage = "site";

    // The most that a direct question for one object takes.
    private const int CallsForOne = 2;

    /// <summary>Reads the courses.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The ids of the courses there are.</returns>
    public async Task<IReadOnlyCollection<long>> CoursesAsync(PollRun run, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        run.Scope = await scope.ReadAsync(run, cancellationToken);
        var read = await reach.CoursesAsync(run, cancellationToken);
        var believed = await known.CoursesAsync(run.Site, cancellationToken);
        var ids = read.Courses.Select(course => course.Id).ToHashSet();
        var since = await guard.PassAsync(
            run.Site, "courses", run.OwnOnly ? null : believed.Count, ids, cancellationToken);
        var inside = read.Courses.Where(course => IsInside(run, course)).ToList();
        var outside = read.Courses.Except(inside).Select(course => course.Id).ToHashSet();
        var left = outside.Count == 0
            ? []
            : (await turns.AllAsync(run.Site, cancellationToken)).Where(outside.Contains).ToHashSet();
        var changed = await observations.TellAsync(
            run, [.. read.Told
                .Where(told => !outside.Contains(told.Grain.Number) || left.Contains(told.Grain.Number))], asked, cancellationToken);
        await scope.LeaveAsync(run, left, read.At, asked, cancellationToken);
        await SuspectAsync(run, Unheard.Course, since, changed, cancellationToken);
        var courses = inside.Where(course => course.Format != FrontPage).ToList();
        await turns.SetAsync(run.Site, courses, cancellationToken);
        var absent = believed.Where(id => !ids.Contains(id)).ToList();

        // A student's courses leave the list when the enrolment ends; of them nothing more can be asked.
        if (absent.Count > 0 && !run.OwnOnly)
        {
            await AskAsync(
                run, "courses that are not in the list", absent, (some, most) => run.Moodle.AskCoursesAsync(some, most, cancellationToken),
                answers => AbsentAsync(run, Unheard.Course, since, answers, asked, cancellationToken), cancellationToken);
        }

        return [.. courses.Select(course => course.Id)];
    }

    /// <summary>Reads one course.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task CourseAsync(PollRun run, long course, CancellationToken cancellationToken)
    {
        if (run.Polling.Categories is not null)
        {
            await OneCourseAsync(run, course, cancellationToken);
            return;
        }

        var asked = await observations.ClockAsync(cancellationToken);
        var grain = StreamKey.For(Course.Kind, run.Site, course);
        if (run.OwnOnly)
        {
            var own = (await run.Moodle.UsersCoursesAsync(null, cancellationToken)).Told;
            await observations.TellAsync(run, [.. own.Where(one => one.Grain == grain)], asked, cancellationToken);
            return;
        }

        var answers = await run.Moodle.AskCoursesAsync([course], cancellationToken);
        if (answers.Of[course] != Presence.There)
        {
            run.Note(answers.Of[course] == Presence.Gone
                ? $"There is no course {course} in Moodle." : $"Course {course} is not visible to this token.");
        }

        // The deletion of a course that was never known is no news.
        if (answers.Of[course] != Presence.Gone || (await known.CoursesAsync(run.Site, cancellationToken)).Contains(course))
        {
            await observations.TellAsync(run, answers.Told, asked, cancellationToken);
        }
    }

    /// <summary>Reads the categories.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task CategoriesAsync(PollRun run, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        var read = run.Scope?.Categories ?? await run.Moodle.CategoriesAsync(cancellationToken);
        var believed = await known.CategoriesAsync(run.Site, cancellationToken);
        var since = await guard.PassAsync(run.Site, "categories", believed.Count, [.. read.Categories.Keys], cancellationToken);
        var changed = await observations.TellAsync(
            run, [.. read.Told.Where(told => IsTold(run, told.Grain.Number))], asked, cancellationToken);
        await SuspectAsync(run, Unheard.Category, since, changed, cancellationToken);
        var absent = believed.Where(id => !read.Categories.ContainsKey(id)).ToList();
        if (absent.Count > 0)
        {
            var again = await run.Moodle.CategoriesAsync(cancellationToken);
            var missing = absent.Where(id => !again.Categories.ContainsKey(id)).ToList();
            var answers = new Presences(
                missing.ToDictionary(id => id, _ => again.SeesHidden ? Presence.Gone : Presence.NotVisible),
                again.SeesHidden
                    ? [.. missing.Select(
                        id => (StreamKey.For(Category.Kind, run.Site, id), (ICommand)new ObserveCategoryDeleted(Gone(again.At))))]
                    : []);
            await AbsentAsync(run, Unheard.Category, since, answers, asked, cancellationToken);
        }
    }

    /// <summary>Says what became of what a list left out, and was asked for directly.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="kind">Of what kind it is (<see cref="Unheard"/>).</param>
    /// <param name="since">When the list was read before, by the database's clock.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="asked">From <see cref="Observations.ClockAsync"/>, before Moodle was asked.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>A task.</returns>
    public async Task AbsentAsync(
        PollRun run, string kind, DateTime? since, Presences answers, DateTime asked, CancellationToken cancellationToken)
    {
        var changed = await observations.TellAsync(run, answers.Told, asked, cancellationToken);
        var gone = changed.Where(grain => answers.Of.GetValueOrDefault(grain.Number) == Presence.Gone).ToHashSet();
        await SuspectAsync(run, kind, since, gone, cancellationToken);
        var hidden = answers.Of.Count(one => one.Value == Presence.NotVisible);
        if (hidden > 0)
        {
            run.Note($"{hidden} of kind {kind} are no longer visible to this token; they stay as they are.");
        }
    }

    /// <summary>Reads one course, which a webhook told of, where the site is limited to some categories.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="id">The course.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Whether it came in just now, so that nothing else of it was read yet.</returns>
    public async Task<bool> OneCourseAsync(PollRun run, long id, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        run.Scope = await scope.ReadAsync(run, cancellationToken);
        var answers = await run.Moodle.AskCoursesAsync([id], cancellationToken);
        var grain = StreamKey.For(Course.Kind, run.Site, id);
        var told = answers.Told.Where(one => one.Grain == grain).ToList();
        var fields = told.Select(one => one.Command).OfType<ObserveCourse>().FirstOrDefault()?.Fields;
        var isInside = fields?.CategoryId is { } category && run.Scope!.Inside.Contains(category);
        var isKnown = await turns.FindAsync(run.Site, id, cancellationToken) is not null;
        if (isInside || isKnown)
        {
            await observations.TellAsync(run, told, asked, cancellationToken);
        }

        if (isKnown && fields?.CategoryId is not null && !isInside)
        {
            await scope.LeaveAsync(run, [id], run.Scope!.Categories.At, asked, cancellationToken);
        }

        return isInside && await turns.AddAsync(run.Site, id, fields!.Visible ?? true, cancellationToken);
    }

    // The front page is in no category, and none of the courses of a limited site.
    private static bool IsInside(PollRun run, CourseSeen course)
        => run.Scope is null || (course.CategoryId is { } id && run.Scope.Inside.Contains(id));

    private static bool IsTold(PollRun run, long category)
        => run.Scope is null || run.Scope.Inside.Contains(category) || run.Scope.Left.Contains(category);

    private static FieldVersion Gone(long at) => new(null, at, SourcePrecedence.Deleted);

    /// <summary>
    /// Asks for what a list left out. The list itself was read, and stays believed whatever comes of this; what is not asked for now is
    /// absent from the next list too.
    /// </summary>
    public static async Task AskAsync(
        PollRun run, string part, List<long> absent, Func<IReadOnlyCollection<long>, int, Task<Presences>> ask, Func<Presences, Task> take,
        CancellationToken cancellationToken)
    {
        try
        {
            var answers = await ask(absent, run.OneByOne(CallsForOne));
            await take(answers);
            if (absent.Count - answers.Of.Count is var left and > 0)
            {
                run.Note($"{left} {part} are asked for in the next reconcile: Sites:{run.Site}:Poll:Calls is {run.Polling.Calls}.");
            }
        }
        catch (MoodleFaultException e)
        {
            await run.LeavePartAsync(part, e, cancellationToken);
        }
    }

    private Task SuspectAsync(
        PollRun run, string kind, DateTime? since, IReadOnlySet<StreamKey> changed, CancellationToken cancellationToken) =>
        unheard.SuspectAsync(run, kind, since, [.. changed.Select(grain => (grain.Number, 0L))], cancellationToken);
}
