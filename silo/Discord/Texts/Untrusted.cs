using System.Globalization;
using System.Text;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Discord.Texts;

/// <summary>
/// Text from Moodle made harmless: it pings nobody, formats nothing, links to nothing, and shows as it was written. Discord strips some
/// of what cannot be seen, which could make a mention of two halves: <see cref="VisibleText"/> has left it out before. What Discord's
/// markdown takes after a backslash literally is any mark of ASCII (its inline rule <c>\\([^0-9A-Za-z\s])</c>).
/// </summary>
internal static class Untrusted
{
    private const char ZeroWidthSpace = '\u200B';
    private const string Marks = @"\*_~`|[]<>/";

    /// <summary>Text for a place that knows markdown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many UTF-16 units the result has at most.</param>
    /// <returns>Escaped, on one line, cut at a word.</returns>
    public static string Markdown(string text, int most) => Cut(VisibleText.OneLine(text), most, Escape);

    /// <summary>Text for a place that takes every character literally (footers, labels, names of events).</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many UTF-16 units the result has at most.</param>
    /// <returns>On one line, cut at a word.</returns>
    public static string Literal(string text, int most) => Cut(VisibleText.OneLine(text), most, static element => element);

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
