using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Answers;

namespace MoodleGrains.Silo.Tests;

/// <summary>A conference's name, visibility and times come in three different answers.</summary>
public sealed class ConferenceAnswersTests
{
    private const long At = Recorded.AnsweredAt;
    private static readonly FieldVersion Polled = new(null, At, SourcePrecedence.Polled);

    [Fact]
    public void Three_answers_together_tell_a_conference()
    {
        var rooms = BigBlueButtonsAnswer.Read(
            Recorded.Site, Recorded.Answer("mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses", "admin_courseids"), raw: true, At);
        var starts = CalendarEventsAnswer.Read(
            Recorded.Site,
            Recorded.Answer("core_calendar_get_calendar_events", "admin"),
            rooms.ToDictionary(room => ((ObserveConference)room.Command).InstanceId, room => room.Grain.Number),
            At);
        var meeting = MeetingInfoAnswer.Read(
            Recorded.Site, Recorded.Answer("mod_bigbluebuttonbn_meeting_info", "admin_bbb_before_join"), course: 6, At);

        var grain = new StreamKey("conference-campus-15");
        rooms.ShouldContain((grain, new ObserveConference(
            "bigbluebuttonbn", 1, 6, (Observed<string>)"Live lecture: Waves", null, null, true, null, Polled)));
        rooms.Single(room => room.Grain.Number == 18).Command.ShouldBeOfType<ObserveConference>().Visible.ShouldBe(false);
        starts.ShouldContain((grain, new ObserveConference("bigbluebuttonbn", 1, 6, null, 1795428221, null, null, null, Polled)));
        starts.Count.ShouldBe(4);
        meeting.ShouldBe((grain, new ObserveConference(
            "bigbluebuttonbn",
            1,
            6,
            null,
            1795428221,
            1795433621,
            null,
            "http://127.0.0.1:8090/mod/bigbluebuttonbn/view.php?id=15",
            Polled)
        {
            Running = false,
            GuestUrl = "",
        }));
    }

    [Fact]
    public void A_meeting_that_runs_is_told_so() => ((ObserveConference)MeetingInfoAnswer.Read(
        Recorded.Site, Recorded.Answer("mod_bigbluebuttonbn_meeting_info", "admin_bbbrun_after_join"), course: 6, At).Command)
        .Running.ShouldBe(true);

    [Fact]
    public void Where_guests_are_let_in_their_page_is_told_and_never_the_password()
    {
        using var answer = System.Text.Json.JsonDocument.Parse(
            """
            {"cmid": 15, "bigbluebuttonbnid": 1, "statusrunning": true, "guestaccessenabled": true,
             "guestjoinurl": "https://moodle.example/mod/bigbluebuttonbn/guest.php?uid=0a1b2c", "guestpassword": "hush"}
            """);
        var told = MeetingInfoAnswer.Read(Recorded.Site, answer.RootElement, course: 6, At).Command.ToString();
        told!.ShouldContain("guest.php?uid=0a1b2c");
        told!.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("admin_bbb2024_before_join", 1795259021, 0)]
    [InlineData("admin_bbbopen_before_join", 0, 0)]
    public void A_time_that_moodle_leaves_out_is_none(string name, long start, long end)
    {
        var conference = (ObserveConference)MeetingInfoAnswer.Read(
            Recorded.Site, Recorded.Answer("mod_bigbluebuttonbn_meeting_info", name), course: 7, At).Command;

        (conference.StartsAt, conference.EndsAt).ShouldBe((start, end));
    }
}
