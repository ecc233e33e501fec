using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace MoodleGrains.Silo.Configuration;

/// <summary>
/// The silos at work on a data folder: a file of each process in <c>DataFolder/silos</c>, which only its owner reads. It says how commands
/// on this machine reach the silo, and with which settings it was started, so that others can tell that it has to be restarted. Of each
/// setting it holds 16 bits of a salted hash: enough to see a change, too little to find a secret.
/// </summary>
internal static class RunningSettings
{
    /// <summary>The folder of the files, in the data folder.</summary>
    public const string Folder = "silos";

    private const int SaltBytes = 16;

    /// <summary>Notes this process; what processes that are gone left is removed.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="local">How commands on this machine reach it; null if they cannot.</param>
    /// <returns>The file; to be removed at the end.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static string Note(string dataFolder, IConfiguration configuration, LocalAccess? local = null)
    {
        var folder = Path.Combine(dataFolder, Folder);
        Directory.CreateDirectory(folder);
        foreach (var (file, _) in Noted(dataFolder).Where(noted => noted.Silo.Machine == Environment.MachineName && !IsAtWork(noted.Silo)))
        {
            File.Delete(file);
        }

        using var process = Process.GetCurrentProcess();
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{process.Id}.json"));
        WriteForOwner(path, JsonSerializer.SerializeToUtf8Bytes(new NotedSilo(
            Environment.MachineName, process.Id, process.StartTime.ToUniversalTime(), Convert.ToBase64String(salt),
            Ours(configuration).ToDictionary(
                setting => setting.Key, setting => Print(salt, setting.Key, setting.Value), StringComparer.OrdinalIgnoreCase),
            local)));
        return path;
    }

    /// <summary>How a silo at work on this data folder and machine is reached.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <returns>The silo that was started last; null if there is none, or none that can be reached so.</returns>
    /// <exception cref="UnauthorizedAccessException">A silo there belongs to another user.</exception>
    public static LocalAccess? Reach(string dataFolder)
    {
        var known = Noted(dataFolder).Where(noted => IsAtWork(noted.Silo)).ToList();
        if (known.Count == 0 && Files(dataFolder).FirstOrDefault(file => !MayRead(file)) is { } theirs)
        {
            throw new UnauthorizedAccessException(theirs);
        }

        return known.Select(noted => noted.Silo).Where(silo => silo.Local is not null).MaxBy(silo => silo.StartedAt)?.Local;
    }

    /// <summary>Whether any silo is at work on this data folder and machine, reachable or not.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <returns>True if so.</returns>
    public static bool IsAnyAtWork(string dataFolder) => Noted(dataFolder).Any(noted => IsAtWork(noted.Silo));

    // Whole or not at all, and never for a moment readable by others.
    private static void WriteForOwner(string path, byte[] text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(text);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static string[] Files(string dataFolder) =>
        Path.Combine(dataFolder, Folder) is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];

    private static bool MayRead(string file)
    {
        try
        {
            File.OpenRead(file).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>How the settings given here differ from those of the silos at work on this data folder.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <returns>Of each silo at work: names of settings that it does not have or has otherwise, and of those that only it has.</returns>
    public static IReadOnlyList<(int Process, IReadOnlyList<string> NotThere, IReadOnlyList<string> OnlyThere)> Compare(
        string dataFolder, IConfiguration configuration)
    {
        var ours = Ours(configuration);
        return
        [
            .. Noted(dataFolder).Select(noted => noted.Silo).Where(IsAtWork).Select(silo =>
            {
                var salt = Convert.FromBase64String(silo.Salt);
                var theirs = new Dictionary<string, string>(silo.Settings, StringComparer.OrdinalIgnoreCase);
                return (
                    silo.Process,
                    (IReadOnlyList<string>)[.. ours.Where(
                        setting => theirs.GetValueOrDefault(setting.Key) != Print(salt, setting.Key, setting.Value))
                        .Select(setting => setting.Key).Order(StringComparer.Ordinal)],
                    (IReadOnlyList<string>)[.. theirs.Keys.Where(name => !ours.ContainsKey(name)).Order(StringComparer.Ordinal)]);
            }),
        ];
    }

    private static IEnumerable<(string File, NotedSilo Silo)> Noted(string dataFolder)
    {
        foreach (var file in Files(dataFolder))
        {
            NotedSilo? silo = null;
            try
            {
                silo = JsonSerializer.Deserialize<NotedSilo>(File.ReadAllText(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                // It ended at this moment, or is another user's: then nothing is known of it.
            }

            if (silo is not null)
            {
                yield return (file, silo);
            }
        }
    }

    // Numbers of processes come again, with another start.
    private static bool IsAtWork(NotedSilo silo)
    {
        if (silo.Machine != Environment.MachineName)
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(silo.Process);
            return (process.StartTime.ToUniversalTime() - silo.StartedAt).Duration() < TimeSpan.FromSeconds(1);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // A stored token that appears later is taken up only by a silo that expects one.
    private static Dictionary<string, string> Ours(IConfiguration configuration)
    {
        var settings = configuration.AsEnumerable()
            .Where(setting => setting.Value is { Length: > 0 } && KnownSettings.IsOurs(setting.Key))
            .ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.OrdinalIgnoreCase);
        foreach (var site in configuration.GetSection("Sites").GetChildren().Where(site => TokenFile.IsExpected(configuration, site.Key)))
        {
            settings.TryAdd($"{site.Path}:TokenFile", "expected");
        }

        return settings;
    }

    private static string Print(byte[] salt, string name, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"{name.ToUpperInvariant()}\n{value}")).AsSpan(0, 2));

    private sealed record NotedSilo(
        string Machine, int Process, DateTime StartedAt, string Salt, Dictionary<string, string> Settings, LocalAccess? Local);
}

/// <summary>How commands on a silo's own machine reach it.</summary>
/// <param name="Address">Its address on loopback.</param>
/// <param name="Key">The local administrator's key of this start.</param>
internal sealed record LocalAccess(Uri Address, string Key)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Address}";
}
