using System.Diagnostics.Metrics;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Telemetry;

/// <summary>The meters of the outbox: what waits and since when, what is dead, by type; the same on every silo of a database.</summary>
internal static class OutboxMeters
{
    /// <summary>Adds them.</summary>
    /// <param name="meter">Where to.</param>
    /// <param name="outbox">What this silo does.</param>
    /// <param name="upkeep">What was counted last.</param>
    public static void Add(Meter meter, Outbox.Outbox outbox, EffectUpkeep upkeep)
    {
        meter.CreateObservableGauge(
            "moodlegrains.outbox.waiting", () => ByType(
                upkeep,
                type => type.Waiting), "{effects}", "Effects that are due and not done, dead letters aside.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.timers", () => ByType(upkeep, type => type.Timers), "{effects}", "Effects that are not due yet.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.dead", () => ByType(upkeep, type => type.Dead), "{effects}", "Dead letters: each waits for a person.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.oldest",
            () => Oldest(upkeep),
            "s",
            "For how long the oldest effect that waits has been due.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.delivering", () => outbox.Delivering, "{effects}", "Effects that this silo is doing now.");
        meter.CreateObservableGauge(
            "moodlegrains.outbox.still",
            () => (Environment.TickCount64 - outbox.AdvancedAt) / 1000.0,
            "s",
            "Since when this silo has not looked for work with success; near 0 also where nothing waits.");
    }

    private static IEnumerable<Measurement<long>> ByType(EffectUpkeep upkeep, Func<TypeCount, long> value) =>
        upkeep.Counts.Types.Select(type => new Measurement<long>(value(type), Tag(type)));

    private static IEnumerable<Measurement<double>> Oldest(EffectUpkeep upkeep)
    {
        var counts = upkeep.Counts;
        return from type in counts.Types
               where type.OldestSince is not null
               select new Measurement<double>((counts.At - type.OldestSince!.Value).TotalSeconds, Tag(type));
    }

    private static KeyValuePair<string, object?> Tag(TypeCount type) => new("type", type.Type);
}
