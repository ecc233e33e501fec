using MoodleGrains.Silo.Moodle.Polling;

namespace MoodleGrains.Silo.Tests.Polling;

public sealed class EntryLinkTests
{
    [Theory]
    [InlineData("""<p>Join: <a href="https://zoom.us/j/77?pwd=open&amp;from=x">here</a></p>""", "https://zoom.us/j/77?pwd=open&from=x")]
    [InlineData("Join at https://meet.jit.si/Analysis.", "https://meet.jit.si/Analysis")]
    [InlineData("(https://meet.jit.si/Analysis)", "https://meet.jit.si/Analysis")]
    [InlineData("Yours: https://zoom.us/w/77?tk=abc, all others: https://zoom.us/j/77", "https://zoom.us/j/77")]
    [InlineData("""<a href="https://m.example/x.php?id=1&amp;sesskey=abc">join</a>""", null)]
    [InlineData("HTTPS://MEET.EXAMPLE/ROOM then https://meet.example/room", "https://meet.example/room")]
    [InlineData("Room 12", null)]
    [InlineData(
        """
        <p dir="ltr"><img src="https://moodle.example.org/webservice/pluginfile.php/12/calendar/event_description/3/logo.png" alt="logo" /></p><p><a href="https://uni.zoom.us/j/91234567894?pwd=Q1w2">Join the seminar</a></p>
        """, "https://uni.zoom.us/j/91234567894?pwd=Q1w2")]
    [InlineData(
        """
        <p>Agenda: <a href="https://docs.example.org/agenda">agenda</a><br>Meeting: <a href="https://uni.zoom.us/j/91234567893">join</a></p>
        """, "https://uni.zoom.us/j/91234567893")]
    [InlineData(
        "<p>https://us02web.zoom.us/j/999999999?pwd=xYz&nbsp;</p><label><br></label>",
        "https://us02web.zoom.us/j/999999999?pwd=xYz")]
    [InlineData("<p>Join online meeting&lt;https://uni.zoom.us/j/91234567899&gt;</p>", "https://uni.zoom.us/j/91234567899")]
    [InlineData("<p>Room: **https://uni.zoom.us/j/913**</p>", "https://uni.zoom.us/j/913")]
    [InlineData("Join <https://uni.zoom.us/j/913> or [here](https://uni.zoom.us/j/914)", "https://uni.zoom.us/j/913")]
    [InlineData("See https://uni.example/lists?id=1&section=2&copy=3 …", "https://uni.example/lists?id=1&section=2&copy=3")]
    [InlineData("""<p>Slides: <a href="https://uni.example/week1.pdf">PDF</a>, https://uni.example/plan.PNG</p>""", null)]
    [InlineData(
        """<img src="https://uni.example/pixel?x=1"><!-- https://uni.example/draft --><script>go("https://uni.example/s")</script>""",
        null)]
    [InlineData("""<a href="https://docs.example.org/agenda">https://meet.jit.si/Analysis</a>""", "https://meet.jit.si/Analysis")]
    [InlineData("“https://uni.example/room”​", "https://uni.example/room")]
    public void The_first_link_that_everybody_may_follow_is_taken(string description, string? link) =>
        EntryLink.In(null, description, "Zoom lecture").ShouldBe(link);

    [Fact]
    public void The_place_of_an_entry_goes_before_its_text() =>
        EntryLink.In("https://a.example/1", "https://b.example/2", "https://c.example/3").ShouldBe("https://a.example/1");
}
