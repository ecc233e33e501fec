using System.Globalization;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>The limits of the edge, <c>Hooks:…</c>.</summary>
/// <param name="AnswerWithin">
/// From the end of the request's headers to its answer, reading the body included: nosey blocks a user's page meanwhile.
/// </param>
/// <param name="MaxBodyBytes">The longest body.</param>
public sealed record HookSettings(TimeSpan AnswerWithin, int MaxBodyBytes)
{
    /// <summary>2 s and 1 MiB.</summary>
    public static HookSettings Default { get; } = new(TimeSpan.FromSeconds(2), 1 << 20);

    private static readonly string[] Known = [nameof(AnswerWithin), nameof(MaxBodyBytes)];

    /// <summary>Reads them; a wrong one stays at its default and is told.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static HookSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var section = configuration.GetSection("Hooks");
        foreach (var child in section.GetChildren())
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                problems.Add(new(child.Path, "there is no such setting", $"Known here: {string.Join(", ", Known)}"));

        return new HookSettings(
            ReadAnswerWithin(section.GetSection(nameof(AnswerWithin)), problems),
            ReadMaxBodyBytes(section.GetSection(nameof(MaxBodyBytes)), problems));
    }

    private static TimeSpan ReadAnswerWithin(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } text) return Default.AnswerWithin;

        // A bare number means seconds; TimeSpan itself would take "2" for two days.
        var read = TimeSpan.Zero;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            read = TimeSpan.FromSeconds(Math.Min(seconds, 3600));
        else if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)) read = span;
        if (read >= TimeSpan.FromMilliseconds(50) && read <= TimeSpan.FromMinutes(1)) return read;
        problems.Add(new(section.Path, $"'{text}' is no time from 0.05 s to 60 s", "Give seconds, such as 2 or 0.5, or 00:00:02"));
        return Default.AnswerWithin;
    }

    private static int ReadMaxBodyBytes(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is not { } text) return Default.MaxBodyBytes;
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes);
        if (isNumber && bytes is >= 1024 and <= 64 << 20) return bytes;
        problems.Add(new(section.Path, $"'{text}' is no length from 1024 to {64 << 20}", "Give bytes, such as 1048576"));
        return Default.MaxBodyBytes;
    }
}
