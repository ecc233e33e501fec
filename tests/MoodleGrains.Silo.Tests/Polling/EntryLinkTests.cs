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
    public void The_first_link_that_everybody_may_follow_is_taken(string description, string? link) =>
        EntryLink.In(null, description, "Zoom lecture").ShouldBe(link);

    [Fact]
    public void The_place_of_an_entry_goes_before_its_text() =>
        EntryLink.In("https://a.example/1", "https://b.example/2", "https://c.example/3").ShouldBe("https://a.example/1");
}
