using MoodleGrains.Benchmarks;
using MoodleGrains.Silo.Tests;

// bench [artifacts/bench.json] [only ...]
var file = args.FirstOrDefault(a => a.EndsWith(".json", StringComparison.Ordinal)) ?? "artifacts/bench.json";
var only = args.Where(a => !a.EndsWith(".json", StringComparison.Ordinal)).ToList();
var small = Environment.GetEnvironmentVariable("BENCH_SMALL") == "1";
var seconds = TimeSpan.FromSeconds(small ? 2 : 10);
using var report = new Report(file);
await using var database = await BenchDatabase.StartAsync();

if (Wanted("commit") || Wanted("commit-1"))
{
    Say("commit, commit-1");
    var (connection, runtime) = await database.FreshAsync("commit", CommitBenchmarks.With);
    await using var _ = runtime;
    await CommitBenchmarks.PrepareAsync(runtime);
    await PlainTransaction.PrepareAsync(connection, SampleEvents.Grains);
    BusyGrains grains = new(SampleEvents.Grains);
    var (units, bare) = await CommitBenchmarks.RateAsync(runtime, grains, small ? 1 : 3, TimeSpan.FromSeconds(small ? 3 : 5));
    Add("commit", units, "units/s", bare, Reach.Ratio(1.5));
    var (unit, plain) = await CommitBenchmarks.AloneAsync(runtime, grains, small ? 500 : 3000);
    Add("commit-1", unit, "ms", plain, Reach.AtMostRatio(6));
}

if (Wanted("through"))
{
    await database.ClearAsync();
    Say("through");
    var (elsewhere, aside) = await database.FreshAsync("aside");
    await using var _ = aside;
    await PlainTransaction.PrepareAsync(elsewhere, SampleEvents.Grains);
    var plain = await PlainTransaction.RateAsync(elsewhere, new(SampleEvents.Grains), 32, seconds * 0.5);
    var (_, runtime) = await database.FreshAsync("through");
    await using var __ = runtime;
    await runtime.StartAsync(default);
    Add("through", await IngestBenchmarks.ThroughAsync(runtime, small ? 20_000 : 200_000), "hooks/s", plain, Reach.Ratio(0.6));
}

if (Wanted("ingest"))
{
    await database.ClearAsync();
    Say("ingest");
    var (_, runtime) = await database.FreshAsync("ingest");
    await using var _ = runtime;
    await runtime.StartAsync(default);
    var count = small ? 20_000 : 100_000;
    var parsed = await IngestBenchmarks.ParseOnlyAsync(count);
    Add("ingest", await IngestBenchmarks.IngestAsync(runtime, count), "hooks/s", parsed, Reach.Ratio(0.15));
}

if (Wanted("notify"))
{
    await database.ClearAsync();
    Say("notify");
    await using var notify = await NotifyBenchmarks.StartAsync(small ? 3 : 15);
    var (connection, runtime) = await database.FreshAsync("notify", notify.With);
    await using var _ = runtime;
    await runtime.StartAsync(default);
    await notify.PrepareAsync(runtime, 3);
    var (edge, hook) = await IngestBenchmarks.HookAsync(runtime);
    await using var __ = edge;
    await notify.RunAsync(runtime, hook);

    // The silo is at work, and so the baseline, in another database of the same server, is taken before, between and after.
    var (elsewhere, aside) = await database.FreshAsync("aside");
    await using var ___ = aside;
    await PlainTransaction.PrepareAsync(elsewhere, 1);
    BusyGrains one = new(1);
    List<double> commits = [await PlainTransaction.MedianAsync(elsewhere, one, 300)];
    var first = await notify.RunAsync(runtime, hook);
    commits.Add(await PlainTransaction.MedianAsync(elsewhere, one, 300));
    var second = await notify.RunAsync(runtime, hook);
    commits.Add(await PlainTransaction.MedianAsync(elsewhere, one, 300));
    List<double> sent = [.. first.Concat(second).Order()];
    Say($"notify: p50 {sent[sent.Count / 2]:F1} ms, p99 {sent[sent.Count * 99 / 100]:F1} ms, hops (medians): "
        + $"{await NotifyHops.ReadAsync(runtime)}");
    Add("notify", sent[sent.Count / 2], "ms", commits.Order().ElementAt(1), Reach.AtMostRatio(25));
}

if (Wanted("rebuild"))
{
    await database.ClearAsync();
    Say("rebuild");
    var events = small ? 50_000 : 500_000;
    var (connection, runtime) = await database.FreshAsync("rebuild");
    await using var _ = runtime;
    await SampleEvents.LoadAsync(connection, SampleEvents.Popular(events));
    var marten = await BareMarten.RebuildAsync(connection, events);
    Add("rebuild", await RebuildAsync(runtime), "events/s", marten, Reach.Ratio(0.3));

    static async Task<double> RebuildAsync(SiloHarness runtime)
    {
        var started = TimeProvider.System.GetTimestamp();
        var read = await runtime.Rebuild.RunAsync([], null, default);
        return read / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }
}

if (Wanted("activate"))
{
    await database.ClearAsync();
    Say("activate");
    var (connection, runtime) = await database.FreshAsync("activate");
    await using var _ = runtime;
    await runtime.StartAsync(default);
    var count = small ? 1_000 : 4_000;
    await SampleEvents.LoadAsync(connection, SampleEvents.Equal(count * 3 / 2, 50));
    await EngineBenchmarks.ActivateAsync(runtime, count, count / 2);
    await EngineBenchmarks.ReadStreamsAsync(connection, 0, count);
    var read = await EngineBenchmarks.ReadStreamsAsync(connection, 0, count);
    Add("activate", await EngineBenchmarks.ActivateAsync(runtime, 0, count), "grains/s", read, Reach.Ratio(0.4));
}

if (Wanted("memory"))
{
    await database.ClearAsync();
    Say("memory");
    var (_, runtime) = await database.FreshAsync("memory");
    await using var _ = runtime;
    await runtime.StartAsync(default);
    Add("memory", await EngineBenchmarks.MemoryAsync(runtime, small ? 10_000 : 100_000), "bytes", null, Reach.AtMostValue(8192));
}

if (Wanted("mirror"))
{
    await database.ClearAsync();
    Say("mirror");
    await using var mirror = new MirrorBenchmarks(small ? 100 : 1000);
    var naive = await mirror.NaiveAsync(200);
    Add("mirror", await mirror.MirrorAsync(database), "enrolments/s", naive, Reach.Ratio(10));
}

return 0;

bool Wanted(string name) => only.Count == 0 || only.Contains(name);

void Say(string what) => Console.Error.WriteLine($"measuring {what} ...");

void Add(string name, double value, string unit, double? baseline, Reach reach)
    => report.Add(Figure.Of(name, value, unit, baseline), reach);
