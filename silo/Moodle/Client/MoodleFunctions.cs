namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>The web-service functions that the client calls, by Moodle's names.</summary>
internal static class MoodleFunctions
{
    public const string SiteInfo = "core_webservice_get_site_info";
    public const string Courses = "core_course_get_courses";
    public const string CoursesByField = "core_course_get_courses_by_field";
    public const string Categories = "core_course_get_categories";
    public const string Contents = "core_course_get_contents";
    public const string CourseModule = "core_course_get_course_module";
    public const string EnrolledUsers = "core_enrol_get_enrolled_users";
    public const string UsersCourses = "core_enrol_get_users_courses";
    public const string Users = "core_user_get_users";
    public const string UsersByField = "core_user_get_users_by_field";
    public const string NotificationPreferences = "core_message_get_user_notification_preferences";
    public const string ActivityCompletions = "core_completion_get_activities_completion_status";
    public const string CourseCompletion = "core_completion_get_course_completion_status";
    public const string CalendarEvents = "core_calendar_get_calendar_events";
    public const string ActionEventsByTime = "core_calendar_get_action_events_by_timesort";
    public const string ActionEventsByCourse = "core_calendar_get_action_events_by_course";
    public const string ActionEventsByCourses = "core_calendar_get_action_events_by_courses";
    public const string BigBlueButtons = "mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses";
    public const string MeetingInfo = "mod_bigbluebuttonbn_meeting_info";
    public const string CreateCourses = "core_course_create_courses";
    public const string UpdateCourses = "core_course_update_courses";
    public const string ImportCourse = "core_course_import_course";
    public const string CreateCategories = "core_course_create_categories";
    public const string UpdateCategories = "core_course_update_categories";
    public const string Enrol = "enrol_manual_enrol_users";
    public const string Unenrol = "enrol_manual_unenrol_users";
    public const string AssignRoles = "core_role_assign_roles";
    public const string UnassignRoles = "core_role_unassign_roles";
}
