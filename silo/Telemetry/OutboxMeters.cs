using System.Diagnostics.Metrics;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Telemetry;

/// <summary>The meters of the outbox: what waits and since when, what is dead, by type; the same on every silo of a database.</summary>
internal static class OutboxMeters
{
    /// <summary>Adds them.</summary>
    /// <param name="meter">Where to.</param>
    /// <param name="runtime">What is measured.</param>
    public static void Add(Meter meter, SiloRuntime runtime)
    {
        meter.CreateObservableGauge(
            "moodlegrains.outbox.waiting", () => ByType(runtime, type => type.Waiting), "{effects}", "Effects that are due and not done, dead letters aside.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.timers", () => ByType(runtime, type => type.Timers), "{effects}", "Effects that are not due yet.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.dead", () => ByType(runtime, type => type.Dead), "{effects}", "Dead letters: each waits for a person.");
        meter.CreateObservableGauge("moodlegrains.outbox.oldest", () => Oldest(runtime), "s", "For how long the oldest effect that waits has been due.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.delivering", () => runtime.Outbox.Delivering, "{effects}", "Effects that this silo is doing now.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.still",
            () => (Environment.TickCount64 - runtime.Outbox.AdvancedAt) / 1000.0,
            "s",
            "Since when this silo has not looked for work with success; near 0 also where nothing waits.");
    }

    private static IEnumerable<Measurement<long>> ByType(SiloRuntime runtime, Func<TypeCount, long> value) =>
        runtime.Upkeep.Counts.Types.Select(type => new Measurement<long>(value(type), Tag(type)));

    private static IEnumerable<Measurement<double>> Oldest(SiloRuntime runtime)
    {
        var counts = runtime.Upkeep.Counts;
        return from type in counts.Types
               where type.OldestSince is not null
               select new Measurement<double>((counts.At - type.OldestSince!.Value).TotalSeconds, Tag(type));
    }

    private static KeyValuePair<string, object?> Tag(TypeCount type) => new("type", type.Type);
}
