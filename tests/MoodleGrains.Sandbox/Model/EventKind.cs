namespace MoodleGrains.Sandbox.Model;

/// <summary>One of Moodle's event classes.</summary>
/// <param name="Target">What it is about (<c>course</c>).</param>
/// <param name="Action">What happened (<c>updated</c>).</param>
/// <param name="Table">The table of the row it is about; null for a few.</param>
/// <param name="Crud">c, r, u or d.</param>
/// <param name="EduLevel">0 other, 1 teaching, 2 participating.</param>
/// <param name="Component">The plugin, <c>core</c> for Moodle itself.</param>
public sealed record EventKind(string Target, string Action, string? Table, char Crud, int EduLevel, string Component = "core")
{
    /// <summary>The name of the class.</summary>
    public string EventName { get; } = $@"\{Component}\event\{Target}_{Action}";

    internal static EventKind WebServiceFunctionCalled { get; } = new("webservice_function", "called", null, 'r', 0);

    internal static EventKind CategoryCreated { get; } = new("course_category", "created", "course_categories", 'c', 0);

    internal static EventKind CategoryUpdated { get; } = new("course_category", "updated", "course_categories", 'u', 0);

    internal static EventKind CategoryDeleted { get; } = new("course_category", "deleted", "course_categories", 'd', 0);

    internal static EventKind CourseCreated { get; } = new("course", "created", "course", 'c', 1);

    internal static EventKind CourseUpdated { get; } = new("course", "updated", "course", 'u', 1);

    internal static EventKind CourseDeleted { get; } = new("course", "deleted", "course", 'd', 1);

    internal static EventKind CourseContentDeleted { get; } = new("course_content", "deleted", "course", 'd', 1);

    internal static EventKind CourseBackupCreated { get; } = new("course_backup", "created", "course", 'c', 1);

    internal static EventKind CourseBinItemCreated { get; } = Bin("course_bin_item", "created", "tool_recyclebin_course", 'c');

    internal static EventKind CourseBinItemDeleted { get; } = Bin("course_bin_item", "deleted", "tool_recyclebin_course", 'd');

    internal static EventKind CategoryBinItemCreated { get; } = Bin("category_bin_item", "created", "tool_recyclebin_category", 'c');

    internal static EventKind CategoryBinItemDeleted { get; } = Bin("category_bin_item", "deleted", "tool_recyclebin_category", 'd');

    internal static EventKind SectionCreated { get; } = new("course_section", "created", "course_sections", 'c', 1);

    internal static EventKind EnrolInstanceCreated { get; } = new("enrol_instance", "created", "enrol", 'c', 0);

    internal static EventKind EnrolInstanceDeleted { get; } = new("enrol_instance", "deleted", "enrol", 'd', 0);

    internal static EventKind EnrolmentCreated { get; } = new("user_enrolment", "created", "user_enrolments", 'c', 0);

    internal static EventKind EnrolmentUpdated { get; } = new("user_enrolment", "updated", "user_enrolments", 'u', 0);

    internal static EventKind EnrolmentDeleted { get; } = new("user_enrolment", "deleted", "user_enrolments", 'd', 0);

    internal static EventKind RoleAssigned { get; } = new("role", "assigned", "role", 'c', 0);

    internal static EventKind RoleUnassigned { get; } = new("role", "unassigned", "role", 'd', 0);

    internal static EventKind UserPasswordUpdated { get; } = new("user_password", "updated", null, 'u', 0);

    internal static EventKind UserCreated { get; } = new("user", "created", "user", 'c', 0);

    internal static EventKind UserUpdated { get; } = new("user", "updated", "user", 'u', 0);

    internal static EventKind UserDeleted { get; } = new("user", "deleted", "user", 'd', 0);

    internal static EventKind ModuleCreated { get; } = new("course_module", "created", "course_modules", 'c', 1);

    internal static EventKind ModuleUpdated { get; } = new("course_module", "updated", "course_modules", 'u', 1);

    internal static EventKind ModuleDeleted { get; } = new("course_module", "deleted", "course_modules", 'd', 1);

    internal static EventKind CalendarCreated { get; } = new("calendar_event", "created", "event", 'c', 0);

    internal static EventKind CalendarUpdated { get; } = new("calendar_event", "updated", "event", 'u', 0);

    internal static EventKind CalendarDeleted { get; } = new("calendar_event", "deleted", "event", 'd', 0);

    internal static EventKind ModuleCompletionUpdated { get; } =
        new("course_module_completion", "updated", "course_modules_completion", 'u', 2);

    internal static EventKind CourseCompleted { get; } = new("course", "completed", "course_completions", 'u', 2);

    internal static EventKind NotificationSent { get; } = new("notification", "sent", "notifications", 'c', 0);

    private static EventKind Bin(string target, string action, string table, char crud) =>
        new(target, action, table, crud, 0, "tool_recyclebin");
}
