using System.Net;
using System.Text.RegularExpressions;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>How the web service changes texts unless it is asked for them raw.</summary>
internal static partial class Texts
{
    /// <summary>A name: tags stripped (both languages of a multilang span stay, unless one is picked), then HTML-escaped.</summary>
    public static string Name(string stored, Call call)
    {
        if (call.Raw)
        {
            return stored;
        }

        var text = call.Filter ? OneLanguage(stored) : stored;
        return WebUtility.HtmlEncode(Tag().Replace(text, "")).Replace("&#39;", "'", StringComparison.Ordinal).DecodedLetters();
    }

    /// <summary>A description and its format: scripts removed, plain text made HTML.</summary>
    public static (string Text, long Format) Html(string? stored, long format, Call call)
    {
        var text = stored ?? "";
        if (call.Raw || text == "")
        {
            return (text, format);
        }

        text = Script().Replace(call.Filter ? OneLanguage(text) : text, "");
        return format == 2 ? (text.Replace("\n", "<br />\n", StringComparison.Ordinal), 1) : (text, format);
    }

    private static string OneLanguage(string text) => Multilang().Replace(text, match => match.Groups["first"].Value);

    // Moodle escapes only what HTML needs; letters beyond ASCII stay.
    private static string DecodedLetters(this string text) =>
        NumericEntity().Replace(text, match => WebUtility.HtmlDecode(match.Value));

    [GeneratedRegex("</?[A-Za-z][^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<script\\b.*?</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Script();

    [GeneratedRegex("&#[0-9]+;")]
    private static partial Regex NumericEntity();

    [GeneratedRegex(
        "<span lang=\"en\" class=\"multilang\">(?<first>[^<]*)</span>(?:<span lang=\"[a-z]+\" class=\"multilang\">[^<]*</span>)+")]
    private static partial Regex Multilang();
}
