using System.Diagnostics;

namespace MoodleGrains.EndToEnd;

/// <summary>The silo as it was built with these tests: a copy of its own output lies beside them.</summary>
internal static class SiloProgramFile
{
    /// <summary>A start of the program with nothing of this process's own configuration.</summary>
    public static ProcessStartInfo Start(string folder, IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "silo.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.Contains("__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
