using System.Globalization;

namespace MoodleGrains.Rosters;

/// <summary>The form of a cron expression of five fields, as crontab(5) has it, in numbers.</summary>
internal static class CronForm
{
    private static readonly (string Name, int Least, int Most)[] Fields =
    [
        ("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7),
    ];

    /// <summary>What is wrong with it, to follow its value in a sentence; null if nothing is.</summary>
    public static string? Fault(string? cron)
    {
        var parts = (cron ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != Fields.Length)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {parts.Length} fields, not five");
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var (name, least, most) = Fields[i];
            if (!parts[i].Split(',').All(part => IsPart(part, least, most)))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"has '{parts[i]}' for the {name}, which is no number from {least} to {most}, range or step");
            }
        }

        return null;
    }

    // *, 5 or 1-5, each perhaps with /2 behind it.
    private static bool IsPart(string part, int least, int most)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && Number(part[(slash + 1)..], 1, most) is null)
        {
            return false;
        }

        var range = slash >= 0 ? part[..slash] : part;
        if (range == "*")
        {
            return true;
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        return dash < 0
            ? Number(range, least, most) is not null
            : Number(range[..dash], least, most) is { } from && Number(range[(dash + 1)..], least, most) is { } to && from <= to;
    }

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
}
