namespace MoodleGrains.Texts;

/// <summary>
/// A name of Moodle as its pages show it: one language of several, no tags, entities decoded, on one line. The only way in which
/// names are read for people and for the patterns of rules; streams and read models keep what Moodle stores.
/// </summary>
public static class PlainName
{
    // Moodle's names have 1333 characters at most, tags of languages included; a sender may say anything.
    private const int Longest = 1500;

    /// <summary>Reads a name.</summary>
    /// <param name="stored">The name as stored in Moodle; null for none.</param>
    /// <param name="language">The language of whoever reads it, such as <c>fr</c>; null if it is not known.</param>
    /// <returns>The text, on one line; empty where there is none.</returns>
    public static string Of(string? stored, string? language)
    {
        if (stored is null)
        {
            return "";
        }

        var text = VisibleText.Cut(stored, Longest);
        if (text.AsSpan().ContainsAny('<', '{'))
        {
            text = Multilang.Pick(text, language);
        }

        // format_string of Moodle strips the tags and leaves the entities to the browser.
        if (text.AsSpan().ContainsAny('<', '&'))
        {
            text = MoodleHtml.Parse(text).TextContent;
        }

        return VisibleText.OneLine(text);
    }
}
