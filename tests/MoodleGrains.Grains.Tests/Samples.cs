using MoodleGrains.Announcements;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Digests;
using MoodleGrains.Mail;
using MoodleGrains.Mirrors;
using MoodleGrains.Notices;
using MoodleGrains.Polling;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;
using MoodleGrains.Users;

namespace MoodleGrains.Grains.Tests;

/// <summary>One of each event, filled as fully as it goes.</summary>
internal static class Samples
{
    private static readonly FieldVersion Row = new(1795255499, 1795255500, SourcePrecedence.Updated);
    private static readonly FieldVersion Clock = new(null, 1795255500, SourcePrecedence.Updated);
    private static readonly FieldVersion Poll = new(null, 1795255600, SourcePrecedence.Polled);
    private static readonly FieldVersion Gone = new(null, 1795255700, SourcePrecedence.Deleted);

    private static readonly RuleTerms Terms = new(
        new(RuleScope.Name, null, "*exam*"), "900000000000000001", "700000000000000001", [5, 60], "de", RuleTerms.Mark,
        new("22:00", "07:00", "Europe/Brussels"), true, "600000000000000001", 90);

    private static readonly Card Shown = new(
        Card.Moved, "fr", "Übung <1> & mehr", "Biology", 1800000000, 1800003600,
        "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41", 1799990000, true);
    private static readonly Notices.Notice Told = new(
        "A dead letter",
        "campus: a mail was refused",
        "Look at it.",
        "silo outbox list --dead",
        "dead-7",
        true);

    private static readonly DigestWish Wish = new(DigestWish.Weekly, 7, 7, "Europe/Brussels", "de");

    private static readonly RosterTerms Registrar = new(
        new(RosterSource.Http, "https://registrar.example/roster.json", RosterSource.Json, true, 1_000_000, 30),
        RosterTerms.ByIdNumber,
        RoleMapping.Default,
        "2026/Biology",
        "TEMPLATE",
        RosterTerms.Suspend,
        RosterTerms.Hide,
        Adopt: true,
        AdoptWholly: true,
        RenameEdited: true,
        Automatic: true,
        new("30 2 * * 1-5", "Europe/Brussels"),
        ChangeLimits.Default,
        [new("2026-09-14", "2026-09-27", new(50, 3, 40, 50, 20, 3, 50, 3))],
        Mail: true,
        Zone: "Europe/Brussels");

    public static IReadOnlyList<IEvent> All { get; } =
    [
        new CourseCreated(
            "7007", "Übungen & mehr", "43", 7, "<p>\"quoted\"</p>", true, "topics", "de", 1800000000, 0, 1795255400,
            CourseField.ShortName | CourseField.IdNumber, (CourseField)4095, Row),
        new CourseRenamed("BIO-1", "Biology", CourseField.ShortName, CourseField.ShortName | CourseField.FullName, Row),
        new CourseMoved(8, CourseField.Category, Row),
        new CourseHidden(CourseField.Visible | CourseField.ModifiedAt, Row),
        new CourseShown(CourseField.Visible | CourseField.ModifiedAt, Row),
        new CourseRescheduled(1800000000, 1810000000, CourseField.StartsAt | CourseField.EndsAt, Row),
        new CourseDescribed("<p>What it is about</p>", CourseField.Summary, CourseField.Summary, Row),
        new CourseReconfigured("A-1", "weeks", "fr", 1795255400, CourseField.IdNumber, CourseField.IdNumber, Row),
        new CourseTouched(CourseField.ModifiedAt, Row),
        new CourseContested(CourseField.ShortName, Row),
        new CourseSettled(CourseField.ShortName, CourseField.ShortName, Poll),
        new CourseDeleted(Gone),
        new UserEnrolled(4, 27, "manual", true, 1795255500, 0, 1810000000, [3, 5], Clock),
        new UserUnenrolled(4, 27, true, Gone),
        new EnrolmentEnded(4, 27, true, Gone),
        new EnrolmentActivated(4, 27, Clock),
        new EnrolmentSuspended(4, 27, false, Clock),
        new EnrolmentContested(4, 27, false, Clock),
        new EnrolmentSettled(4, Poll),
        new RoleAssigned(4, 5, 91, Clock),
        new RoleUnassigned(4, 5, 91, Gone),
        new RoleAssignmentEnded(4, 5, 91, Gone),
        new CategoryCreated("2030", "", 0, "About", true, CategoryField.Name, (CategoryField)63, Row),
        new CategoryRenamed("2031", CategoryField.Name, CategoryField.Name, Row),
        new CategoryReconfigured("K-1", CategoryField.IdNumber, CategoryField.IdNumber, Row),
        new CategoryMoved(3, CategoryField.Parent, Row),
        new CategoryDescribed("<p>About</p>", CategoryField.Description, CategoryField.Description, Row),
        new CategoryHidden(CategoryField.Visible, Row),
        new CategoryShown(CategoryField.Visible, Row),
        new CategoryTouched(CategoryField.ModifiedAt, Row),
        new CategoryContested(CategoryField.Name, Row),
        new CategorySettled(CategoryField.Name, CategoryField.Name, Poll),
        new CategoryDeleted(Gone),
        new UserCreated(false, Clock),
        new UserSuspended(Clock),
        new UserReactivated(Clock),
        new UserTouched(Clock),
        new UserContested(Clock),
        new UserSettled(Poll),
        new UserDeleted(Gone),
        new CompletionRecorded(13, 41, 1, 1795255500, Clock),
        new CompletionContested(13, 41, Clock),
        new CompletionSettled(13, 41, Poll),
        new ConferenceCreated(
            "bigbluebuttonbn", 6, 13, "Lecture 1", 1800000000, 1800003600, true,
            "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41",
            ConferenceField.Name, (ConferenceField)127, Clock),
        new ConferenceRenamed("Lecture 2", ConferenceField.Name, ConferenceField.Name, Clock),
        new ConferenceRescheduled(1800000000, 1800003600, ConferenceField.StartsAt | ConferenceField.EndsAt, Clock),
        new ConferenceHidden(ConferenceField.Visible, Clock),
        new ConferenceShown(ConferenceField.Visible, Clock),
        new ConferencePlaced(6, 13, "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41", ConferenceField.Course, Clock)
        {
            GuestUrl = "https://moodle.example/mod/bigbluebuttonbn/guest.php?uid=abc123",
        },
        new ConferenceTouched(ConferenceField.Name, Clock),
        new ConferenceContested(ConferenceField.Name, Clock),
        new ConferenceSettled(ConferenceField.Name, ConferenceField.Name, Poll),
        new ConferenceDeleted(Gone),
        new ConferenceStarted(ConferenceField.Running, Poll),
        new ConferenceStopped(ConferenceField.Running, Poll),
        new ConferenceSeriesFound(ConferenceField.Recurring, Poll),
        new RulePut(2, Terms, "ops", 1795255500),
        new RuleAdmitted(2, 1795255501),
        new RuleHeld(2, 300, "300 conferences would be posted", 1795255501),
        new RuleApproved(2, "ops", 1795255600),
        new RuleDeleted("ops", 1795255700),
        new AnnouncementChanged(
            new(
                "Lecture 1", "Biology", 1800000000, 1800003600, true, false,
                "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41", "700000000000000001", [5, 60], "de", "mark", true, 3600,
                [new(1799990000, 1799999000)])
            {
                Rules = ["biology"],
                AsEvent = true,
            },
            1795255500),
        new TimePassed(1800000000),
        new WakeSet(1800000000, 3),
        new PingSet("ping:5:1800000000", 1799999700, 4, true),
        new PingSkipped("ping:5:1800000000", "begun"),
        new NoticeOpened("notice:5", 1800000000, 1800003600),
        new PostOrdered("post", 6, 2, Shown, "700000000000000001"),
        new EditOrdered("post", 7, "1300000000000000001", Shown),
        new DeletionOrdered("post", 8, "1300000000000000001"),
        new PostDone("post", "1300000000000000001", 1795255501),
        new EditDone("post", 7),
        new DeletionDone("post"),
        new MessageLost("post"),
        new OrderFailed("post", "404 unknown channel"),
        new DigestSubscribed(Wish, 1795330800, 1795255500),
        new DigestUnsubscribed(1795255500),
        new DigestInvited("fr", 1795255500),
        new DigestFellDue(1795330800, 70, Wish, 1795935600),
        new DigestSent(1795330800, 90),
        new DigestSkipped(1795330800, SkipReason.NothingToTell, 90),
        new InvitationHeld([4, 5], 13, 1, "en", 1795255500),
        new InvitationReleased([4, 5], 13, "en", 1795255600),
        new RosterPut(2, Registrar, "ops", 1795255500),
        new RosterDeleted("ops", 1795255900),
        new RunStarted(7, "undo", true, 5, "ops", 1795255501),
        new RunFailed(7, "source: it answered 503; look at the registrar", 1795255502),
        new RunPlanned(
            7, "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab", new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            ["12 of 100 enrolments would be removed"], true, 1795255503),
        new RunApproved(7, "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab", "ops", 1795255504),
        new RunCancelled(7, "policy", 1795255505),
        new RunFinished(7, 50, 2, 49, 1795255506),
        new CourseMirrored(7, "name:BIO-1", true, "Übungen & mehr", 1795255504),
        new MirrorRenamed(7, "Biology", "Biology II", 1795255504),
        new MirrorShown(7, false, 1795255504),
        new MembersChanged(7, [new(4, MemberDeed.Enrolled, [3, 5]), new(27, MemberDeed.RolesTaken, [5])], 30, 1795255505),
        new MirrorLost(7, 1795255506),
    ];

    /// <summary>One of each effect body, filled as fully as it goes.</summary>
    public static IReadOnlyList<IEffectBody> Effects { get; } =
    [
        new ReconcileAnnouncements("campus", "conference", "e77"),
        new PostMessage(
            "announcement-campus-41-900000000000000001", "900000000000000001", "post", "cfc48adab4c197e5-7",
            "mgcfc48adab4c197e5f17e", Shown, "700000000000000001"),
        new EditMessage(
            "announcement-campus-41-900000000000000001", "900000000000000001", "post", "1300000000000000001",
            "cfc48adab4c197e5-8", Shown),
        new DeleteMessage("announcement-campus-41-900000000000000001", "900000000000000001", "post", "1300000000000000001"),
        new CreateGuildEvent(
            "announcement-campus-41-guild.600000000000000001", "600000000000000001", "event", "cfc48adab4c197e5-7", Shown, true),
        new EditGuildEvent(
            "announcement-campus-41-guild.600000000000000001", "600000000000000001", "event", "1300000000000000001", "cfc48adab4c197e5-8",
            Shown),
        new DeleteGuildEvent("announcement-campus-41-guild.600000000000000001", "600000000000000001", "event", "1300000000000000001"),
        new ReadBeforePing("announcement-campus-41-900000000000000001", "campus", "41", "ping:5:1800000000"),
        new Wake("announcement-campus-41-900000000000000001", "3"),
        new ReadSoon("campus", ReadScope.Completions, 13, 4),
        new SendMail("campus", 4, "digest", "fr", "Europe/Brussels", 1795330800, 1795244400, 86400),
        new InviteUsers("campus", [4, 5], "en", 1795255500),
        new SendNotice(Told),
        new PostNotice("900000000000000001", Told),
        new LookForConditions(),
        new PlanRun("campus", "registrar", 7),
        new ApplyRun("campus", "registrar", 7, "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab", 2),
        new RosterDue("campus", "registrar", 2, 1795255500),
        new MailRun("campus", "registrar", 7, "waits"),
    ];
}
