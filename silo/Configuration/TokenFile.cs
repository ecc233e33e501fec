using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace MoodleGrains.Silo.Configuration;

/// <summary>
/// The file that <c>silo login</c> keeps a site's token in: <c>Sites:{slug}:TokenFile</c>, else <c>tokens/{slug}</c> in <c>DataFolder</c>.
/// Its first line is the token; a second one, <c>until 2027-02-22</c>, says when it ends, as far as that is known.
/// </summary>
internal static class TokenFile
{
    /// <summary>How many days before its end a token is reported.</summary>
    public const int DaysOfWarning = 14;

    private const string Day = "yyyy-MM-dd";
    private const string Until = "until ";

    /// <summary>Where a site's token is kept.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="slug">The site.</param>
    /// <returns>The full path; there may be no such file.</returns>
    public static string PathOf(IConfiguration configuration, string slug) => Path.GetFullPath(
        configuration[$"Sites:{slug}:TokenFile"] is { Length: > 0 } named
            ? named
            : Path.Combine(configuration["DataFolder"] ?? "data", "tokens", slug));

    /// <summary>Whether a site's token is to be read from its file, or could be.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="slug">The site.</param>
    /// <returns>True if the file is there, or the settings name one.</returns>
    public static bool IsExpected(IConfiguration configuration, string slug) =>
        configuration[$"Sites:{slug}:TokenFile"] is { Length: > 0 } || File.Exists(PathOf(configuration, slug));

    /// <summary>Reads it.</summary>
    /// <param name="path">Where.</param>
    /// <returns>The token and the day it ends; null where there is none.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static (string Token, DateOnly? Until)? Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        var token = lines.Length == 0 ? "" : lines[0].Trim();
        var ends = lines.Skip(1).FirstOrDefault(line => line.StartsWith(Until, StringComparison.Ordinal));
        return token == "" ? null : (token, ends is null ? null : ReadDay(ends[Until.Length..].Trim()));
    }

    /// <summary>The day on which the token ends.</summary>
    /// <param name="path">Where it is kept.</param>
    /// <returns>The day; null where nobody knows it, or the file cannot be read.</returns>
    public static DateOnly? EndOf(string path)
    {
        try
        {
            return Read(path)?.Until;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A day as it is written there and on the command line.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The day; null if it is none.</returns>
    public static DateOnly? ReadDay(string text) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Writes it, whole or not at all, readable by its owner only.</summary>
    /// <param name="path">Where; its folder is made.</param>
    /// <param name="token">The token.</param>
    /// <param name="until">The day it ends; null where nobody knows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task.</returns>
    public static async Task WriteAsync(string path, string token, DateOnly? until, CancellationToken cancellationToken)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, owner | UnixFileMode.UserExecute);
        }

        var next = $"{path}.{Guid.NewGuid():N}";
        await using (var stream = new FileStream(next, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = owner,
        }))
        await using (var writer = new StreamWriter(stream))
        {
            var ends = until is { } day ? $"{Until}{day.ToString(Day, CultureInfo.InvariantCulture)}\n" : "";
            await writer.WriteAsync($"{token}\n{ends}".AsMemory(), cancellationToken);
        }

        File.Move(next, path, overwrite: true);
    }
}
