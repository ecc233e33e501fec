using MoodleGrains.Benchmarks;

// bench [artifacts/bench.json] [only ...]
var file = args.FirstOrDefault(a => a.EndsWith(".json", StringComparison.Ordinal)) ?? "artifacts/bench.json";
var only = args.Where(a => !a.EndsWith(".json", StringComparison.Ordinal)).ToList();
var small = Environment.GetEnvironmentVariable("BENCH_SMALL") == "1";
var seconds = TimeSpan.FromSeconds(small ? 2 : 10);
using var report = new Report(file);
await using var database = await BenchDatabase.StartAsync();

if (Wanted("append") || Wanted("through"))
{
    Say("appends");
    var (connection, runtime) = await database.FreshAsync("append");
    await using var _ = runtime;
    await AppendBenchmarks.GroupAsync(runtime, 32, TimeSpan.FromSeconds(2));
    var (plain, group256, group32, copy) = await AppendBenchmarks.RoundsAsync(runtime, connection, small ? 1 : 3, seconds * 0.4);
    var (latency, transaction) = await AppendBenchmarks.LatencyAsync(runtime, connection, small ? 500 : 3000);
    Add("append-256", group256, "events/s", plain, Reach.Ratio(3.5));
    Add("append-32", group32, "events/s", plain, Reach.Ratio(2.0));
    Add("append-limit", group256, "events/s", copy, Reach.Ratio(0.4));
    Add("append-latency", latency, "ms", transaction, Reach.AtMostRatio(1.3));

    if (Wanted("through"))
    {
        Say("through");
        var (_, silo) = await database.FreshAsync("through");
        await using var __ = silo;
        await silo.StartAsync(default);
        Add("through", await IngestBenchmarks.ThroughAsync(silo, small ? 20_000 : 200_000), "events/s", group256, Reach.Ratio(0.25));
    }
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
    Add("ingest", await IngestBenchmarks.IngestAsync(runtime, count), "hooks/s", parsed, Reach.Ratio(0.3));
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
    List<double> commits = [.. await AppendBenchmarks.ThreeCommitsAsync(aside, elsewhere, 300)];
    var first = await notify.RunAsync(runtime, hook);
    commits.AddRange(await AppendBenchmarks.ThreeCommitsAsync(aside, elsewhere, 300));
    var second = await notify.RunAsync(runtime, hook);
    commits.AddRange(await AppendBenchmarks.ThreeCommitsAsync(aside, elsewhere, 300));
    List<double> sent = [.. first.Concat(second).Order()];
    Say($"notify: p50 {sent[sent.Count / 2]:F1} ms, p99 {sent[sent.Count * 99 / 100]:F1} ms, hops (medians): "
        + $"{await NotifyHops.ReadAsync(runtime)}");
    Add("notify", sent[sent.Count / 2], "ms", commits.Order().ElementAt(commits.Count / 2), Reach.AtMostRatio(4));
}

if (Wanted("rebuild"))
{
    await database.ClearAsync();
    Say("rebuild");
    var events = small ? 100_000 : 1_000_000;
    var (connection, runtime) = await database.FreshAsync("rebuild");
    await using var _ = runtime;
    await SampleEvents.LoadAsync(connection, 10_000, events / 10_000);
    await ProjectionBenchmarks.ReadAsync(connection);
    var read = await ProjectionBenchmarks.ReadAsync(connection);
    Add("rebuild", await ProjectionBenchmarks.RebuildAsync(runtime, events), "events/s", read, Reach.Ratio(0.25));
}

if (Wanted("catch-up"))
{
    await database.ClearAsync();
    Say("catch-up");
    var events = small ? 40_000 : 200_000;
    Add(
        "catch-up",
        await CatchUpAsync("fresh", analyse: false),
        "events/s",
        await CatchUpAsync("analysed", analyse: true),
        Reach.Ratio(0.7));

    async Task<double> CatchUpAsync(string name, bool analyse)
    {
        var (connection, runtime) = await database.FreshAsync(name);
        await using var _ = runtime;
        await SampleEvents.LoadAsync(connection, 2_000, events / 2_000);
        if (analyse)
        {
            await using var command = runtime.Database.CreateCommand("analyze");
            await command.ExecuteNonQueryAsync();
        }

        return await ProjectionBenchmarks.CatchUpAsync(runtime, events);
    }
}

if (Wanted("activate") || Wanted("grain-call"))
{
    await database.ClearAsync();
    Say("activate, grain-call");
    var (connection, runtime) = await database.FreshAsync("activate");
    await using var _ = runtime;
    var count = small ? 1_000 : 4_000;
    await SampleEvents.LoadAsync(connection, count + 200, 50);
    await EngineBenchmarks.ActivateAsync(runtime, count, 200);
    await EngineBenchmarks.ReadStreamsAsync(connection, 0, count);
    var read = await EngineBenchmarks.ReadStreamsAsync(connection, 0, count);
    Add("activate", await EngineBenchmarks.ActivateAsync(runtime, 0, count), "grains/s", read, Reach.Ratio(0.5));
    Add("grain-call", await EngineBenchmarks.CallAsync(runtime, seconds / 2), "calls/s", null, Reach.Value(1_000_000));
}

if (Wanted("memory"))
{
    await database.ClearAsync();
    Say("memory");
    var (_, runtime) = await database.FreshAsync("memory");
    await using var _ = runtime;
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
