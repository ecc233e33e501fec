using MoodleGrains.Digests;
using MoodleGrains.Silo.Mail;

namespace MoodleGrains.Silo.Tests.Mail;

public sealed class DigestLetterTests
{
    private static readonly Uri Page = new("https://grains.example/digests/x");

    [Theory]
    [InlineData("en", "Lecture & lab (Biology)")]
    [InlineData("fr", "Lecture & lab (Biology)")]
    [InlineData("de", "Vorlesung & Übung <b> (Biologie)")]
    public void Names_are_those_of_the_digests_language_and_nothing_in_them_turns_the_line_around(string language, string shown)
    {
        const string name =
            "\u202e<span lang=\"en\" class=\"multilang\">Lecture &amp; lab</span><span lang=\"de\" class=\"multilang\">Vorlesung &amp; "
                + "Übung &lt;b&gt;</span>";
        const string course = "{mlang other}Biology{mlang}{mlang de}Biologie{mlang}";
        var facts = new DigestFacts(
            [new(name, course, 1_796_061_180, null)],
            [new(false, [ChangeRow
                .Renamed], name, course, 1_796_061_180, null), new(true, [ChangeRow.Described], course, null, null, null)],
            7);

        var letter = DigestLetter.Write(facts, language, "UTC", Page, Page);

        letter.Sections[0].Lines.ShouldHaveSingleItem().Text.ShouldEndWith($" · {shown}");
        letter.Sections[1].Lines[0].Text.ShouldEndWith($": {shown}");
        letter.Sections[1].Lines[1].Text.ShouldEndWith(language == "de" ? ": Biologie" : ": Biology");
        letter.Plain().ShouldNotContain("\u202e");
        letter.Html().ShouldContain(System.Net.WebUtility.HtmlEncode(shown));
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_between_characters() =>
        LetterText.OneLine(new string('x', 298) + "👩‍👩‍👧").ShouldBe(new string('x', 298) + "…");
}
