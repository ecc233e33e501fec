using System.Text.RegularExpressions;

namespace MoodleGrains.Texts;

/// <summary>
/// Picks one language of a text as Moodle's filters do: filter_multilang of Moodle 4.5 (<c>filter/multilang/classes/text_filter.php</c>)
/// and the public plugin filter_multilang2 (<c>classes/text_filter.php</c>). Where Moodle would show no language at all, the first is
/// shown: a name must say something.
/// </summary>
internal static partial class Multilang
{
    private const string Other = "other";
    private const string English = "en";

    /// <summary>The text in one language.</summary>
    /// <param name="text">The text as stored.</param>
    /// <param name="language">Whose it is, such as <c>fr</c> or <c>fr_ca</c>; null for whoever has no language of their own.</param>
    /// <returns>The text without the marks of either filter.</returns>
    public static string Pick(string text, string? language)
    {
        string[] own = language is null ? [] : Lineage(language);
        return Blocks(Runs().Replace(text, run => OfRun(run.Value, own)), own);
    }

    // filter_multilang: spans that follow each other are one text; the language, its parents, English, else the first one.
    private static string OfRun(string run, string[] own)
    {
        var texts = new OrderedDictionary<string, string>();
        foreach (Match span in Span().Matches(run))
        {
            texts[Normal(span.Groups["language"].Value)] = span.Groups["text"].Value;
        }

        if (texts.Count == 0)
        {
            return run;
        }

        return (own.Length == 0 ? own : [.. own, English]).Select(texts.GetValueOrDefault).FirstOrDefault(text => text is not null)
            ?? texts.GetAt(0).Value;
    }

    // filter_multilang2: all blocks of the language or its parents; if the whole text has none, those of "other".
    private static string Blocks(string text, string[] own)
    {
        var named = Block().Matches(text).SelectMany(Languages).ToList();
        if (named.Count == 0)
        {
            return text;
        }

        string[] shown = new[] { own, [Other], own.Length == 0 ? own : [English] }.FirstOrDefault(some => some.Any(named.Contains))
            ?? [named[0]];
        return Block().Replace(text, block => Languages(block).Any(shown.Contains) ? block.Groups["text"].Value : "");
    }

    private static string[] Languages(Match block) => Normal(block.Groups["languages"].Value).Split(',', StringSplitOptions.TrimEntries);

    private static string Normal(string language) => language.ToLowerInvariant().Replace('-', '_');

    // A language pack's parent is in its name, but for a few: fr_ca, de_comm.
    private static string[] Lineage(string language)
    {
        var normal = Normal(language);
        var parent = normal.Split('_')[0];
        return parent == normal ? [normal] : [normal, parent];
    }

    [GeneratedRegex(
        """
        (?:<span(?:\s+lang="[a-z0-9_-]+"|\s+class="multilang"){2}\s*>.*?</span>)
        (?:\s*<span(?:\s+lang="[a-z0-9_-]+"|\s+class="multilang"){2}\s*>.*?</span>)+
        """,
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Runs();

    [GeneratedRegex(
        """<span[^>]+lang="(?<language>[a-z0-9_-]+)"[^>]*>(?<text>.*?)</span>""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Span();

    [GeneratedRegex(
        @"\{\s*mlang\s+(?<languages>[a-z0-9_-]+(?:\s*,\s*[a-z0-9_-]+)*)\s*\}(?<text>.*?)\{\s*mlang\s*\}",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
