using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Sandbox.Load;
using MoodleGrains.Silo;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.Benchmarks;

/// <summary>
/// Hooks over real HTTP: answered after the inbox commit with everything behind running, beside an endpoint that does not store.
/// </summary>
internal static class IngestBenchmarks
{
    private const string Key = "a-key-for-the-benchmark";
    private const int Connections = 128;
    private const int WarmUp = 30_000;
    private const int Most = WarmUp + 200_000;

    // Each course once, then by a Zipf law.
    private static readonly int[] courses = [.. SampleEvents.Popular(Most)];

    /// <summary>Hooks a second that are answered 202.</summary>
    public static async Task<double> IngestAsync(SiloHarness runtime, int count)
    {
        await using var app = await ServeAsync(runtime.Inbox, runtime.Ledger);
        await DriveAsync(app, WarmUp, 0);
        return (await DriveAsync(app, count, WarmUp)).Rate;
    }

    /// <summary>The same endpoint, which authenticates and parses but does not store.</summary>
    public static async Task<double> ParseOnlyAsync(int count)
    {
        await using var app = await ServeAsync(new Nowhere(), new Nowhere());
        await DriveAsync(app, WarmUp, 0);
        return (await DriveAsync(app, count, WarmUp)).Rate;
    }

    /// <summary>Events a second from the first hook until the read model shows the last.</summary>
    public static async Task<double> ThroughAsync(SiloHarness runtime, int count)
    {
        await using var app = await ServeAsync(runtime.Inbox, runtime.Ledger);
        await DriveAsync(app, WarmUp, 0);
        await ShownAsync(runtime, WarmUp - 1);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = await DriveAsync(app, count, WarmUp);
        if (result.Acknowledged != count)
        {
            throw new InvalidOperationException($"{result.Acknowledged} of {count} hooks were acknowledged.");
        }

        await ShownAsync(runtime, WarmUp + count - 1);
        return count / System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ShownAsync(SiloHarness runtime, long last)
    {
        while (!await ShowsAsync(runtime, last))
        {
            await Task.Delay(10);
        }
    }

    /// <summary>The edge before a silo, and its hook's address for the shape of local_webhooks.</summary>
    public static async Task<(WebApplication App, Uri Hook)> HookAsync(SiloHarness runtime)
    {
        var app = await ServeAsync(runtime.Inbox, runtime.Ledger);
        return (app, new($"{AddressOf(app)}/hooks/bench/{Key}"));
    }

    // The last hook of all is the newest of its course, whatever overtook what on the way.
    private static async Task<bool> ShowsAsync(SiloHarness runtime, long last)
    {
        await using var command = runtime.Database.CreateCommand("""
            select (select min(position) from mg_progress where name = 'inbox') >= (select last_value from mg_inbox_sequence)
               and exists (select from mg_courses where site = 'bench' and id = $1 and summary like $2)
            """);
        command.Parameters.Add(new() { Value = LoadDriver.FirstCourse + courses[last] });
        command.Parameters.Add(new() { Value = string.Create(CultureInfo.InvariantCulture, $"%#{last:D12}%") });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static Task<LoadResult> DriveAsync(WebApplication app, int count, long first) =>
        new LoadDriver(new(new($"{AddressOf(app)}/hooks/bench/{Key}/coursecrud"), Connections, count, FirstSequence: first)
        {
            Courses = SampleEvents.Grains,
            CourseOf = sequence => courses[sequence],
        }).Run(default);

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Single();

    private static async Task<WebApplication> ServeAsync(IInbox inbox, IHookLedger ledger)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sites:bench:Url"] = "http://127.0.0.1:8090",
            ["Sites:bench:Webhooks:Key"] = Key,
            ["Sites:bench:Webhooks:Rate"] = "0",
            ["Hooks:AnswerWithin"] = "30",
        });
        builder.Services.AddSingleton(inbox).AddSingleton(ledger).AddHooks(builder.Configuration);
        var app = builder.Build();
        app.MapHooks();
        await app.StartAsync();
        return app;
    }

    private sealed class Nowhere : IInbox, IHookLedger
    {
        public ValueTask<Receipt> Accept(Received received, CancellationToken cancellationToken) => new(new Receipt(1, false));

        public void Count(string site, string shape, HookOutcome outcome)
        {
        }
    }
}
