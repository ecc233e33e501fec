using MoodleGrains.Courses;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Sandbox.WebService;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The client against the sandbox's Moodle, over HTTP.</summary>
public sealed class SandboxTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const long Ada = 3;
    private static readonly CancellationToken Go = CancellationToken.None;
    private readonly ExampleAcademy academy = new();
    private readonly SocketsHttpHandler network = new() { AllowAutoRedirect = false };
    private StandIn standIn = null!;

    private University Moodle => academy.University;

    public async Task InitializeAsync() => standIn = await StandIn.Start(academy.University, Token, 0, Go);

    public async Task DisposeAsync()
    {
        await standIn.DisposeAsync();
        network.Dispose();
    }

    [Fact]
    public async Task Everything_is_read_at_the_sites_own_time()
    {
        academy.Clock.Set(1_800_000_000);

        var read = await Admin().CoursesAsync(Go);

        read.At.ShouldBe(1_800_000_000);
        read.Courses.Count.ShouldBe(Moodle.Courses.Count);
    }

    [Fact]
    public async Task A_hidden_course_tells_active_from_suspended_with_a_second_call()
    {
        Moodle.Enrol(10, 7, suspended: true);
        var own = new CallCounts();

        var read = await Admin().Counted(own).EnrolledUsersAsync(10, courseVisible: false, Go);

        ((ObserveParticipants)read.Told.Command).Participants.Select(participant => (participant.UserId, participant.Active))
            .ShouldBe([(6, true), (7, false)], ignoreOrder: true);
        own.Total.ShouldBe(2);
    }

    [Fact]
    public async Task Courses_users_and_modules_that_are_gone_are_told_from_those_that_are_there()
    {
        var room = Moodle.CreateConference(6, "Room", 1_800_000_000);
        Moodle.DeleteActivity(room);
        var lost = Moodle.CreateCourse(new() { FullName = "Lost", ShortName = "lost", CategoryId = 2 });
        Moodle.DeleteCourse(lost);
        Moodle.DeleteUser(13);
        var site = Admin();

        var courses = await site.AskCoursesAsync([6, 10, lost], Go);
        var users = await site.AskUsersAsync([3, 13], Go);

        courses.Of.ShouldBe(
            new Dictionary<long, Presence> { [6] = Presence.There, [10] = Presence.There, [lost] = Presence.Gone }, ignoreOrder: true);
        users.Of.ShouldBe(new Dictionary<long, Presence> { [3] = Presence.There, [13] = Presence.Gone }, ignoreOrder: true);
        (await site.CourseModuleAsync(room, Go)).Presence.ShouldBe(Presence.Gone);
    }

    [Fact]
    public async Task A_student_reads_the_conferences_of_his_own_courses_with_nothing_but_his_login()
    {
        var opens = Moodle.Now + 3600;
        var room = Moodle.CreateConference(6, "Waves & more", opens, opens + 5400);
        var hidden = Moodle.CreateConference(6, "Hidden", opens);
        Moodle.ShowActivity(hidden, false);
        Moodle.CreateConference(11, "Not mine", opens);
        var site = Student();

        (await site.AbilitiesAsync(Go)).OwnCoursesOnly.ShouldBeTrue();
        var courses = await site.UsersCoursesAsync(null, Go);
        var rooms = await site.BigBlueButtonsAsync(null, Go);
        var meeting = await site.MeetingInfoAsync(rooms.Conferences[0].Instance, 6, Go);
        var calendar = await site.CalendarEventsAsync(
            [.. courses.Courses.Select(course => course.Id)], Moodle.Now, opens + 1, new Dictionary<long, long>(), Go);

        courses.Courses.Select(course => course.Id).ShouldBe([6, 7], ignoreOrder: true);
        rooms.Conferences.ShouldHaveSingleItem().CourseModule.ShouldBe(room);
        (meeting.OpensAt, meeting.ClosesAt, meeting.Running).ShouldBe((opens, opens + 5400, false));
        calendar.Entries.ShouldHaveSingleItem().Name.ShouldBe("Waves & more is scheduled for");
        (await site.CourseModuleAsync(hidden, Go)).Presence.ShouldBe(Presence.NotVisible);
        (await site.AskCoursesAsync([10], Go)).Of[10].ShouldBe(Presence.NotVisible);
        (await Campus.Fault(() => site.UsersAsync(Go))).Kind.ShouldBe(FaultKind.FunctionNotInService);
        (await Campus.Fault(() => site.CoursesAsync(Go))).Kind.ShouldBe(FaultKind.NotVisible);
    }

    [Fact]
    public async Task A_conference_is_on_the_timeline_only_while_it_can_be_joined()
    {
        var opens = Moodle.Now + 3600;
        var room = Moodle.CreateConference(6, "Waves", opens, opens + 5400);
        var site = Student();

        (await site.ActionEventsAsync(0, null, Go)).Entries.ShouldBeEmpty();
        academy.Clock.Advance(3600);

        (await site.ActionEventsAsync(0, null, Go)).Entries.ShouldHaveSingleItem().CourseModule.ShouldBe(room);
        (await site.ActionEventsByCourseAsync(6, 0, null, Go)).Entries.Count.ShouldBe(1);
        (await site.ActionEventsByCoursesAsync([6, 7], 0, null, Go)).Entries.Count.ShouldBe(1);
        (await Campus.Fault(() => Admin().ActionEventsByCourseAsync(6, 0, null, Go))).Kind.ShouldBe(FaultKind.InvalidResponse);
    }

    [Fact]
    public async Task A_conference_runs_when_somebody_is_in_it_and_its_server_may_be_down()
    {
        var room = Moodle.CreateConference(6, "Waves");
        var instance = Moodle.Activities[room].InstanceId;
        Moodle.SetRunning(room, true);

        (await Admin().MeetingInfoAsync(instance, 6, Go)).Running.ShouldBeTrue();
        Moodle.ConferenceServerUp = false;

        (await Campus.Fault(() => Admin().MeetingInfoAsync(instance, 6, Go))).Kind.ShouldBe(FaultKind.ConferenceServerDown);
        (await Campus.Fault(() => Admin().MeetingInfoAsync(999, 6, Go))).Kind.ShouldBe(FaultKind.PhpError);
    }

    [Fact]
    public async Task Plain_entries_come_with_their_links()
    {
        var id = Moodle.CreateCalendarEntry(6, "Seminar", Moodle.Now + 60, "<p><a href=\"https://meet.example.org/a\">join</a></p>", 5400);

        var entry = (await Admin().CalendarEventsAsync([6], Moodle.Now, Moodle.Now + 3600, new Dictionary<long, long>(), Go)).Entries.ShouldHaveSingleItem();

        (entry.Id, entry.Duration, entry.EventType).ShouldBe((id, 5400, "course"));
        entry.Description.ShouldContain("https://meet.example.org/a");
    }

    [Fact]
    public async Task What_is_written_is_there()
    {
        var site = Admin();

        var category = (await site.CreateCategoriesAsync([new("New")], Go))[0];
        var course = (await site.CreateCoursesAsync([new("Course", "c-1", category, "id-1")], Go))[0];
        await site.EnrolAsync([new(course, 4, 5)], Go);
        await site.AssignRolesAsync([new(course, 4, 4)], Go);
        (await site.UpdateCoursesAsync([new(course, ShortName: "1e5"), new(99_999, FullName: "?")], Go)).Select(one => one.Kind)
            .ShouldBe([FaultKind.Taken, FaultKind.Gone]);
        await site.UpdateCategoriesAsync([new(category, Name: "Newer")], Go);

        Moodle.Courses[course].CategoryId.ShouldBe(category);
        Moodle.Categories[category].Name.ShouldBe("Newer");
        Moodle.RolesOf(course, 4).Select(role => role.RoleId).ShouldBe([5, 4], ignoreOrder: true);
        await site.UnassignRolesAsync([new(course, 4, 4)], Go);
        await site.UnenrolAsync([(course, 4), (course, 5)], Go);
        Moodle.EnrolmentsOf(course).ShouldBeEmpty();
        (await Campus.Fault(() => site.EnrolAsync([new(course, 4, 5), new(course, 9_999, 5)], Go))).Kind.ShouldBe(FaultKind.Gone);
        Moodle.EnrolmentsOf(course).ShouldBeEmpty();
        (await Campus.Fault(() => Student().EnrolAsync([new(course, 4, 5)], Go))).Kind.ShouldBe(FaultKind.FunctionNotInService);
    }

    [Theory]
    [InlineData(Trouble.TooManyRequests)]
    [InlineData(Trouble.ServerError)]
    [InlineData(Trouble.Drop)]
    [InlineData(Trouble.TimeOut)]
    [InlineData(Trouble.Locked)]
    [InlineData(Trouble.LostToken)]
    public async Task A_read_survives_what_passes(Trouble trouble)
    {
        var site = Student(TimeSpan.FromMilliseconds(500));
        await site.InfoAsync(Go);
        standIn.Troubles.Switch(trouble, times: 1, function: MoodleFunctions.Categories);

        (await site.CategoriesAsync(Go)).Categories.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(Trouble.Maintenance, FaultKind.Maintenance)]
    [InlineData(Trouble.PhpError, FaultKind.PhpError)]
    [InlineData(Trouble.WebServicesOff, FaultKind.WebServicesOff)]
    [InlineData(Trouble.Page, FaultKind.WrongAddress)]
    public async Task What_does_not_pass_is_told(Trouble trouble, FaultKind kind)
    {
        var site = Student();
        await site.InfoAsync(Go);
        standIn.Troubles.Switch(trouble);

        (await Campus.Fault(() => site.CategoriesAsync(Go))).Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_was_done_once()
    {
        var site = Admin();
        standIn.Troubles.Switch(Trouble.DropAfter, times: 1);

        (await Campus.Fault(() => site.CreateCoursesAsync([new("Once", "once", 2)], Go))).Kind.ShouldBe(FaultKind.UnknownOutcome);

        Moodle.Courses.Values.Count(course => course.ShortName == "once").ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_takes_too_long_is_of_unknown_outcome()
    {
        var site = Campus.Site(Account(Token, TimeSpan.FromMilliseconds(300)), network, TimeProvider.System);
        standIn.Troubles.Switch(Trouble.TimeOut);

        (await Campus.Fault(() => site.CreateCoursesAsync([new("Late", "late", 2)], Go))).Kind.ShouldBe(FaultKind.UnknownOutcome);
    }

    [Fact]
    public async Task A_stop_is_a_stop_and_no_fault()
    {
        var site = Campus.Site(Account(Token, TimeSpan.FromMinutes(1)), network, TimeProvider.System);
        standIn.Troubles.Switch(Trouble.TimeOut);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(() => site.CategoriesAsync(stop.Token));
    }

    private MoodleSite Admin() => Campus.Site(Account(Token, TimeSpan.FromMinutes(1)), network, TimeProvider.System);

    private MoodleSite Student(TimeSpan? timeout = null) => Campus.Site(
        new()
        {
            Slug = "campus",
            Url = standIn.Address.GetLeftPart(UriPartial.Authority),
            Username = Moodle.Users[Ada].UserName,
            Password = Accounts.Password,
            Rate = 0,
            Timeout = timeout ?? TimeSpan.FromMinutes(1),
        },
        network,
        TimeProvider.System);

    private SiteAccount Account(string token, TimeSpan timeout) =>
        new() { Slug = "campus", Url = standIn.Address.GetLeftPart(UriPartial.Authority), Token = token, Rate = 0, Timeout = timeout };
}
