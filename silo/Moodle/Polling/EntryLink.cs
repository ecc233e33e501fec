using System.Text.RegularExpressions;
using AngleSharp.Dom;
using MoodleGrains.Conferences;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// The link in a calendar entry that leads to its meeting: http or https, nobody's own (<see cref="ConferenceLinks.IsShared"/>), no file.
/// </summary>
internal static partial class EntryLink
{
    /// <summary>The first link to a meeting server that is known, else the first link.</summary>
    /// <param name="texts">Where to look, in order: plain text or HTML.</param>
    /// <returns>The address; null if there is none.</returns>
    public static string? In(params IEnumerable<string?> texts)
    {
        List<string> links = [.. texts.OfType<string>().SelectMany(In)
            .Where(link => ConferenceLinks.IsShared(link) && !MeetingLinks.IsFile(link))];
        return links.Find(MeetingLinks.IsMeeting) ?? links.FirstOrDefault();
    }

    // Pictures have addresses too, but nobody can follow them: only links and text are looked at, in the order of the page.
    private static IEnumerable<string> In(string text)
    {
        foreach (var node in MoodleHtml.Parse(AngledAddress().Replace(text, "&lt;")).GetDescendants())
        {
            if (node is IElement { LocalName: "a" } link && link.GetAttribute("href") is { } address)
            {
                yield return address.Trim();
            }
            else if (node is IText { ParentElement.LocalName: not ("script" or "style") } words)
            {
                foreach (Match match in Addresses().Matches(words.Data))
                {
                    yield return match.Value.TrimEnd('.', ',', ';', ':', ')', '!', '?', '*');
                }
            }
        }
    }

    // Markdown and mail programs write <https://…>, which no tag begins with.
    [GeneratedRegex("<(?=https?://)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AngledAddress();

    // Up to a blank (U+00A0 is one), what cannot be seen, and what no address holds as it is (RFC 3986).
    [GeneratedRegex("""https?://[^\s\p{C}<>"'“”„«»‹›\[\]{}|\\^`]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Addresses();
}
