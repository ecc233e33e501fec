using Microsoft.Extensions.Configuration;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Diagnostics;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Whether the silos at work on this data folder know the settings as they are now: they read them at their start only.</summary>
internal static class SettingsCheck
{
    private const string Check = "settings";
    private const int MostNamed = 5;

    internal static IReadOnlyList<Finding> Run(string dataFolder, IConfiguration configuration) =>
        [.. RunningSettings.Compare(dataFolder, configuration).SelectMany(silo => Judge(silo.Process, silo.NotThere, silo.OnlyThere))];

    internal static IEnumerable<Finding> Judge(int process, IReadOnlyList<string> notThere, IReadOnlyList<string> onlyThere)
    {
        if (notThere.Count > 0)
        {
            yield return Finding.Bad(
                Check, $"the running silo (process {process}) was started before these were set as they are now: {Some(notThere)}",
                "Restart the silo.");
        }

        if (onlyThere.Count > 0)
        {
            yield return Finding.Warned(
                Check, $"the running silo (process {process}) has settings that are not given here: {Some(onlyThere)}",
                "Restart the silo if they were taken out; else run this with the silo's own settings.");
        }

        if (notThere.Count + onlyThere.Count == 0)
        {
            yield return Finding.Good(Check, $"the running silo (process {process}) has them as they are now");
        }
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
