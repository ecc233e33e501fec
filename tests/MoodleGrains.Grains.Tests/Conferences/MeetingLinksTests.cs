using MoodleGrains.Conferences;

namespace MoodleGrains.Grains.Tests.Conferences;

public sealed class MeetingLinksTests
{
    [Theory]
    [InlineData("https://uni.zoom.us/j/91234567894?pwd=Q1w2", true)]
    [InlineData("https://zoom.us/my/analysis", true)]
    [InlineData("https://uni-x.zoom-x.de/j/65012345678", true)]
    [InlineData("https://zoom.us/download", false)]
    [InlineData("https://notzoom.us/j/1", false)]
    [InlineData("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d", true)]
    [InlineData("https://teams.live.com/meet/9312345678", true)]
    [InlineData("https://teams.microsoft.com/meetingOptions/?organizerId=1", false)]
    [InlineData("https://meet.google.com/abc-defg-hij", true)]
    [InlineData("https://uni.webex.com/uni/j.php?MTID=m1", true)]
    [InlineData("https://uni.webex.com/meet/ann", true)]
    [InlineData("https://help.webex.com/en-us/article", false)]
    [InlineData("https://bbb2.uni.example/b/ann-x1y-z2w", true)]
    [InlineData("https://conf.uni.example/rooms/ann-x1y-z2w-abc/join", true)]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/guest.php?uid=AbC123", true)]
    [InlineData("https://moodle.example/mod/zoom/view.php?id=7", true)]
    [InlineData("https://moodle.example/mod/page/view.php?id=7", false)]
    [InlineData("https://meet.jit.si/Analysis", true)]
    [InlineData("https://meet.uni.example/analysis", true)]
    [InlineData("https://meet.uni.example/", false)]
    [InlineData("https://docs.example.org/agenda", false)]
    public void A_meeting_is_known_by_its_server_and_the_beginning_of_its_path(string url, bool meeting) =>
        MeetingLinks.IsMeeting(url).ShouldBe(meeting);

    [Theory]
    [InlineData("https://moodle.example/webservice/pluginfile.php/12/calendar/event_description/3/logo.png", true)]
    [InlineData("https://moodle.example/pluginfile.php/12/x", true)]
    [InlineData("https://moodle.example/draftfile.php/5/user/draft/1/agenda", true)]
    [InlineData("https://uni.example/agenda.PDF?v=2", true)]
    [InlineData("https://uni.example/agenda", false)]
    [InlineData("https://uni.example/", false)]
    [InlineData("https://uni.example/room.html", false)]
    public void A_file_is_known_by_its_ending_or_as_one_of_Moodles(string url, bool file) => MeetingLinks.IsFile(url).ShouldBe(file);
}
