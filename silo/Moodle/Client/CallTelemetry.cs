using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// Measures and traces the requests to Moodle, by site, function and outcome. Addresses and forms are not in it: HttpClient's own
/// traces hold whole addresses, and those of other outside systems are secrets.
/// </summary>
internal static class CallTelemetry
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "MoodleGrains.Moodle";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "moodlegrains.moodle.call.duration", "s", "Requests to Moodle and how long each took; its count is their number.");

    /// <summary>Begins the trace of one request.</summary>
    /// <param name="function">The function.</param>
    /// <returns>To be disposed of at its end; null where nobody traces.</returns>
    public static Activity? Begin(string function) => Source.StartActivity(function, ActivityKind.Client);

    /// <summary>Measures one request.</summary>
    /// <param name="activity">Its trace.</param>
    /// <param name="site">The slug of the site.</param>
    /// <param name="function">The function.</param>
    /// <param name="fault">What went wrong; null for an answer.</param>
    /// <param name="duration">How long it took.</param>
    public static void Measure(Activity? activity, string site, string function, FaultKind? fault, TimeSpan duration)
    {
        var outcome = fault?.ToString() ?? "answered";
        activity?.SetTag("site", site).SetTag("outcome", outcome)
            .SetStatus(fault is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        Duration.Record(duration.TotalSeconds, new("site", site), new("function", function), new("outcome", outcome));
    }
}
