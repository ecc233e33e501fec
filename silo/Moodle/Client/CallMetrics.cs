using System.Diagnostics.Metrics;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Measures the calls to Moodle, by site, function and outcome.</summary>
internal static class CallMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MoodleGrains.Moodle";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "moodlegrains.moodle.call.duration", "s", "Requests to Moodle and how long each took; its count is their number.");

    /// <summary>Measures one request.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="function">The function.</param>
    /// <param name="fault">What went wrong; null for an answer.</param>
    /// <param name="duration">How long it took.</param>
    public static void Measure(string site, string function, FaultKind? fault, TimeSpan duration) => Duration.Record(
        duration.TotalSeconds,
        new("site", site),
        new("function", function),
        new("outcome", fault?.ToString() ?? "answered"));
}
