using MoodleGrains.Conferences;
using static MoodleGrains.Silo.Tests.Moodle.Replay;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The recorded answers about conferences and the calendar drive the client.</summary>
public sealed class RecordedConferencesTests
{
    private static readonly CancellationToken Go = CancellationToken.None;

    [Fact]
    public async Task Conferences_of_courses_are_asked_for_exactly_as_recorded()
    {
        var read = await Exactly(
            "mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses", "admin_courseids", site => site.BigBlueButtonsAsync([6, 7], Go));

        read.Conferences.Select(room => room.CourseModule).ShouldBe([15, 16, 19, 18, 17]);
        read.Conferences.Single(room => room.CourseModule == 18).Visible.ShouldBe(false);
    }

    [Fact]
    public async Task Courses_that_are_refused_are_told_apart_from_courses_without_conferences()
    {
        var read = await Exactly(
            "mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses", "student_warnings", site => site.BigBlueButtonsAsync([10, 9999], Go));

        read.Conferences.ShouldBeEmpty();
        read.Refused.ShouldBe([10, 9999], ignoreOrder: true);
    }

    [Fact]
    public async Task Start_and_end_of_a_conference_are_asked_for_exactly_as_recorded()
    {
        var read = await Exactly("mod_bigbluebuttonbn_meeting_info", "admin_bbbrun_after_join", site => site.MeetingInfoAsync(5, 6, Go));

        (read.CourseModule, read.OpensAt, read.ClosesAt, read.Running).ShouldBe((19, 1795254821, 1795514621, true));
        ((ObserveConference)read.Told.Command).StartsAt.ShouldBe(1795254821);
    }

    [Fact]
    public async Task A_conference_without_times_has_none()
    {
        var (site, _) = Site("mod_bigbluebuttonbn_meeting_info/admin_bbbopen_before_join");

        var read = await site.MeetingInfoAsync(2, 6, Go);

        (read.OpensAt, read.ClosesAt, read.Running).ShouldBe((0, 0, false));
    }

    [Fact]
    public async Task The_calendar_tells_starts_and_plain_entries()
    {
        var (site, replies) = Site("core_calendar_get_calendar_events/admin");

        var read = await site.CalendarEventsAsync([6, 7], 1795169335, 1797847735, new Dictionary<long, long> { [1] = 15 }, Go);

        read.Entries.Single(entry => entry.Module == "bigbluebuttonbn" && entry.Instance == 1).StartsAt.ShouldBe(1795428221);
        var exam = read.Entries.Single(entry => entry.EventType == "course");
        (exam.CourseId, exam.Module, exam.Duration).ShouldBe((6, null, 7200));
        read.Told.ShouldHaveSingleItem().Grain.ShouldBe(StreamKey.For("conference", "campus", 15));
        replies.Sent[0].Parameters["events[courseids][1]"].ShouldBe("7");
    }

    [Fact]
    public async Task The_timeline_names_course_module_and_page_but_no_personal_link()
    {
        var (site, _) = Site("core_calendar_get_action_events_by_course/student");

        var read = await site.ActionEventsByCourseAsync(6, 0, null, Go);

        var entry = read.Entries[0];
        (entry.CourseModule, entry.CourseId, entry.ActivityName).ShouldBe((19, 6, "Running now"));
        entry.ViewUrl.ShouldBe("http://127.0.0.1:8090/mod/bigbluebuttonbn/view.php?id=19");
        entry.ToString().ShouldNotContain("sesskey");
    }
}
