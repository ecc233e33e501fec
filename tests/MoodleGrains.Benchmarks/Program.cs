using MoodleGrains.Benchmarks;

var only = args.FirstOrDefault(a => !a.StartsWith('-'));
var seconds = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("BENCH_SECONDS") ?? "8", null));
await using var database = await BenchDatabase.StartAsync();
List<(Figure, Reach)> results = [];

if (Wanted("append"))
{
    var (connection, runtime) = await database.FreshAsync("append");
    await using var _ = runtime;
    await AppendBenchmarks.GroupAsync(runtime, 32, TimeSpan.FromSeconds(2));
    var plain = await AppendBenchmarks.PlainAsync(runtime, connection, 32, seconds);
    var group256 = await AppendBenchmarks.GroupAsync(runtime, 256, seconds);
    var group32 = await AppendBenchmarks.GroupAsync(runtime, 32, seconds);
    var copy = await AppendBenchmarks.CopyAsync(runtime, connection, seconds);
    var (latency, transaction) = await AppendBenchmarks.LatencyAsync(runtime, connection, 2000);
    results.Add((Figure.Of("append-256", group256, "events/s", plain), Reach.Ratio(3.5)));
    results.Add((Figure.Of("append-32", group32, "events/s", plain), Reach.Ratio(2.0)));
    results.Add((Figure.Of("append-limit", group256, "events/s", copy), Reach.Ratio(0.4)));
    results.Add((Figure.Of("append-latency", latency, "ms", transaction), Reach.AtMostRatio(1.3)));
}

Report.Write("artifacts/bench.json", results);
return 0;

bool Wanted(string name) => only is null || name.StartsWith(only, StringComparison.Ordinal);
