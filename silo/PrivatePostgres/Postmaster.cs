using System.Diagnostics;
using System.Globalization;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>The server's process as the system shows it, which a pid file left by a crash cannot fake.</summary>
internal static class Postmaster
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The process that serves this data folder; null if none does, whatever postmaster.pid says.</summary>
    internal static int? Find(InstanceFolder folder)
    {
        var file = Path.Combine(folder.Data, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(FirstLine(file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var pid))
        {
            return null;
        }

        var arguments = CommandLine(pid);
        return arguments.Length > 2 && Path.GetFileName(arguments[0]) == "postgres" && arguments.Contains(folder.Data) ? pid : null;
    }

    /// <summary>
    /// Clears what a crash left: first server processes without their postmaster (they hold its shared memory, and a stopped
    /// or busy one would hold it for long), then lock files whose number may by now belong to any process.
    /// </summary>
    internal static async Task ClearLeftovers(InstanceFolder folder, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (Orphans(folder) is { Count: > 0 } orphans)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                orphans.ForEach(Kill);
            }

            await Task.Delay(50, cancellationToken);
        }

        File.Delete(Path.Combine(folder.Data, "postmaster.pid"));
        if (Directory.Exists(folder.Sockets))
        {
            foreach (var left in Directory.GetFiles(folder.Sockets, ".s.PGSQL.*"))
            {
                File.Delete(left);
            }
        }
    }

    internal static async Task WaitForExit(int pid, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (CommandLine(pid).Length > 0 && Stopwatch.GetElapsedTime(since) < Patience)
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>The command line a process was started with, or the title it gave itself; empty if it is gone.</summary>
    internal static string[] CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static List<int> Orphans(InstanceFolder folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(pid => CommandLine(pid) is [var title, ..] && title.StartsWith($"postgres: {folder.Name}:", StringComparison.Ordinal))];

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It went by itself in the meantime, as we wished.
        }
    }

    private static string? FirstLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
