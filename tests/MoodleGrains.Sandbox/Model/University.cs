using System.Globalization;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

/// <summary>
/// A small university in memory that changes as Moodle 4.5 changes it, and tells it in Moodle's events, in Moodle's order.
/// Not for several threads at once: whoever shares it locks <see cref="Gate"/>.
/// </summary>
public sealed partial class University
{
    private readonly TimeProvider clock;
    private readonly SortedDictionary<long, Category> categories = [];
    private readonly SortedDictionary<long, Course> courses = [];
    private readonly SortedDictionary<long, User> users = [];
    private readonly SortedDictionary<long, Activity> activities = [];
    private readonly SortedDictionary<long, CalendarEntry> calendar = [];
    private readonly CourseRows<Enrolment> enrolments = new(e => e.Id, e => e.CourseId, e => e.UserId);
    private readonly CourseRows<RoleAssignment> roles = new(r => r.Id, r => r.CourseId, r => r.UserId);
    private readonly HashSet<string> userNames = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Module, long User), ModuleCompletion> moduleCompletions = [];
    private readonly Dictionary<(long Course, long User), CourseCompletion> courseCompletions = [];
    private List<MoodleEvent> fired = [];

    /// <summary>A site as freshly installed: a front page, the guest, the administrator (2) and "Category 1".</summary>
    /// <param name="clock">The site's clock; only whole seconds of it are seen.</param>
    public University(TimeProvider clock)
    {
        this.clock = clock;
        Ids.Skip("context", 2);
        courses[Ids.Next("course")] = new Course
        {
            Id = 1,
            ContextId = Ids.Next("context"),
            CategoryId = 0,
            FullName = "Example Academy",
            ShortName = "academy",
            Summary = "",
            SummaryFormat = 0,
            Format = "site",
            SortOrder = 1,
            TimeCreated = Now,
            TimeModified = Now,
            Sections = 1,
        };
        CreateCategory("Category 1");
        CreateFirstUsers();
        TakeEvents();
    }

    /// <summary>The tables' sequences.</summary>
    public Ids Ids { get; } = new();

    /// <summary>Locked by whoever changes or reads the university while others may.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Who acts: the administrator, unless somebody else is set.</summary>
    public long Actor { get; set; } = 2;

    /// <summary>
    /// Whether nosey is installed as published: then Moodle itself fails at every unenrolment, and each failing deletion of a
    /// course silently loses one enrolment.
    /// </summary>
    public bool NoseyUnpatched { get; set; }

    /// <summary>The site's time, Unix seconds.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The categories by id.</summary>
    public IReadOnlyDictionary<long, Category> Categories => categories;

    /// <summary>The courses by id; 1 is the front page.</summary>
    public IReadOnlyDictionary<long, Course> Courses => courses;

    /// <summary>The users by id; deleted ones are gone.</summary>
    public IReadOnlyDictionary<long, User> Users => users;

    /// <summary>The activities by course module id.</summary>
    public IReadOnlyDictionary<long, Activity> Activities => activities;

    /// <summary>The enrolments, in the order in which the database lists them: a changed row goes to the end.</summary>
    public IReadOnlyCollection<Enrolment> Enrolments => enrolments.All;

    /// <summary>The roles in courses.</summary>
    public IReadOnlyCollection<RoleAssignment> Roles => roles.All;

    /// <summary>Whether the BigBlueButton server behind the site answers.</summary>
    public bool ConferenceServerUp { get; set; } = true;

    /// <summary>How far users are with activities.</summary>
    public IReadOnlyCollection<ModuleCompletion> ModuleCompletions => moduleCompletions.Values;

    /// <summary>Who completed which course.</summary>
    public IReadOnlyCollection<CourseCompletion> CourseCompletions => courseCompletions.Values;

    /// <summary>The calendar's rows that belong to no activity, by id.</summary>
    public IReadOnlyDictionary<long, CalendarEntry> Calendar => calendar;

    /// <summary>The enrolments of a course.</summary>
    /// <param name="courseId">The course.</param>
    /// <returns>The rows.</returns>
    public IReadOnlyCollection<Enrolment> EnrolmentsOf(long courseId) => enrolments.Of(courseId);

    /// <summary>The enrolments of a user.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The rows.</returns>
    public IReadOnlyCollection<Enrolment> EnrolmentsOfUser(long userId) => enrolments.OfUser(userId);

    /// <summary>The roles of a user in a course.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">The user.</param>
    /// <returns>The rows.</returns>
    public IReadOnlyCollection<RoleAssignment> RolesOf(long courseId, long userId) => roles.Of(courseId, userId);

    /// <summary>How far a user is with an activity.</summary>
    /// <param name="moduleId">The course module.</param>
    /// <param name="userId">The user.</param>
    /// <returns>The row; null if there is none.</returns>
    public ModuleCompletion? CompletionOf(long moduleId, long userId) => moduleCompletions.GetValueOrDefault((moduleId, userId));

    /// <summary>Whether a user completed a course.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">The user.</param>
    /// <returns>True if they did.</returns>
    public bool HasCompleted(long courseId, long userId) => courseCompletions.ContainsKey((courseId, userId));

    /// <summary>Takes what happened since the last taking, in Moodle's order.</summary>
    /// <returns>The events.</returns>
    public IReadOnlyList<MoodleEvent> TakeEvents()
    {
        var taken = fired;
        fired = [];
        return taken;
    }

    /// <summary>Somebody called the web service: Moodle says so before it does what was asked.</summary>
    /// <param name="function">The function's name.</param>
    public void CallWebService(string function) =>
        Fire(EventKind.WebServiceFunctionCalled, null, MoodleContext.Site, other: new() { ["function"] = function });

    private void Fire(
        EventKind kind,
        object? objectId,
        MoodleContext context,
        object? related = null,
        PhpMap? other = null,
        PhpMap? row = null,
        object? actor = null) =>
        fired.Add(new(kind, objectId, context, actor ?? Text(Actor), related, other, Now, row));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private Course CourseOr(long id) => courses.GetValueOrDefault(id) ?? throw MoodleFaultException.InvalidRecord("course");
}
