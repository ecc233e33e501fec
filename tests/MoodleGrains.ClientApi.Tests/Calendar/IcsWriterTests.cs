using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MoodleGrains.ClientApi.Calendar;

namespace MoodleGrains.ClientApi.Tests.Calendar;

public sealed class IcsWriterTests
{
    private static readonly Config quick = Config.QuickThrowOnFailure.WithMaxTest(2000);

    // Texts as people and attackers write them: every kind of line break, what the format uses itself, half characters.
    private static readonly Arbitrary<string> texts = Arb.From(
        from parts in Gen.Elements(
                "a", "word ", "\\", ";", ",", ":", "\"", "\n", "\r", "\r\n", "\t", "\0", "\x1b", "\x7f", "\u0085", "\u2028", "\u2029",
                "é", "日本語", "👩‍🚀", "\ud83d", "\ude80", "\u202e", "BEGIN:VEVENT", "\\n", "\\N", new string('x', 73), new string('ü', 40))
            .ArrayOf()
        select string.Concat(parts));

    [Fact]
    public void Any_text_reads_back_as_it_was_but_for_control_characters_and_half_characters() =>
        Prop.ForAll(texts, text =>
        {
            var ics = new IcsWriter();
            ics.Text("SUMMARY", text);

            var line = StrictIcs.Unfolded(ics.Written.Span).ShouldHaveSingleItem();
            line.ShouldStartWith("SUMMARY:");
            StrictIcs.Unescaped(line["SUMMARY:".Length..]).ShouldBe(AsKept(text));
        }).Check(quick);

    [Fact]
    public void No_value_ends_its_line_or_begins_another() =>
        Prop.ForAll(texts, value =>
        {
            var ics = new IcsWriter();
            ics.Line("URL", value);
            ics.Line("END", "VEVENT");

            StrictIcs.Unfolded(ics.Written.Span).Count.ShouldBe(2);
        }).Check(quick);

    [Theory]
    [InlineData(66, 1)]
    [InlineData(67, 1)]
    [InlineData(68, 2)]
    [InlineData(67 + 74, 2)]
    [InlineData(67 + 75, 3)]
    public void A_line_holds_75_octets_and_one_that_goes_on_74_behind_its_space(int length, int lines)
    {
        var ics = new IcsWriter();
        ics.Text("SUMMARY", new string('x', length));

        Encoding.UTF8.GetString(ics.Written.Span).Split("\r\n")[..^1].Length.ShouldBe(lines);
    }

    [Fact]
    public void An_instant_is_written_in_utc_by_the_second()
    {
        var ics = new IcsWriter();
        ics.Time("DTSTART", new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc));

        Encoding.UTF8.GetString(ics.Written.Span).ShouldBe("DTSTART:20260102T030405Z\r\n");
    }

    private static string AsKept(string text)
    {
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\r\n", "\n", StringComparison.Ordinal);
        return string.Concat(
            whole.Select(c => c is '\r' or '\u0085' or '\u2028' or '\u2029' ? '\n' : c)
                .Where(c => c is '\n' or '\t' || !char.IsControl(c)));
    }
}
