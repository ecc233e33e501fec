using System.Net;
using System.Text.RegularExpressions;
using MoodleGrains.Conferences;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>The link in a calendar entry that everybody may follow: http or https, nobody's own (<see cref="ConferenceLinks.IsShared"/>).</summary>
internal static partial class EntryLink
{
    /// <summary>The first such link.</summary>
    /// <param name="texts">Where to look, in order: plain text or HTML.</param>
    /// <returns>The address; null if there is none.</returns>
    public static string? In(params IEnumerable<string?> texts) => texts
        .Where(text => text is not null)
        .SelectMany(text => Links().Matches(text!))
        .Select(match => WebUtility.HtmlDecode(match.Value).TrimEnd('.', ',', ';', ')', '!', '?'))
        .FirstOrDefault(ConferenceLinks.IsShared);

    [GeneratedRegex("""https?://[^\s<>"']+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
