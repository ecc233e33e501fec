namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>A function of Moodle's web services, and why we want it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Without">What does not work without it.</param>
/// <param name="Capabilities">What the token's account needs for it; empty where being enrolled is enough.</param>
internal sealed record NeededFunction(string Name, string Without, params IReadOnlyList<string> Capabilities);

/// <summary>What a part of MoodleGrains needs of a Moodle.</summary>
/// <param name="Name">The part.</param>
/// <param name="About">What it does.</param>
/// <param name="For">Whose tokens it is for.</param>
/// <param name="Functions">What it calls.</param>
internal sealed record MoodleFeature(string Name, string About, FeatureFor For, params IReadOnlyList<NeededFunction> Functions);

/// <summary>Whose tokens a part is for.</summary>
internal enum FeatureFor
{
    /// <summary>Everybody's.</summary>
    Everybody,

    /// <summary>That of an account made for MoodleGrains, or of an administrator.</summary>
    Service,

    /// <summary>A student's or teacher's own.</summary>
    Own,

    /// <summary>A part that is off unless somebody wants it, or a later one.</summary>
    Wish,
}

/// <summary>
/// Which part calls which functions, and what an account needs for them: the capabilities that Moodle's functions check
/// (course/externallib.php, user/lib.php and so on), which their lists in lib/db/services.php name only in part.
/// </summary>
internal static class MoodleFeatures
{
    /// <summary>The part that writes rosters into Moodle.</summary>
    public const string Mirroring = "mirroring";

    /// <summary>Without it Moodle tells neither usernames nor idnumbers of users.</summary>
    public const string UserNames = "moodle/user:viewalldetails";

    /// <summary>Without it Moodle tells mail addresses of those only who show theirs to everybody.</summary>
    public const string Addresses = "moodle/site:viewuseridentity";

    /// <summary>Without it no role can be given; with it those that "Allow role assignments" names.</summary>
    public const string AssignRole = "moodle/role:assign";

    private const string Hidden = "moodle/course:viewhiddencourses";
    private const string Enter = "moodle/course:view";

    // Moodle tells idnumber, visibility, language and times of a course only to those who may change them.
    private const string Update = "moodle/course:update";
    private const string Visibility = "moodle/course:visibility";
    private const string SeeUsers = "moodle/user:viewdetails";
    private const string HiddenFields = "moodle/user:viewhiddendetails";

    /// <summary>The parts.</summary>
    public static IReadOnlyList<MoodleFeature> All { get; } =
    [
        new("start", "Every site with a token", FeatureFor.Everybody,
            new NeededFunction(MoodleFunctions.SiteInfo, "nothing works: not even what the token may do is known", "webservice/rest:use")),
        new("polling", "Courses, categories, users and enrolments, exactly, whatever webhooks lost", FeatureFor.Service,
            new NeededFunction(MoodleFunctions.Courses, "no courses are polled", Enter, Hidden, Update),
            new NeededFunction(MoodleFunctions.CoursesByField, "a deleted course is not told from a hidden one", Hidden, Update),
            new NeededFunction(
                MoodleFunctions.Categories,
                "no categories are polled",
                "moodle/category:viewcourselist",
                "moodle/category:viewhiddencategories"),
            new NeededFunction(
                MoodleFunctions.Contents,
                "a deleted course is not told from a hidden one",
                Enter,
                "moodle/course:viewhiddenactivities"),
            new NeededFunction(MoodleFunctions.Users, "no users are listed", SeeUsers, UserNames, HiddenFields, Addresses),
            new NeededFunction(
                MoodleFunctions.UsersByField,
                "a deleted user is not told from one who left",
                SeeUsers,
                UserNames,
                HiddenFields,
                Addresses),
            new NeededFunction(
                MoodleFunctions.EnrolledUsers,
                "no enrolments are polled",
                "moodle/course:viewparticipants",
                "moodle/course:enrolreview",
                "moodle/site:accessallgroups")),
        new("completions", "Who completed what, read on a hint and in a slow sweep", FeatureFor.Service,
            new NeededFunction(
                MoodleFunctions.ActivityCompletions,
                "completed activities are known from webhooks only",
                "report/progress:view"),
            new NeededFunction(
                MoodleFunctions.CourseCompletion,
                "completed courses are known from webhooks only",
                "report/completion:view")),
        new("conferences", "Conferences with their times, and entries of the calendar", FeatureFor.Everybody,
            new NeededFunction(
                MoodleFunctions.BigBlueButtons,
                "no conferences are found",
                "mod/bigbluebuttonbn:view",
                "moodle/course:viewhiddenactivities"),
            new NeededFunction(
                MoodleFunctions.MeetingInfo,
                "start and end of conferences are not known, nor whether one runs",
                "mod/bigbluebuttonbn:view"),
            new NeededFunction(
                MoodleFunctions.CalendarEvents,
                "conferences of other modules and calendar entries are not found",
                "moodle/calendar:manageentries"),
            new NeededFunction(MoodleFunctions.CourseModule, "a deleted conference is not told from a hidden one", Enter)),
        new("digests", "Mails to users who asked for them: nobody who stopped all mail may get one", FeatureFor.Wish,
            new NeededFunction(
                MoodleFunctions.UsersByField,
                "whether an account is suspended is not known, and nobody is mailed",
                "moodle/user:viewdetails"),
            new NeededFunction(
                MoodleFunctions.NotificationPreferences,
                "whether a user stopped all mail is not known, and nobody is mailed",
                "moodle/user:editmessageprofile")),
        new("student mode", "Conferences of one's own courses, with nothing but one's own login", FeatureFor.Own,
            new NeededFunction(MoodleFunctions.UsersCourses, "one's own courses are not known"),
            new NeededFunction(MoodleFunctions.CoursesByField, "a deleted course is not told from a hidden one"),
            new NeededFunction(MoodleFunctions.Contents, "a deleted course is not told from a hidden one"),
            new NeededFunction(MoodleFunctions.ActionEventsByTime, "one's own timeline is not read"),
            new NeededFunction(MoodleFunctions.ActionEventsByCourse, "the timeline of a course is not read"),
            new NeededFunction(MoodleFunctions.ActionEventsByCourses, "the timeline of several courses is read one by one")),
        new(Mirroring, "Courses and participants from a roster, written into Moodle", FeatureFor.Wish,
            new NeededFunction(MoodleFunctions.Courses, "no plan is made", Enter, Hidden, Update),
            new NeededFunction(
                MoodleFunctions.Categories,
                "no plan is made",
                "moodle/category:viewcourselist",
                "moodle/category:viewhiddencategories"),
            new NeededFunction(MoodleFunctions.UsersByField, "participants are not found", SeeUsers, UserNames, HiddenFields, Addresses),
            new NeededFunction(
                MoodleFunctions.Users,
                "idnumbers and addresses are found only where they are written exactly alike",
                SeeUsers,
                UserNames,
                HiddenFields,
                Addresses),
            new NeededFunction(
                MoodleFunctions.EnrolledUsers,
                "no plan is made",
                "moodle/course:viewparticipants",
                "moodle/course:enrolreview",
                "moodle/site:accessallgroups"),
            new NeededFunction(
                MoodleFunctions.Contents,
                "a new course gets no content from a template",
                Enter,
                "moodle/course:viewhiddenactivities"),
            new NeededFunction(
                MoodleFunctions.ImportCourse,
                "a new course gets no content from a template",
                "moodle/backup:backuptargetimport",
                "moodle/restore:restoretargetimport"),
            new NeededFunction(MoodleFunctions.CreateCourses, "no courses are created", "moodle/course:create", Visibility),
            new NeededFunction(
                MoodleFunctions.UpdateCourses,
                "no courses are renamed, hidden or shown",
                Update,
                "moodle/course:changefullname",
                Visibility),
            new NeededFunction(MoodleFunctions.Enrol, "nobody is enrolled", "enrol/manual:enrol"),
            new NeededFunction(MoodleFunctions.Unenrol, "nobody is unenrolled", "enrol/manual:unenrol"),
            new NeededFunction(MoodleFunctions.AssignRoles, "no roles are given", AssignRole),
            new NeededFunction(MoodleFunctions.UnassignRoles, "no roles are taken", AssignRole)),
    ];

    /// <summary>All functions, each once.</summary>
    public static IReadOnlyList<string> Functions { get; } =
        [.. All.SelectMany(feature => feature.Functions).Select(function => function.Name).Distinct(StringComparer.Ordinal)];
}
