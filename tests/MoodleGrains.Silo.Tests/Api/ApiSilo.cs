using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Tests.Inbox;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Api;

/// <summary>The web server of a silo over its real tables and views, with a clock that stands where it is put.</summary>
internal sealed class ApiSilo : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly NpgsqlDataSource database;

    private ApiSilo(WebApplication app, NpgsqlDataSource database, SiloHarness runtime, SetClock clock, string key)
    {
        (this.app, this.database, Runtime, Clock, Key) = (app, database, runtime, clock, key);
        Stranger = new() { BaseAddress = new(app.Urls.First()) };
        Admin = new() { BaseAddress = new(app.Urls.First()) };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public SiloHarness Runtime { get; }

    public SetClock Clock { get; }

    /// <summary>The key of <see cref="Admin"/>.</summary>
    public string Key { get; }

    /// <summary>May read and administer every site, its rosters too.</summary>
    public HttpClient Admin { get; }

    /// <summary>Has no key.</summary>
    public HttpClient Stranger { get; }

    public static async Task<ApiSilo> Start(
        SiloHarness runtime,
        Action<NpgsqlDataSourceBuilder>? with = null,
        IAggregateClient? grains = null,
        params (string Name, string Value)[] settings)
    {
        var (key, clock) = (ApiKey.New(), new SetClock());
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Sites:campus:Url"] = "https://moodle.example",
            ["Sites:annex:Url"] = "https://annex.example",
            ["ApiKeys:tests:Hash"] = key.Hash,
            ["ApiKeys:tests:Scopes"] = "read:* admin roster",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Logging.ClearProviders();
        var source = new NpgsqlDataSourceBuilder(runtime.ConnectionString);
        with?.Invoke(source);
        var database = source.Build();
        builder.Services.AddSingleton(database).AddSingleton<TimeProvider>(clock)
            .AddSingleton<IEventReader>(runtime.Reader).AddSingleton<IAggregateClient>(grains ?? runtime.Grains)
            .AddSingleton<IInbox>(runtime.Inbox).AddSingleton<IHookLedger>(runtime.Ledger).AddSingleton<IReadiness>(runtime.Readiness)
            .AddSingleton(runtime.ParkedDeliveries).AddSingleton(runtime.Effects)
            .AddSingleton(runtime.Rebuild).AddSingleton(runtime.Models).AddSettings(PollSettings.Read)
            .AddSingleton(MailSettings.Read(builder.Configuration, []).Digests).AddOperations();
        builder.Services.AddHooks(builder.Configuration).AddApi();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHooks();
        app.MapApi();
        app.MapDigests();
        await app.StartAsync();
        return new(app, database, runtime, clock, key.Key);
    }

    /// <summary>Tells grains something and waits until the read models show it.</summary>
    public async Task Tell(StreamKey grain, params ICommand[] commands)
    {
        var outcome = await Runtime.Grains.Send(grain, new(commands), CancellationToken.None);
        outcome.Refusal.ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Stranger.Dispose();
        await app.DisposeAsync();
        await database.DisposeAsync();
        await Runtime.DisposeAsync();
    }
}

/// <summary>A clock that stands where it is put; waiting goes by the real one.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
