using System.Globalization;
using MoodleGrains.Texts;

namespace MoodleGrains.Grains.Tests.Texts;

public sealed class VisibleTextTests
{
    private const string Scotland = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F";

    [Theory]
    [InlineData(Scotland + " Scots history", Scotland + " Scots history")]
    [InlineData("🏴‍☠️ 👩‍👩‍👧 🏳️‍🌈 🇫🇷", "🏴‍☠️ 👩‍👩‍👧 🏳️‍🌈 🇫🇷")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    [InlineData("a\u202Ab\u202Bc\u202Cd\u202De\u202Ef\u2066g\u2067h\u2068i\u2069j\u200Ek\u200Fl\u061Cm", "abcdefghijklm")]
    [InlineData("zero\u200Bwidth\uFEFF so\u00ADft", "zerowidth soft")]
    [InlineData("two\r\n  lines\u2028 and\u00A0more ", "two lines and more")]
    public void A_line_shows_all_that_it_holds(string text, string line) => VisibleText.OneLine(text).ShouldBe(line);

    [Theory]
    [InlineData("x\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "x")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074", "🏴")]
    [InlineData("🏴\U000E0020\U000E0040\U000E0065\U000E007F", "🏴")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E0067\U000E0062\U000E0073\U000E007F", "🏴")]
    public void Letters_that_cannot_be_seen_and_make_no_flag_are_left_out(string text, string line)
        => VisibleText.OneLine(text).ShouldBe(line);

    [Theory]
    [InlineData("12345", 5, "12345")]
    [InlineData("123456", 5, "1234…")]
    [InlineData("abc" + Scotland + Scotland, 20, "abc" + Scotland + "…")]
    [InlineData("abc👩‍👩‍👧", 8, "abc…")]
    [InlineData("abce\u0301\u0302\u0303z", 6, "abc…")]
    [InlineData("👩‍👩‍👧", 3, "…")]
    public void A_text_is_cut_between_characters_as_people_count_them(string text, int most, string cut)
        => VisibleText.Cut(text, most).ShouldBe(cut);

    [Fact]
    public void Half_a_pair_of_surrogates_is_a_character_that_cannot_be_shown() =>
        VisibleText.OneLine("half " + (char)0xD83D).ShouldBe("half \uFFFD");

    [Fact]
    public void However_short_it_is_cut_no_character_is_broken()
    {
        var text = $"Łódź {Scotland} 👩‍👩‍👧 e\u0301 می‌خواهم 😀😀";
        var whole = Elements(text);
        for (var most = 1; most <= text.Length; most++)
        {
            var cut = VisibleText.Cut(text, most);
            cut.Length.ShouldBeLessThanOrEqualTo(most);
            whole.ShouldStartWith(Elements(cut.TrimEnd('…')));
        }

        static string Elements(string text)
        {
            var elements = StringInfo.GetTextElementEnumerator(text);
            var all = "|";
            while (elements.MoveNext())
            {
                all += elements.GetTextElement() + "|";
            }

            return all;
        }
    }
}
