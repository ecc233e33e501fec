using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>
/// The REST web service of the stand-in: every function that MoodleGrains calls, answered as Moodle 4.5 was recorded to answer, to
/// an administrator and to others. Functions that are not in the token's service are refused with <c>accessexception</c>.
/// </summary>
/// <param name="university">What it tells of.</param>
/// <param name="address">The site's address.</param>
/// <param name="token">A token of the administrator's; others are made by <see cref="Accounts"/>.</param>
public sealed class MoodleWebService(University university, Uri address, string token)
{
    private static readonly Dictionary<string, Func<MoodleWebService, Call, object?>> functions = new(StringComparer.Ordinal)
    {
        ["core_webservice_get_site_info"] = (s, call) => SiteInfo.Answer(s.university, s.address, call.Caller, s.Of(call.Caller.IsMobile)),
        ["core_course_get_courses"] = (s, call) => CourseAnswers.Courses(s.university, call),
        ["core_course_get_categories"] = (s, call) => CategoryAnswers.Categories(s.university, call),
        ["core_enrol_get_enrolled_users"] = (s, call) => EnrolledUsers.Answer(s.university, s.address, call),
        ["core_user_get_users"] = (s, call) => UserAnswers.Users(s.university, s.address, call),
        ["core_user_get_users_by_field"] = (s, call) => UserAnswers.ByField(s.university, s.address, call),
        ["core_message_get_user_notification_preferences"] = (s, call) => UserAnswers.NotificationPreferences(s.university, call),
        ["core_course_get_courses_by_field"] = (s, call) => CoursesByField.Answer(s.university, s.address, call),
        ["core_course_get_contents"] = (s, call) => ActivityAnswers.Contents(s.university, s.address, call),
        ["core_course_get_course_module"] = (s, call) => ActivityAnswers.CourseModule(s.university, call),
        ["core_enrol_get_users_courses"] = (s, call) => UsersCourses.Answer(s.university, s.address, call),
        ["core_completion_get_activities_completion_status"] = (s, call) => CompletionAnswers.Activities(s.university, call),
        ["core_completion_get_course_completion_status"] = (s, call) => CompletionAnswers.Course(s.university, call),
        ["mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses"] = (s, call) => ConferenceAnswers.ByCourses(s.university, call),
        ["mod_bigbluebuttonbn_meeting_info"] = (s, call) => ConferenceAnswers.MeetingInfo(s.university, s.address, call),
        ["core_calendar_get_calendar_events"] = (s, call) => CalendarAnswers.Events(s.university, call),
        ["core_calendar_get_action_events_by_timesort"] = (s, call) => CalendarAnswers.ActionsByTime(s.university, s.address, call),
        ["core_calendar_get_action_events_by_course"] = (s, call) => CalendarAnswers.ActionsByCourse(s.university, s.address, call),
        ["core_calendar_get_action_events_by_courses"] = (s, call) => CalendarAnswers.ActionsByCourses(s.university, s.address, call),
        ["core_course_create_courses"] = (s, call) => Writes.CreateCourses(s.university, call),
        ["core_course_update_courses"] = (s, call) => Writes.UpdateCourses(s.university, call),
        ["core_course_import_course"] = (s, call) => Writes.ImportCourse(s.university, call),
        ["core_course_create_categories"] = (s, call) => Writes.CreateCategories(s.university, call),
        ["core_course_update_categories"] = (s, call) => Writes.UpdateCategories(s.university, call),
        ["enrol_manual_enrol_users"] = (s, call) => EnrolmentWrites.Enrol(s.university, call),
        ["enrol_manual_unenrol_users"] = (s, call) => EnrolmentWrites.Unenrol(s.university, call),
        ["core_role_assign_roles"] = (s, call) => EnrolmentWrites.AssignRoles(s.university, call),
        ["core_role_unassign_roles"] = (s, call) => EnrolmentWrites.UnassignRoles(s.university, call),
    };

    private readonly University university = university;
    private readonly Uri address = address;

    /// <summary>The site's address.</summary>
    public Uri Address => address;

    /// <summary>Whose tokens it takes.</summary>
    public Accounts Accounts { get; } = new(university, token);

    /// <summary>Functions that its services lack, as where a plugin is switched off.</summary>
    public ISet<string> Without { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Functions that break inside Moodle whenever a call names a course, as where a plugin is at odds with its data.</summary>
    public ISet<(string Function, long Course)> Broken { get; } = new HashSet<(string, long)>();

    /// <summary>The functions it has.</summary>
    public static IReadOnlyCollection<string> Functions => functions.Keys;

    /// <summary>Whether a function changes something.</summary>
    /// <param name="function">Its name.</param>
    /// <returns>True if it does.</returns>
    public static bool IsWrite(string function) =>
        function.Contains("_create_", StringComparison.Ordinal) || function.Contains("_update_", StringComparison.Ordinal)
        || function.Contains("_import_", StringComparison.Ordinal) || function.StartsWith("enrol_manual", StringComparison.Ordinal)
        || function.StartsWith("core_role", StringComparison.Ordinal);

    /// <summary>The functions of a service, as recorded: nothing is written by the mobile one.</summary>
    internal static IEnumerable<string> In(bool mobile) => functions.Keys.Where(name => mobile
        ? name is not "core_user_get_users" && !IsWrite(name)
        : name is not "core_calendar_get_action_events_by_courses");

    /// <summary>Answers one call. The university is read under its gate, and told of the call as Moodle tells of it.</summary>
    /// <param name="fields">The form fields, or the query string's.</param>
    /// <returns>The answer.</returns>
    public Answer Answer(IReadOnlyDictionary<string, string> fields)
    {
        var json = fields.GetValueOrDefault("moodlewsrestformat") == "json";
        try
        {
            return WebService.Answer.Json(Value(fields));
        }
        catch (MoodleFaultException fault)
        {
            return json ? WebService.Answer.Of(fault) : WebService.Answer.Xml(fault);
        }
    }

    private object? Value(IReadOnlyDictionary<string, string> fields)
    {
        var caller = Accounts.Find(fields.GetValueOrDefault("wstoken"))
            ?? throw MoodleFaultException.Moodle("invalidtoken", "Invalid token - token not found");

        if (!fields.TryGetValue("wsfunction", out var name))
        {
            throw MoodleFaultException.InvalidParameter();
        }

        if (!functions.TryGetValue(name, out var function) || !Of(caller.IsMobile).Contains(name))
        {
            throw SiteInfo.Functions.Contains(name)
                ? new MoodleFaultException("webservice_access_exception", "accessexception", "Access control exception")
                : MoodleFaultException.InvalidRecord("external_functions");
        }

        var parameters = fields
            .Where(f => f.Key is not "wstoken" and not "wsfunction" && !f.Key.StartsWith("moodlews", StringComparison.Ordinal))
            .ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var call = new Call(parameters, Setting(fields, "raw"), Setting(fields, "filter")) { Caller = caller };
        lock (university.Gate)
        {
            university.CallWebService(name);
            if (Broken.Any(b => b.Function == name
                && parameters.Any(p => p.Key.Contains("courseid", StringComparison.Ordinal) && p.Value == $"{b.Course}")))
            {
                throw new MoodleFaultException("TypeError", null, "Unsupported operand types: string + int");
            }

            var value = function(this, call);
            call.CheckAllUsed();
            return value;
        }
    }

    private IEnumerable<string> Of(bool mobile) => In(mobile).Where(name => !Without.Contains(name));

    private static bool Setting(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault("moodlewssetting" + name) is "true" or "1";
}
