using System.Globalization;
using System.Text.RegularExpressions;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Which versions of Moodle are supported: 4.1 to 5.x; what was tried is 4.5.</summary>
internal static partial class MoodleVersion
{
    /// <summary>What is to be said of a release.</summary>
    /// <param name="release">As Moodle tells it, <c>4.5.6 (Build: 20250811)</c>.</param>
    /// <returns>What it is, and a warning where it is not supported.</returns>
    public static (string Said, string? Warning) Judge(string release)
    {
        var found = Release().Match(release);
        if (!found.Success)
        {
            return ($"Moodle of an unknown release '{release}'", "Versions 4.1 to 5.x are supported, 4.5 was tried: watch what is polled.");
        }

        var (major, minor) = (Number(found.Groups[1]), Number(found.Groups[2]));
        return (major, minor) switch
        {
            (4, 5) => ($"Moodle {found.Value}, a version that was tried", null),
            (4, >= 1) or (5, _) => ($"Moodle {found.Value}, supported (tried: 4.5)", null),
            ( > 5, _) => ($"Moodle {found.Value}, newer than what is known", "Versions 4.1 to 5.x are supported: look for a newer "
                + "MoodleGrains."),
            _ => ($"Moodle {found.Value}, too old", "Versions 4.1 to 5.x are supported: upgrade Moodle."),
        };
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{1,3})\.(\d{1,3})(\.\d{1,3})?")]
    private static partial Regex Release();
}
