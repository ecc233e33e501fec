using MoodleGrains.Texts;

namespace MoodleGrains.Grains.Tests.Texts;

public sealed class PlainNameTests
{
    private const string
        Spans = "<span lang=\"en\" class=\"multilang\">Lecture 1</span><span lang=\"de\" class=\"multilang\">Vorlesung 1</span>";

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("Biology & more", null, "Biology & more")]
    [InlineData("  a \n b\t", null, "a b")]
    [InlineData("1 < 2 and I <3 it", null, "1 < 2 and I <3 it")]
    [InlineData("<a href=\"https://evil.example\">click</a>", null, "click")]
    [InlineData("a <img src=x onerror=alert(1)", null, "a")]
    [InlineData("<<b>script>x", null, "<script>x")]
    [InlineData("Q&amp;A &lt;b&gt;", null, "Q&A <b>")]
    [InlineData("Prof. O&#039;Brien&rsquo;s&nbsp;seminar", null, "Prof. O'Brien’s seminar")]
    [InlineData("AT&T; R&D&copy 2026", null, "AT&T; R&D&copy 2026")]
    [InlineData("&amp;lt;", null, "&lt;")]
    [InlineData("\u202eevil العربية", null, "evil العربية")]
    [InlineData("&#8238;evil", null, "evil")]
    public void A_name_is_shown_as_Moodles_pages_show_it(string? stored, string? language, string shown) =>
        PlainName.Of(stored, language).ShouldBe(shown);

    /// <summary>What filter/multilang/tests/text_filter_test.php of Moodle 4.5 expects, and what follows from its code.</summary>
    [Theory]
    [InlineData(Spans, "en", "Lecture 1")]
    [InlineData(Spans, "de", "Vorlesung 1")]
    [InlineData(Spans, null, "Lecture 1")]
    [InlineData(Spans + " A", "de", "Vorlesung 1 A")]
    [InlineData(
        "<span lang=\"fr\" class=\"multilang\">Français</span><span class=\"multilang\" lang=\"en\">English</span>",
        "en",
        "English")]
    [InlineData(
        "<span lang=\"fr\" class=\"multilang\">Français</span>\n <span lang=\"EN\" class=\"multilang\">English</span>",
        "en",
        "English")]
    [InlineData(
        "<span lang=\"en\" class=\"multilang\">English</span><span lang=\"fr\" class=\"multilang\">Français</span>",
        "fr_ca",
        "Français")]
    [InlineData(
        "<span lang=\"fr-ca\" class=\"multilang\">Québécois</span><span lang=\"fr\" class=\"multilang\">Français</span>",
        "fr_ca",
        "Québécois")]
    [InlineData(
        "<span lang=\"fr_ca\" class=\"multilang\">Québécois</span><span lang=\"fr\" class=\"multilang\">Français</span>",
        "fr",
        "Français")]
    [InlineData(
        "<span lang=\"it\" class=\"multilang\">Italiano</span><span lang=\"en\" class=\"multilang\">English</span>",
        "de",
        "English")]
    [InlineData(
        "<span lang=\"it\" class=\"multilang\">Italiano</span><span lang=\"fr\" class=\"multilang\">Français</span>",
        "de",
        "Italiano")]
    [InlineData("<span lang=\"it\" class=\"multilang\">Alone</span>", "de", "Alone")]
    [InlineData("<span lang=\"en\" class=\"multilang\">A</span> - <span lang=\"de\" class=\"multilang\">B</span>", "de", "A - B")]
    [InlineData("<span lang=\"en\">A</span><span lang=\"de\">B</span>", "de", "AB")]
    [InlineData("<span lang=\"en\" class=\"multilang\">Q&amp;A</span><span lang=\"de\" class=\"multilang\">F&amp;A</span>", "de", "F&A")]
    public void Of_spans_that_follow_each_other_one_language_is_shown(string stored, string? language, string shown) =>
        PlainName.Of(stored, language).ShouldBe(shown);

    /// <summary>What tests/actual_test_cases.php of the plugin filter_multilang2 expects, but where no language would be shown.</summary>
    [Theory]
    [InlineData(
        "{mlang other}Strengthening planning{mlang}{mlang fr,fr_ca}Renforcer la planification{mlang}",
        "fr",
        "Renforcer la planification")]
    [InlineData(
        "{mlang other}Strengthening planning{mlang}{mlang fr,fr_ca}Renforcer la planification{mlang}",
        "de",
        "Strengthening planning")]
    [InlineData(
        "{mlang other}Strengthening planning{mlang}{mlang fr,fr_ca}Renforcer la planification{mlang}",
        null,
        "Strengthening planning")]
    [InlineData(
        "{mlang fr,fr_ca}Renforcer la planification{mlang}{mlang other}Strengthening planning{mlang}",
        null,
        "Strengthening planning")]
    [InlineData("{mlang en}Week{mlang}{mlang de}Woche{mlang} 3", "de", "Woche 3")]
    [InlineData("{mlang en}Week{mlang}{mlang de}Woche{mlang} 3", null, "Week 3")]
    [InlineData("{mlang it}Settimana{mlang}{mlang en}Week{mlang} 3", "de", "Week 3")]
    [InlineData("{mlang it}Settimana{mlang}{mlang fr}Semaine{mlang} 3", "de", "Settimana 3")]
    [InlineData("{MlAnG Es}Todo{MlAnG}", "es", "Todo")]
    [InlineData("{mLaNg   eN   ,      FR,Es    }Todo{ mlang }", "es", "Todo")]
    [InlineData(
        "Non-filtered {begin}{mlang es}En español{mlang}{mlang eu}Euskeraz{mlang}Non-filtered{end}",
        "eu",
        "Non-filtered {begin}EuskerazNon-filtered{end}")]
    [InlineData("{mlang}Bad filter syntax{mlang}{mlang es}Algo{mlang}", "es", "{mlang}Bad filter syntax{mlang}Algo")]
    [InlineData("{mlang-es}Bad filter syntax{mlang}", "es", "{mlang-es}Bad filter syntax{mlang}")]
    [InlineData("{mlang en,,es}Bad filter syntax{mlang}", "es", "{mlang en,,es}Bad filter syntax{mlang}")]
    [InlineData("Before {mlang en-us}Some content{mlang} After", "en_us", "Before Some content After")]
    [InlineData(
        "{mlang other}Hello!{mlang}{mlang es,es_mx}¡Hola!{mlang} all {mlang other}Bye!{mlang}{mlang it}Ciao!{mlang}",
        "fr",
        "Hello! all Bye!")]
    [InlineData(
        "{mlang other}Hello!{mlang}{mlang es,es_mx}¡Hola!{mlang} all {mlang other}Bye!{mlang}{mlang it}Ciao!{mlang}",
        "es_mx",
        "¡Hola! all")]
    [InlineData(
        "{mlang other}Hello!{mlang}{mlang es,es_mx}¡Hola!{mlang} all {mlang other}Bye!{mlang}{mlang it}Ciao!{mlang}",
        "it",
        "all Ciao!")]
    [InlineData("{mlang en}Chemistry &amp; more{mlang}{mlang fr}Chimie &amp; plus{mlang}", "fr", "Chimie & plus")]
    public void Of_mlang_blocks_those_of_the_language_are_shown_else_those_called_other(string stored, string? language, string shown) =>
        PlainName.Of(stored, language).ShouldBe(shown);

    [Theory]
    [InlineData("<span lang=\"en\" class=\"multilang\">{mlang en}")]
    [InlineData("{mlang a , a , a ")]
    [InlineData("<b><i>")]
    public void A_name_of_any_length_is_read_in_no_time(string part)
    {
        var hostile = string.Concat(Enumerable.Repeat(part, 50_000));

        PlainName.Of(hostile, "en").Length.ShouldBeLessThan(2000);
    }
}
