using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MoodleGrains.Texts;

/// <summary>HTML as Moodle's pages bring it to a browser. Nothing is loaded, no script is run.</summary>
public static partial class MoodleHtml
{
    /// <summary>Parses a text.</summary>
    /// <param name="text">Plain text or HTML as Moodle stores it.</param>
    /// <returns>The root of its page.</returns>
    public static IElement Parse(string text) =>
        new HtmlParser().ParseDocument(BareAmpersand().Replace(text, "&amp;")).DocumentElement;

    // format_string of Moodle escapes an ampersand that begins no entity: a browser would take &copy in "a=1&copy=2" for one.
    [GeneratedRegex("&(?![a-zA-Z0-9#]{1,8};)", RegexOptions.CultureInvariant)]
    private static partial Regex BareAmpersand();
}
