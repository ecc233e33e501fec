using System.Buffers;
using System.Globalization;
using System.Text;

namespace MoodleGrains.Texts;

/// <summary>
/// Text of any origin as people may see it: one line, without characters that cannot be seen or that turn the text around them
/// (U+202E and its kin), and cut only between whole characters.
/// </summary>
public static class VisibleText
{
    private const int Joiner = 0x200D;
    private const int NonJoiner = 0x200C;
    private const int BlackFlag = 0x1F3F4;
    private const int TagsEnd = 0xE007F;

    // The code of a country's part, such as gbsct (unicode.org/reports/tr51, "Emoji Tag Sequences").
    private const int ShortestCode = 3;
    private const int LongestCode = 7;

    private static readonly SearchValues<char> printable =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(ascii => (char)ascii)]);

    /// <summary>A text on one line, every run of blanks one space.</summary>
    /// <param name="text">The text; lone surrogates in it become U+FFFD.</param>
    /// <returns>The line.</returns>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(printable))
        {
            return text.Contains("  ", StringComparison.Ordinal) ? Line(text) : text.Trim();
        }

        return Line(text);
    }

    /// <summary>Cuts a line between two characters as people count them (grapheme clusters), and shows that it did.</summary>
    /// <param name="line">The line.</param>
    /// <param name="most">How many UTF-16 units the result has at most.</param>
    /// <returns>The line, or its beginning and an ellipsis.</returns>
    public static string Cut(string line, int most)
    {
        if (line.Length <= most)
        {
            return line;
        }

        var end = 0;
        while (StringInfo.GetNextTextElementLength(line, end) is var next && end + next < most)
        {
            end += next;
        }

        return $"{line.AsSpan(0, end)}…";
    }

    private static string Line(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var line = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            if (IsBlank(runes[i]))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (IsVisible(runes[i]) || JoinsLetters(runes, i))
            {
                line.Append(runes[i].ToString());
                for (var tags = TagsAfter(runes, i); tags > 0; tags--)
                {
                    line.Append(runes[++i].ToString());
                }
            }
        }

        return line.ToString().TrimEnd();
    }

    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control;

    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    // Persian spelling and emoji families need them; between them nothing can be hidden, because mentions and links are ASCII.
    private static bool JoinsLetters(Rune[] runes, int i) =>
        runes[i].Value is Joiner or NonJoiner
        && i > 0 && i < runes.Length - 1
        && IsLetter(runes[i - 1]) && IsLetter(runes[i + 1]);

    private static bool IsLetter(Rune rune) =>
        !rune.IsAscii && !IsBlank(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format;

    // The flags of Scotland and others are a black flag with the letters of their code, which cannot be seen. Anywhere else such
    // letters only hide text.
    private static int TagsAfter(Rune[] runes, int flag)
    {
        if (runes[flag].Value != BlackFlag)
        {
            return 0;
        }

        var code = 0;
        while (flag + code + 1 < runes.Length && code <= LongestCode && IsTag(runes[flag + code + 1].Value))
        {
            code++;
        }

        return code is >= ShortestCode and <= LongestCode && flag + code + 1 < runes.Length && runes[flag + code + 1].Value == TagsEnd
            ? code + 1
            : 0;
    }

    private static bool IsTag(int rune) => rune is (>= 0xE0030 and <= 0xE0039) or (>= 0xE0061 and <= 0xE007A);
}
