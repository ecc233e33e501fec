using System.Text.RegularExpressions;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>
/// A name of Moodle as plain text. Names are kept as stored: with the tags of Moodle's multi-language filters, of which one language
/// is shown. Calendars such as Google's read a description as HTML, so nothing that looks like a tag is left in.
/// </summary>
internal static partial class PlainName
{
    // Moodle's names have 255 characters at most (1333 since 4.5, tags of languages included); a sender may say anything.
    private const int Longest = 1500;

    /// <summary>Reads a name.</summary>
    /// <param name="stored">The name as stored in Moodle.</param>
    /// <param name="language">The wanted language, such as fr; null, or where a name lacks it, for its first one.</param>
    /// <returns>The text, on one line.</returns>
    public static string Of(string? stored, string? language)
    {
        if (stored is null)
        {
            return "";
        }

        var text = Spans().Replace(stored.Length <= Longest ? stored : stored[..Longest], blocks => OneOf(blocks, language));
        text = Braces().Replace(text, blocks => OneOf(blocks, language));
        text = Tags().Replace(text, "");
        return Blank().Replace(TagStarts().Replace(text, ""), " ").Trim();
    }

    private static string OneOf(Match blocks, string? language)
    {
        var languages = blocks.Groups["language"].Captures;
        var wanted = languages.Index().FirstOrDefault(one => one.Item.Value.Equals(language, StringComparison.OrdinalIgnoreCase)).Index;
        return blocks.Groups["text"].Captures[wanted].Value;
    }

    // filter_multilang: <span lang="en" class="multilang">…</span>, attributes in either order. Blocks that follow each other belong together.
    [GeneratedRegex(
        """
        (?:<span\s+
            (?:lang="(?<language>[\w-]+)"\s+class="multilang" | class="multilang"\s+lang="(?<language>[\w-]+)")
        \s*>(?<text>.*?)</span>(?:\s*(?=<span))?)+
        """,
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Spans();

    // filter_multilang2: {mlang en}…{mlang}.
    [GeneratedRegex(
        @"(?:\{mlang\s+(?<language>[\w-]+)\}(?<text>.*?)\{mlang\}(?:\s*(?=\{mlang\s))?)+",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Braces();

    [GeneratedRegex("<[a-z/!?][^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tags();

    [GeneratedRegex("<(?=[a-z/!?])", RegexOptions.IgnoreCase)]
    private static partial Regex TagStarts();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
