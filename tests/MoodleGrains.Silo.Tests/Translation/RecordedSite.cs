using System.Globalization;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Moodle.Answers;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>
/// The recorded site: what it sent, in its order, and what it answered in the middle of it.
/// </summary>
internal static class RecordedSite
{
    private const long At = Recorded.AnsweredAt;

    /// <summary>Everything sent before the answers were recorded.</summary>
    public static IReadOnlyList<StoredDelivery> Before { get; } = [.. Sent().Where(delivery => delivery.Envelope.Told < At)];

    /// <summary>Everything sent after.</summary>
    public static IReadOnlyList<StoredDelivery> After { get; } = [.. Sent().Where(delivery => delivery.Envelope.Told > At)];

    /// <summary>
    /// One full set of poll observations. Categories were not recorded raw, so their names and descriptions are not among them;
    /// participants were recorded of two courses, completions of three users.
    /// </summary>
    /// <param name="known">The grains so far: what they stand for was asked for, and is gone where the site does not list it.</param>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Polled(PureGrains known)
    {
        var courses = Recorded.Answer("core_course_get_courses", "admin_setting_raw_true");
        var categories = Recorded.Answer("core_course_get_categories", "admin");
        var users = Recorded.Answer("core_user_get_users", "admin_email_wildcard");
        var rooms = BigBlueButtonsAnswer.Read(
            Recorded.Site, Recorded.Answer("mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses", "admin_courseids"), raw: true, At);
        return
        [
            .. CoursesAnswer.Read(Recorded.Site, courses, raw: true, At),
            .. CoursesAnswer.Gone(Recorded.Site, courses, known.All<Course>().Select(course => course.Id), At),
            .. CategoriesAnswer.Read(Recorded.Site, categories, raw: false, At),
            .. CategoriesAnswer.Gone(Recorded.Site, categories, known.All<Category>().Select(category => category.Id), At),
            .. UsersAnswer.Read(Recorded.Site, users, At).Users,
            .. UsersAnswer.Gone(Recorded.Site, users, known.All<User>().Select(user => user.Id), At),
            Participants("admin", 6, visible: true),
            Participants("admin_hidden_course", 10, visible: false),
            .. Activities("admin_user01", 6, 3),
            .. Activities("admin_user04", 6, 6),
            Completed("admin_user01", 6, 3),
            Completed("admin_user04_not_started", 6, 6),
            Completed("admin_2024_self_completed", 7, 4),
            .. rooms,
            Meeting("admin_bbb_before_join", 6),
            Meeting("admin_bbb2024_before_join", 7),
            Meeting("admin_bbbhidden_before_join", 6),
            Meeting("admin_bbbopen_before_join", 6),
            Meeting("admin_bbbrun_after_join", 6),
            .. CalendarEventsAnswer.Read(
                Recorded.Site,
                Recorded.Answer("core_calendar_get_calendar_events", "admin"),
                rooms.ToDictionary(room => ((ObserveConference)room.Command).InstanceId, room => room.Grain.Number),
                At),
        ];
    }

    /// <summary>Every fact in the answers, as a name and a text.</summary>
    public static IReadOnlyDictionary<string, string> Answered()
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (grain, command) in Polled(new PureGrains()))
        {
            foreach (var (field, value) in Facts(command))
            {
                facts[$"{grain}/{field}"] = value;
            }
        }

        return facts;
    }

    private static IEnumerable<(string Field, string Value)> Facts(ICommand command) => command switch
    {
        ObserveCourse { Fields: var told, Stamp: var stamp } => GrainFacts.Given(
            ("shortName", told.ShortName?.Value),
            ("fullName", told.FullName?.Value),
            ("idNumber", told.IdNumber?.Value),
            ("category", GrainFacts.Text(told.CategoryId)),
            ("summary", told.Summary is { } summary ? TextFingerprint.Of(summary.Value) : null),
            ("visible", GrainFacts.Text(told.Visible)),
            ("format", told.Format?.Value),
            ("language", told.Language?.Value),
            ("startsAt", GrainFacts.Text(told.StartsAt)),
            ("endsAt", GrainFacts.Text(told.EndsAt)),
            ("createdAt", GrainFacts.Text(told.CreatedAt)),
            ("modifiedAt", GrainFacts.Text(stamp.Modified))),
        ObserveParticipants { Participants: var all } => all.SelectMany(one => GrainFacts.Given(
            ($"enrolled {one.UserId}", "True"),
            ($"active {one.UserId}", GrainFacts.Text(one.Active)),
            ($"roles {one.UserId}", string.Join(',', one.Roles.Order())))),
        ObserveCategory told => GrainFacts.Given(
            ("name", told.Name?.Value),
            ("idNumber", told.IdNumber?.Value),
            ("parent", GrainFacts.Text(told.ParentId)),
            ("visible", GrainFacts.Text(told.Visible)),
            ("modifiedAt", GrainFacts.Text(told.Stamp.Modified))),
        ObserveUser told => GrainFacts.Given(("suspended", GrainFacts.Text(told.Suspended))),
        ObserveCompletion told => GrainFacts.Given(
            ($"completion {told.CourseId} {told.CourseModuleId ?? 0}", told.State.ToString(CultureInfo.InvariantCulture)),
            ($"completed {told.CourseId} {told.CourseModuleId ?? 0}", GrainFacts.Text(told.At))),
        ObserveConference told => GrainFacts.Given(
            ("module", told.Module),
            ("instance", GrainFacts.Text<long>(told.InstanceId)),
            ("course", GrainFacts.Text<long>(told.CourseId)),
            ("name", told.Name?.Value),
            ("startsAt", GrainFacts.Text(told.StartsAt)),
            ("endsAt", GrainFacts.Text(told.EndsAt)),
            ("visible", GrainFacts.Text(told.Visible)),
            ("joinUrl", told.JoinUrl)),
        _ => [],
    };

    // The plugins ran one after the other; the one second they share tells the same values of the same course.
    private static IEnumerable<StoredDelivery> Sent() =>
        ((string[])["nosey", "local_webhooks"])
            .SelectMany(plugin => Recorded.Names(plugin).Select(name => Recorded.Webhook(plugin, name)))
            .OrderBy(delivery => delivery.Envelope.Told);

    private static (StreamKey Grain, ICommand Command) Participants(string name, long course, bool visible)
    {
        var answer = Recorded.Answer("core_enrol_get_enrolled_users", name);
        var (grain, command, _) = EnrolledUsersAnswer.Read(Recorded.Site, answer, course, visible, At);
        return (grain, command);
    }

    private static IEnumerable<(StreamKey Grain, ICommand Command)> Activities(string name, long course, long user) =>
        ActivityCompletionsAnswer.Read(
            Recorded.Site, Recorded.Answer("core_completion_get_activities_completion_status", name), course, user, At);

    private static (StreamKey Grain, ICommand Command) Completed(string name, long course, long user) =>
        CourseCompletionAnswer.Read(
            Recorded.Site, Recorded.Answer("core_completion_get_course_completion_status", name), course, user, At);

    private static (StreamKey Grain, ICommand Command) Meeting(string name, long course) =>
        MeetingInfoAnswer.Read(Recorded.Site, Recorded.Answer("mod_bigbluebuttonbn_meeting_info", name), course, At);
}
