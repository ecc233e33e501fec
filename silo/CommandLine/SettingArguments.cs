using System.Text.RegularExpressions;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>
/// Parts a command line into the command and the settings given with it. A setting is written as .NET writes it,
/// <c>--Name:Part=value</c> or <c>--Name:Part value</c>; names without a colon are known by name.
/// </summary>
internal static partial class SettingArguments
{
    internal static (string[] Command, string[] Settings) Split(IReadOnlyList<string> arguments)
    {
        var command = new List<string>();
        var settings = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var match = Setting().Match(arguments[i]);
            if (!match.Success)
            {
                command.Add(arguments[i]);
            }
            else if (match.Groups["value"].Success)
            {
                settings.Add(arguments[i]);
            }
            else if (i + 1 < arguments.Count)
            {
                settings.Add($"{arguments[i]}={arguments[++i]}");
            }
            else
            {
                throw new CommandFailure($"The setting {arguments[i]} has no value. Write {arguments[i]}=value.", ExitCode.Usage);
            }
        }

        return ([.. command], [.. settings]);
    }

    // The last three are .NET's own, which test hosts give.
    [GeneratedRegex(
        "^--([A-Za-z_][^=:]*:[^=]*|DataFolder|Urls|PublicUrl|environment|contentRoot|applicationName)(?<value>=.*)?$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Setting();
}
