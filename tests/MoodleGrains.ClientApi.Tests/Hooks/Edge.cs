using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

/// <summary>The edge on a real Kestrel, with an inbox in memory.</summary>
internal sealed class Edge : IAsyncDisposable
{
    public const string Key = "path-key-0123456789abcdef";

    private readonly WebApplication app;

    private Edge(WebApplication app, FakeInbox inbox, FakeLedger ledger, ShiftedClock clock)
    {
        (this.app, Inbox, Ledger, Clock) = (app, inbox, ledger, clock);
        Addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address))];
        Client = new HttpClient { BaseAddress = Address };
    }

    public FakeInbox Inbox { get; }

    public FakeLedger Ledger { get; }

    public ShiftedClock Clock { get; }

    /// <summary>In the order of the configuration's endpoints.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    public Uri Address => Addresses[0];

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<Edge> Start(Dictionary<string, string?>? settings = null, Action<ILoggingBuilder>? logging = null)
    {
        var (inbox, ledger, clock) = (new FakeInbox(), new FakeLedger(), new ShiftedClock());
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Sites:campus:Webhooks:Key"] = Key, ["Urls"] = "http://127.0.0.1:0" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IInbox>(inbox).AddSingleton<IHookLedger>(ledger).AddSingleton<TimeProvider>(clock);
        builder.Services.AddHooks(builder.Configuration);
        var app = builder.Build();
        app.MapHooks();
        await app.StartAsync();
        return new Edge(app, inbox, ledger, clock);
    }

    public Task<HttpResponseMessage> Post(string path, string body, params (string Name, string Value)[] headers) =>
        Post(path, Encoding.UTF8.GetBytes(body), headers);

    public async Task<HttpResponseMessage> Post(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Content.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Sends bytes as they are and reads what comes until the server closes or <paramref name="until"/> stands in it.</summary>
    public async Task<string> Raw(string bytes, string? until = null)
    {
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await client.ConnectAsync(Address.Host, Address.Port, patience.Token);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes), patience.Token);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (until is null || !answer.ToString().Contains(until, StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer, patience.Token);
            if (read == 0) break;
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

internal sealed class FakeInbox : IInbox
{
    private readonly ConcurrentDictionary<string, long> seen = new();

    public ConcurrentQueue<Received> Stored { get; } = new();

    /// <summary>What to do instead of storing at once.</summary>
    public Func<Received, Task<Receipt>>? Instead { get; set; }

    public ValueTask<Receipt> Accept(Received received, CancellationToken cancellationToken)
    {
        if (Instead is { } instead) return new ValueTask<Receipt>(instead(received));
        Stored.Enqueue(received);
        var position = Stored.Count;
        var first = seen.GetOrAdd(received.DeliveryId, position);
        return ValueTask.FromResult(new Receipt(first, first != position));
    }
}

internal sealed class FakeLedger : IHookLedger
{
    public ConcurrentQueue<(string Site, string Shape, HookOutcome Outcome)> Counts { get; } = new();

    public void Count(string site, string shape, HookOutcome outcome) => Counts.Enqueue((site, shape, outcome));
}

/// <summary>The real clock, moved on by a test.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref shift));

    public override long GetTimestamp()
        => base.GetTimestamp() + (Interlocked.Read(ref shift) * (TimestampFrequency / TimeSpan.TicksPerSecond));
}

internal static class Answers
{
    public static async Task<JsonObject> Json(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>Asserts a problem of RFC 9457, field by field.</summary>
    public static async Task ShouldBeProblem(
        this HttpResponseMessage response,
        HttpStatusCode status,
        string field,
        string value,
        string remedy)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var json = await response.Json();
        ((int?)json["status"]).ShouldBe((int)status);
        ((string?)json["title"]).ShouldNotBeNullOrEmpty();
        ((string?)json["field"]).ShouldBe(field);
        ((string?)json["value"]).ShouldBe(value);
        ((string?)json["remedy"]).ShouldBe(remedy);
    }
}
