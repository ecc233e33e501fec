using Marten;
using MoodleGrains.Courses;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.Benchmarks;

/// <summary>Units of one event, its documents and one effect, through the group commit.</summary>
internal static class CommitBenchmarks
{
    private const int Callers = 256;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>What the silo of this benchmark differs in.</summary>
    public static HarnessOptions With(HarnessOptions options) => options with { Reactions = [SampleEvents.React] };

    /// <summary>Makes the streams, each with its first event, and their documents.</summary>
    public static async Task PrepareAsync(SiloHarness runtime)
    {
        await SampleEvents.LoadAsync(runtime.ConnectionString, Enumerable.Range(0, SampleEvents.Grains));
        await runtime.Rebuild.RunAsync([], null, default);
    }

    /// <summary>
    /// Units a second, and bare appends a second in a Marten session each: in turn, several times, each from a fresh checkpoint, so that
    /// none pays for what the other wrote; medians.
    /// </summary>
    public static async Task<(double Units, double Bare)> RateAsync(SiloHarness runtime, BusyGrains grains, int rounds, TimeSpan time)
    {
        await using var store = BareMarten.Open(runtime.ConnectionString);
        await UnitsAsync(runtime, grains, WarmUp);
        await BareMarten.AppendAsync(store, grains, Callers, WarmUp);
        List<double> units = [], bare = [];
        for (var round = 0; round < rounds; round++)
        {
            await CheckpointAsync(runtime);
            bare.Add(await BareMarten.AppendAsync(store, grains, Callers, time));
            await CheckpointAsync(runtime);
            units.Add(await UnitsAsync(runtime, grains, time));
        }

        return (Median(units), Median(bare));
    }

    /// <summary>Median milliseconds of one caller alone: a unit, and a plain transaction, in turn, so that both meet the same disk.</summary>
    public static async Task<(double Unit, double Plain)> AloneAsync(SiloHarness runtime, BusyGrains grains, int rounds)
    {
        BusyGrains others = new(SampleEvents.Grains);
        await using var plain = await PlainTransaction.OpenAsync(runtime.ConnectionString);
        List<double> units = [], transactions = [];
        for (var i = -50; i < rounds; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await WriteAsync(runtime, 1, grains.Next(1));
            var unit = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            started = TimeProvider.System.GetTimestamp();
            await plain.WriteAsync(2, others.Next(2));
            var transaction = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            if (i >= 0)
            {
                units.Add(unit);
                transactions.Add(transaction);
            }
        }

        return (Median(units), Median(transactions));
    }

    private static Task<double> UnitsAsync(SiloHarness runtime, BusyGrains grains, TimeSpan time) =>
        grains.RunAsync(Callers, time, (grain, version, _) => WriteAsync(runtime, grain, version));

    private static async Task WriteAsync(SiloHarness runtime, int grain, long version) => await runtime.Units.Write(
        new(
            SampleEvents.Stream(grain),
            typeof(Course),
            version,
            [new(Guid.CreateVersion7(), SampleEvents.Described, SampleEvents.Event((int)version), new("bench", version))]),
        default);

    private static async Task CheckpointAsync(SiloHarness runtime)
    {
        await using var command = runtime.Database.CreateCommand("checkpoint");
        await command.ExecuteNonQueryAsync();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
