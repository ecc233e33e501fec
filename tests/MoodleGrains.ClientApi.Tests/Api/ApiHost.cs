using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Tests.Hooks;
using Npgsql;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>The API as a silo hosts it: on a real port of loopback, over a real PostgreSQL.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    /// <summary>An address that says nothing about access.</summary>
    public const string Forgotten = "/api/forgotten";

    private static readonly ApiKey all = ApiKey.New();
    private static readonly ApiKey campus = ApiKey.New();
    private static readonly ApiKey admin = ApiKey.New();
    private static readonly ApiKey campusAdmin = ApiKey.New();
    private static readonly ApiKey roster = ApiKey.New();
    private static readonly ApiKey campusRoster = ApiKey.New();
    private static readonly ApiKey insider = ApiKey.New();
    private static readonly ApiKey local = ApiKey.New();

    private readonly WebApplication app;

    private ApiHost(WebApplication app, SaidOperations operations) => (this.app, Operations) = (app, operations);

    /// <summary>What people had done.</summary>
    public SaidOperations Operations { get; }

    /// <summary>Has the key of the silo's own machine.</summary>
    public HttpClient LocalClient => With(local.Key);

    /// <summary>Reads every site.</summary>
    public HttpClient Client => With(all.Key);

    /// <summary>Reads the site campus only.</summary>
    public HttpClient CampusClient => With(campus.Key);

    /// <summary>Changes every site.</summary>
    public HttpClient AdminClient => With(admin.Key);

    /// <summary>Changes the site campus, and reads none.</summary>
    public HttpClient CampusAdminClient => With(campusAdmin.Key);

    /// <summary>Reads every site, and changes and runs its rosters.</summary>
    public HttpClient RosterClient => With(roster.Key);

    /// <summary>Changes and runs the rosters of the site campus, and reads none.</summary>
    public HttpClient CampusRosterClient => With(campusRoster.Key);

    /// <summary>Does all that there is with rosters of the site campus, its files too.</summary>
    public HttpClient InsiderClient => With(insider.Key);

    /// <summary>Has no key.</summary>
    public HttpClient Stranger => new() { BaseAddress = Address };

    public IEnumerable<RouteEndpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private Uri Address
        => new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    public static async Task<ApiHost> Start(
        string connectionString, TimeProvider clock, IEventReader reader, IAggregateClient grains, IReadiness readiness,
        params IReadOnlyList<string> sites)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration
            .AddInMemoryCollection(sites.Select(site => KeyValuePair.Create($"Sites:{site}:Url", (string?)$"https://{site}.example")));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ApiKeys:all:Hash"] = all.Hash,
            ["ApiKeys:all:Scopes:0"] = "read:*",
            ["ApiKeys:campus:Hash"] = campus.Hash,
            ["ApiKeys:campus:Scopes"] = "read:campus",
            ["ApiKeys:admin:Hash"] = admin.Hash,
            ["ApiKeys:admin:Scopes"] = "admin",
            ["ApiKeys:insider:Hash"] = insider.Hash,
            ["ApiKeys:insider:Scopes"] = "admin:campus roster:campus read:campus",
            ["ApiKeys:campus-admin:Hash"] = campusAdmin.Hash,
            ["ApiKeys:campus-admin:Scopes"] = "admin:campus",
            ["ApiKeys:roster:Hash"] = roster.Hash,
            ["ApiKeys:roster:Scopes"] = "roster read:*",
            ["ApiKeys:campus-roster:Hash"] = campusRoster.Hash,
            ["ApiKeys:campus-roster:Scopes"] = "roster:campus",
        });
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString)).AddSingleton(clock).AddSingleton(reader)
            .AddSingleton(readiness)
            .AddSingleton(grains)
            .AddSingleton<IRulePreviews>(new SaidPreviews())
            .AddSingleton<IRosterChecks>(new SaidChecks())
            .AddSingleton<IInbox>(new FakeInbox())
            .AddSingleton<IHookLedger>(new FakeLedger())
            .AddSingleton(new LocalAdministrator(local.Key))
            .AddSingleton(new DigestTerms(null, false, 50, "UTC", "en"));
        var operations = new SaidOperations();
        builder.Services.AddSingleton<IPauses>(operations).AddSingleton<IDeadLetters>(operations).AddSingleton<IParked>(operations)
            .AddSingleton<IRebuilds>(operations).AddSingleton<IPolls>(operations).AddSingleton<IRunObstacles>(operations);
        builder.Services.AddHooks(builder.Configuration).AddApi();
        var app = builder.Build();
        app.MapApi();
        app.MapHooks();
        app.MapDigests();
        app.MapGet(Forgotten, () => "an address whose author forgot about access");
        await app.StartAsync();
        return new(app, operations);
    }

    public HttpClient With(string key)
    {
        var client = Stranger;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public Task Stop() => app.StopAsync();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
