using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using MoodleGrains.Silo.Telemetry;

namespace MoodleGrains.Silo.Tests.Outbox;

[Collection(PostgresCollection.Outbox)]
public sealed class OutboxMetersTests(PostgresServer postgres)
{
    private readonly World world = new();

    [Fact]
    public async Task What_waits_and_what_is_dead_shows_by_type_and_the_silo_is_ready_all_the_same()
    {
        await using var silo = await postgres.PreparedWith(world);
        await silo.Put(
            new Effect("a", "a1", new Post("one")),
            new Effect("a", "a2", new Post("two"), 1_000),
            new Effect("b", "t", new Ring("x"), 9_000_000_000));
        await silo.Database.Run("""
            update mg_effects set state = 'dead' where id = 'a1';
            update mg_effects set turn = to_timestamp(1000) where id = 'a2';
            update mg_effect_keys set next_at = 'infinity' where key = 'a'
            """);
        await silo.StartAsync(default);
        await Eventually.Holds(() => silo.Upkeep.Counts.Types.Count == 2, "it was counted");

        using var telemetry = silo.Make<SiloTelemetry>(new ConfigurationBuilder().Build());
        Dictionary<string, double> seen = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, mine) =>
            {
                if (instrument.Name.StartsWith("moodlegrains.outbox.", StringComparison.Ordinal))
                {
                    mine.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();

        seen["moodlegrains.outbox.dead{post}"].ShouldBe(1);
        seen["moodlegrains.outbox.waiting{post}"].ShouldBe(1);
        seen["moodlegrains.outbox.timers{ring}"].ShouldBe(1);
        seen["moodlegrains.outbox.oldest{post}"].ShouldBeGreaterThan(1e9);
        seen["moodlegrains.outbox.still{}"].ShouldBeLessThan(30);
        (await silo.Readiness.Check(default)).ShouldContain(
            check => check.Name == "outbox" && check.Ok && check.Detail!.Contains("1 dead letters"));

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests of this process have meters of the same name.
            var key = $"{instrument.Name}{{{(tags.Length == 0 ? "" : tags[0].Value)}}}";
            seen[key] = Math.Max(value, seen.GetValueOrDefault(key));
        }
    }
}
