using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace MoodleGrains.Benchmarks;

/// <summary>One measured figure beside its baseline of the same run.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Baseline">The same of the baseline; null where there is none.</param>
/// <param name="Ratio">Value by baseline; null where there is none.</param>
internal sealed record Figure(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("baseline")] double? Baseline,
    [property: JsonPropertyName("ratio")] double? Ratio)
{
    public static Figure Of(string name, double value, string unit, double? baseline = null) =>
        new(
            name,
            Math.Round(value, 3),
            unit,
            baseline is { } b ? Math.Round(b, 3) : null,
            baseline is { } n ? Math.Round(value / n, 3) : null);
}

/// <summary>What each figure has to reach.</summary>
/// <param name="Text">As a person reads it.</param>
/// <param name="Met">Whether a figure does.</param>
internal sealed record Reach(string Text, Func<Figure, bool> Met)
{
    public static Reach Ratio(double atLeast) => new($">= {atLeast} x", f => f.Ratio >= atLeast);

    public static Reach AtMostRatio(double atMost) => new($"<= {atMost} x", f => f.Ratio <= atMost);

    public static Reach Value(double atLeast) => new($">= {atLeast:N0}", f => f.Value >= atLeast);

    public static Reach AtMostValue(double atMost) => new($"<= {atMost:N0}", f => f.Value <= atMost);
}

/// <summary>Prints figures as a table and keeps them as JSON.</summary>
internal sealed class Report(string file) : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<(Figure Figure, Reach Reach)> results = [];

    /// <summary>Adds what was measured.</summary>
    public void Add(Figure figure, Reach reach) => results.Add((figure, reach));

    /// <summary>Writes what was measured, also where a later measurement failed.</summary>
    public void Dispose()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, JsonSerializer.Serialize(results.Select(r => r.Figure), Indented));
        var table = new Table().AddColumns("name", "value", "unit", "baseline", "ratio", "to reach", "");
        foreach (var (figure, reach) in results)
        {
            table.AddRow(
                figure.Name,
                figure.Value.ToString("N1", null),
                figure.Unit,
                figure.Baseline?.ToString("N1", null) ?? "-",
                figure.Ratio?.ToString("N2", null) ?? "-",
                reach.Text,
                reach.Met(figure) ? "[green]reached[/]" : "[red]missed[/]");
        }

        AnsiConsole.Write(table);
    }
}
