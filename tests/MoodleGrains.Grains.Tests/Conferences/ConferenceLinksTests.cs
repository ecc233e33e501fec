using MoodleGrains.Conferences;

namespace MoodleGrains.Grains.Tests.Conferences;

/// <summary>A link that everybody sees opens nobody's session and nobody's own seat.</summary>
public sealed class ConferenceLinksTests
{
    [Theory]
    [InlineData("https://zoom.us/j/93412345678?pwd=UjNrZz09")]
    [InlineData("https://meet.jit.si/Analysis-I")]
    [InlineData("https://meet.google.com/abc-defg-hij?authuser=0")]
    [InlineData("https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d")]
    [InlineData("https://bbb.example.org/rooms/abc-def-ghi/join")]
    [InlineData("http://moodle.example/mod/zoom/view.php?id=7")]
    [InlineData("https://eur.safelinks.example/?url=https%3A%2F%2Fzoom.us%2Fj%2F77%3Fpwd%3Dopen&data=05")]
    public void What_works_for_whoever_clicks_is_shown(string url) => ConferenceLinks.IsShared(url).ShouldBeTrue();

    [Theory]
    [InlineData("https://moodle.example/mod/zoom/loadmeeting.php?id=7&sesskey=AbCdEf")]
    [InlineData("https://moodle.example/mod/zoom/loadmeeting.php?sessKey=AbCdEf")]
    [InlineData("https://moodle.example/x.php?id=7&%73esskey=AbCdEf")]
    [InlineData("https://moodle.example/x.php?id=7;sesskey=AbCdEf")]
    [InlineData("https://moodle.example/x.php?sesskey[]=AbCdEf")]
    [InlineData("https://moodle.example/x.php#sesskey=AbCdEf")]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/bbb_view.php?action=join&id=41&bn=6")]
    [InlineData("https://moodle.example/tokenpluginfile.php/0123456789abcdef/5/a.png")]
    [InlineData("https://moodle.example/calendar/export_execute.php?userid=4&authtoken=abc&preset_what=all")]
    [InlineData("https://bbb.example.org/bigbluebutton/api/join?fullName=Ann&meetingID=1&checksum=abc")]
    [InlineData("https://bbb.example.org/html5client/join?sessionToken=abc")]
    [InlineData("https://zoom.us/w/93412345678?tk=abc.def")]
    [InlineData("https://zoom.us/s/93412345678?zak=abc.def")]
    [InlineData("https://meet.example.org/Analysis?jwt=abc.def.ghi")]
    [InlineData("https://meet.example.org/Analysis#access_token=abc")]
    [InlineData("https://ann:secret@meet.example.org/Analysis")]
    [InlineData("https://eur.safelinks.example/?url=https%3A%2F%2Fbbb.example.org%2Fbigbluebutton%2Fapi%2Fjoin%3Fchecksum%3Dabc&data=05")]
    [InlineData("https://out.example/?to=https%3A%2F%2Fmoodle.example%2Fx.php%3Fsesskey%3Dabc")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://files.example/room")]
    [InlineData("https://")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_one_persons_or_no_link_is_not(string? url) => ConferenceLinks.IsShared(url).ShouldBeFalse();
}
