using System.Text;
using System.Text.RegularExpressions;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Encodings by the names that headers, settings and people give them.</summary>
public static partial class Charsets
{
    // Browsers read what is labelled so as Windows-1252, which has letters where the others have nothing.
    private static readonly string[] ReadAsWindows1252 = ["iso-8859-1", "iso8859-1", "latin1", "l1"];

    /// <summary>Finds an encoding.</summary>
    /// <param name="charset">Its name.</param>
    /// <returns>The encoding; null if nobody knows it.</returns>
    public static Encoding? Find(string charset)
    {
        var name = charset.Trim().Trim('"', '\'').ToLowerInvariant();
        name = ReadAsWindows1252.Contains(name) ? "windows-1252" : name == "utf8" ? "utf-8" : CodePage().Replace(name, "windows-$1");
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex("^(?:x-)?(?:cp|win)-?(125[0-8])$")]
    private static partial Regex CodePage();
}
