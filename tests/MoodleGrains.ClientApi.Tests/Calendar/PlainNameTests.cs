using MoodleGrains.ClientApi.Calendar;

namespace MoodleGrains.ClientApi.Tests.Calendar;

public sealed class PlainNameTests
{
    [Theory]
    [InlineData(null, null, "")]
    [InlineData("Biology & more", null, "Biology & more")]
    [InlineData("  a \n b\t", null, "a b")]
    [InlineData("<span lang=\"en\" class=\"multilang\">Biology</span><span lang=\"fr\" class=\"multilang\">Biologie</span> 1", "fr", "Biologie 1")]
    [InlineData("<span lang=\"en\" class=\"multilang\">Biology</span> <span class=\"multilang\" lang=\"fr\">Biologie</span>", null, "Biology")]
    [InlineData("<span lang=\"en\" class=\"multilang\">Biology</span><span lang=\"fr\" class=\"multilang\">Biologie</span>", "de", "Biology")]
    [InlineData("{mlang en}Week{mlang}{mlang de}Woche{mlang} 3", "de", "Woche 3")]
    [InlineData("1 < 2 and I <3 it", null, "1 < 2 and I <3 it")]
    [InlineData("<a href=\"https://evil.example\">click</a>", null, "click")]
    [InlineData("a <img src=x onerror=alert(1)", null, "a img src=x onerror=alert(1)")]
    [InlineData("<<b>script>x", null, "script>x")]
    public void A_name_is_shown_in_one_language_and_without_tags(string? stored, string? language, string shown) =>
        PlainName.Of(stored, language).ShouldBe(shown);

    [Fact]
    public void A_name_of_any_length_is_read_in_no_time()
    {
        var hostile = string.Concat(Enumerable.Repeat("<span lang=\"en\" class=\"multilang\">{mlang en}", 50_000));

        PlainName.Of(hostile, "en").Length.ShouldBeLessThan(2000);
    }
}
