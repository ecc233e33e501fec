using System.Globalization;
using System.Text;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// Text from Moodle made harmless: it pings nobody, formats nothing, links to nothing, and shows as it was written. What Discord's
/// markdown takes after a backslash literally is any mark of ASCII (its inline rule <c>\\([^0-9A-Za-z\s])</c>).
/// </summary>
internal static class Untrusted
{
    private const char ZeroWidthSpace = '\u200B';
    private const int Joiner = 0x200D;
    private const int NonJoiner = 0x200C;
    private const string Marks = @"\*_~`|[]<>/";

    /// <summary>Text for a place that knows markdown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many UTF-16 units the result has at most.</param>
    /// <returns>Escaped, on one line, cut at a word.</returns>
    public static string Markdown(string text, int most) => Cut(Plain(text), most, Escape);

    /// <summary>Text for a place that takes every character literally (footers, labels, names of events).</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many UTF-16 units the result has at most.</param>
    /// <returns>On one line, cut at a word.</returns>
    public static string Literal(string text, int most) => Cut(Plain(text), most, static element => element);

    /// <summary>
    /// On one line and without what cannot be seen: Discord strips some of it, which could make a mention of two halves, and direction
    /// marks could turn the text around it.
    /// </summary>
    private static string Plain(string text)
    {
        var runes = text.EnumerateRunes().ToList(); // Lone surrogates become U+FFFD here.
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator)
            {
                if (plain.Length > 0 && plain[^1] != ' ')
                {
                    plain.Append(' ');
                }
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                || JoinsLetters(runes, i))
            {
                plain.Append(rune.ToString());
            }
        }

        return plain.ToString().TrimEnd();
    }

    // Persian spelling and emoji families need them; between them nothing can be hidden, because mentions and links are ASCII.
    private static bool JoinsLetters(List<Rune> runes, int i) =>
        runes[i].Value is Joiner or NonJoiner
        && i > 0 && i < runes.Count - 1
        && Visible(runes[i - 1]) && Visible(runes[i + 1]);

    private static bool Visible(Rune rune) =>
        !rune.IsAscii && !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control);

    private static string Escape(string element) => element switch
    {
        "@" => $"@{ZeroWidthSpace}",
        [var mark] when Marks.Contains(mark, StringComparison.Ordinal) => $"\\{mark}",
        _ => element,
    };

    /// <summary>Whole characters as a person sees them, whole words where there are any, and … where something is missing.</summary>
    private static string Cut(string plain, int most, Func<string, string> escape)
    {
        var made = new StringBuilder(plain.Length);
        var (word, fits) = (0, 0);
        var elements = StringInfo.GetTextElementEnumerator(plain);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (element == " ")
            {
                word = made.Length;
            }

            // A mark with an accent on it is one element, and still a mark.
            var escaped = element.Length == 1 ? escape(element) : escape(element[..1]) + element[1..];
            escaped = made.Length == 0 && element is "#" or "-" or "+" or ">" ? $"\\{element}" : escaped;
            made.Append(escaped);
            if (made.Length <= most - 1)
            {
                fits = made.Length;
            }
            else if (made.Length > most)
            {
                // A word that takes more than half of the room is broken.
                made.Length = word > 0 && word <= fits && word >= most / 2 ? word : fits;
                return made.Append('…').ToString();
            }
        }

        return made.ToString();
    }
}
