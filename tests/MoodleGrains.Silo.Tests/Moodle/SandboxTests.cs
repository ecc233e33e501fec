using MoodleGrains.Courses;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The client against the sandbox's Moodle, over HTTP.</summary>
public sealed class SandboxTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken Go = CancellationToken.None;
    private readonly SandboxSite sandbox = new();

    private University Moodle => sandbox.Academy.University;

    public Task InitializeAsync() => sandbox.InitializeAsync();

    public Task DisposeAsync() => sandbox.DisposeAsync();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task Everything_is_read_at_the_sites_own_time()
    {
        sandbox.Academy.Clock.Set(1_800_000_000);

        var read = await sandbox.Admin().CoursesAsync(Go);

        read.At.ShouldBe(1_800_000_000);
        read.Courses.Count.ShouldBe(Moodle.Courses.Count);
    }

    [Fact]
    public async Task A_hidden_course_tells_active_from_suspended_with_a_second_call()
    {
        Moodle.Enrol(10, 7, suspended: true);
        var own = new CallCounts();

        var read = await sandbox.Admin().Counted(own).EnrolledUsersAsync(10, courseVisible: false, 0, Go);

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
        var site = sandbox.Admin();

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
        var site = sandbox.Student();

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
        var site = sandbox.Student();

        (await site.ActionEventsAsync(0, null, Go)).Entries.ShouldBeEmpty();
        sandbox.Academy.Clock.Advance(3600);

        (await site.ActionEventsAsync(0, null, Go)).Entries.ShouldHaveSingleItem().CourseModule.ShouldBe(room);
        (await site.ActionEventsByCourseAsync(6, 0, null, Go)).Entries.Count.ShouldBe(1);
        (await site.ActionEventsByCoursesAsync([6, 7], 0, null, Go)).Entries.Count.ShouldBe(1);
        (await Campus.Fault(() => sandbox.Admin().ActionEventsByCourseAsync(6, 0, null, Go))).Kind.ShouldBe(FaultKind.InvalidResponse);
    }

    [Fact]
    public async Task A_conference_runs_when_somebody_is_in_it_and_its_server_may_be_down()
    {
        var room = Moodle.CreateConference(6, "Waves");
        var instance = Moodle.Activities[room].InstanceId;
        Moodle.SetRunning(room, true);

        (await sandbox.Admin().MeetingInfoAsync(instance, 6, Go)).Running.ShouldBeTrue();
        Moodle.ConferenceServerUp = false;

        (await Campus.Fault(() => sandbox.Admin().MeetingInfoAsync(instance, 6, Go))).Kind.ShouldBe(FaultKind.ConferenceServerDown);
        (await Campus.Fault(() => sandbox.Admin().MeetingInfoAsync(999, 6, Go))).Kind.ShouldBe(FaultKind.PhpError);
    }

    [Fact]
    public async Task Plain_entries_come_with_their_links()
    {
        var id = Moodle.CreateCalendarEntry(6, "Seminar", Moodle.Now + 60, "<p><a href=\"https://meet.example.org/a\">join</a></p>", 5400);

        var entry = (await sandbox.Admin().CalendarEventsAsync([6], Moodle.Now, Moodle.Now + 3600, new Dictionary<long, long>(), Go))
            .Entries
            .ShouldHaveSingleItem();

        (entry.Id, entry.Duration, entry.EventType).ShouldBe((id, 5400, "course"));
        entry.Description.ShouldContain("https://meet.example.org/a");
    }

    [Fact]
    public async Task Who_stopped_all_mail_is_known()
    {
        Moodle.UpdateUser(4, user => user with { MailStopped = true });

        (await sandbox.Admin().MailStoppedAsync(3, Go)).ShouldBe(false);
        (await sandbox.Admin().MailStoppedAsync(4, Go)).ShouldBe(true);
        (await Campus.Fault(() => sandbox.Student().MailStoppedAsync(4, Go))).Kind.ShouldBe(FaultKind.CapabilityMissing);
    }

    [Fact]
    public async Task What_is_written_is_there()
    {
        var site = sandbox.Admin();

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
        (await Campus.Fault(() => sandbox.Student().EnrolAsync([new(course, 4, 5)], Go))).Kind.ShouldBe(FaultKind.FunctionNotInService);
    }
}
