using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Leases;
using MoodleGrains.Silo.Orleans;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Tests;

/// <summary>What a test's silo is made of. What is null is this build's own.</summary>
internal sealed record HarnessOptions
{
    public required string ConnectionString { get; init; }

    public IReadOnlyList<IGrainKind>? Kinds { get; init; }

    public IReadOnlyList<ReadModel>? ReadModels { get; init; }

    public SnapshotSettings Snapshots { get; init; } = new();

    /// <summary>Whether Orleans hosts the grains, as in the product, once the silo is started.</summary>
    public bool Orleans { get; init; }

    public GroupCommitLimits Commits { get; init; } = new();

    public UnitLimits Units { get; init; } = UnitLimits.Default;

    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);

    public TimeSpan LeaseLifetime { get; init; } = LeaseSettings.Default.Lifetime;

    public IReadOnlyList<Func<RecordedEvent, IReadOnlyList<Effect>>>? Reactions { get; init; }

    public IReadOnlyList<EffectType>? Effects { get; init; }

    /// <summary>Who does effects, beside the timers. Asked for when all else is there.</summary>
    public Func<SiloHarness, IReadOnlyList<EffectHandler>> Handlers { get; init; } = _ => [];

    public Func<WebhookPayload, long, IReadOnlyList<Effect>> Hints { get; init; } = (_, _) => [];

    public Func<NpgsqlDataSource, IDeliveryScope>? Scope { get; init; }

    public OutboxSettings Outbox { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required ILoggerFactory Loggers { get; init; }
}

/// <summary>A silo without web server and outside systems, of the same registrations as the product's.</summary>
internal sealed class SiloHarness : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private bool started;

    /// <summary>Puts it together; nothing is opened yet.</summary>
    public SiloHarness(HarnessOptions options)
    {
        var collection = new ServiceCollection()
            .AddSingleton(options.Loggers)
            .AddLogging()
            .AddSingleton(options.Time)
            .AddSingleton(new DatabaseAddress(options.ConnectionString))
            .AddSingleton(new SiloSettings { DataFolder = "data", InboxRetention = options.Retention })
            .AddSingleton(options.Snapshots)
            .AddSingleton(options.Commits)
            .AddSingleton(options.Units)
            .AddSingleton(new LeaseSettings(options.LeaseLifetime))
            .AddSingleton(options.Outbox)
            .AddSingleton(provider => new EffectRegistry(
                provider.GetServices<EffectType>(), () => [.. provider.GetServices<EffectHandler>(), .. options.Handlers(this)]))
            .AddSingleton<IDeliveryHints>(new DelegateHints(options.Hints))
            .AddDatabase()
            .AddCatalogue();
        Instead(collection, options.Kinds);
        Instead(collection, options.ReadModels);
        Instead(collection, options.Reactions);
        Instead(collection, options.Effects);
        if (options.Scope is { } scope)
        {
            collection.AddSingleton(provider => scope(provider.Pool(Pools.Pages)));
        }

        collection.AddSignals().AddPauses().AddLeases().AddEventStore().AddGrains();
        if (options.Orleans)
        {
            var configuration = new ConfigurationBuilder().Build();
            collection.AddSingleton<IConfiguration>(configuration).AddOrleansSilo(configuration);
        }
        else
        {
            collection
                .AddSingleton<InMemoryGrains>()
                .AddSingleton<IAggregateClient>(provider => provider.GetRequiredService<InMemoryGrains>())
                .AddSingleton<IGrainDeliveries>(provider => provider.GetRequiredService<InMemoryGrains>());
        }

        services = collection.AddInbox().AddOutbox().AddLifetime().BuildServiceProvider();
        ConnectionString = options.ConnectionString;
        Time = options.Time;

        // Some tests deliver effects by themselves.
        _ = services.GetRequiredService<EffectRegistry>().Handlers;
    }

    public string ConnectionString { get; }

    public TimeProvider Time { get; }

    public string Id => services.GetRequiredService<SiloId>().Value;

    public NpgsqlDataSource Database => services.GetRequiredService<NpgsqlDataSource>();

    public IAggregateClient Grains => services.GetRequiredService<IAggregateClient>();

    public UnitWriter Units => services.GetRequiredService<UnitWriter>();

    public IDocumentStore Store => services.GetRequiredService<IDocumentStore>();

    public InboxWriter Inbox => services.GetRequiredService<InboxWriter>();

    public Streams Streams => services.GetRequiredService<Streams>();

    public EventReader Reader => services.GetRequiredService<EventReader>();

    public ReadModels Models => services.GetRequiredService<ReadModels>();

    public Rebuild Rebuild => services.GetRequiredService<Rebuild>();

    public ParkedDeliveries ParkedDeliveries => services.GetRequiredService<ParkedDeliveries>();

    public Dispatcher Dispatcher => services.GetRequiredService<Dispatcher>();

    public IOutbox Effects => services.GetRequiredService<IOutbox>();

    public Silo.Outbox.Outbox Outbox => services.GetRequiredService<Silo.Outbox.Outbox>();

    public EffectUpkeep Upkeep => services.GetRequiredService<EffectUpkeep>();

    public Pauses Pauses => services.GetRequiredService<Pauses>();

    public Notifications Notifications => services.GetRequiredService<Notifications>();

    public HookLedger Ledger => services.GetRequiredService<HookLedger>();

    public ClientApi.Api.IReadiness Readiness => services.GetRequiredService<ClientApi.Api.IReadiness>();

    /// <summary>A service of this silo.</summary>
    public T Services<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Makes a service of this silo's parts.</summary>
    public T Make<T>(params object[] parameters) => ActivatorUtilities.CreateInstance<T>(services, parameters);

    /// <summary>Brings the schema to this build's version, and read models with it.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken)
        => services.GetRequiredService<SiloPreparation>().RunAsync(cancellationToken);

    /// <summary>Prepares, and starts everything that runs by itself.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        started = true;
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted.OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(cancellationToken);
        }

        foreach (var service in hosted)
        {
            await service.StartAsync(cancellationToken);
        }
    }

    /// <summary>Stops as the host does.</summary>
    public async ValueTask DisposeAsync()
    {
        var hosted = services.GetServices<IHostedService>().Reverse().ToList();
        foreach (var service in hosted.Where(service => started || service is SiloLifetime))
        {
            await service.StopAsync(CancellationToken.None);
        }

        if (services.GetService<InMemoryGrains>() is { } grains)
        {
            await grains.DisposeAsync();
        }

        foreach (var service in hosted.OfType<IHostedLifecycleService>())
        {
            await service.StoppedAsync(CancellationToken.None);
        }

        await services.DisposeAsync();
    }

    private static void Instead<T>(IServiceCollection services, IReadOnlyList<T>? others)
        where T : class
    {
        if (others is null)
        {
            return;
        }

        services.RemoveAll<T>();
        foreach (var other in others)
        {
            services.AddSingleton(other);
        }
    }

    private sealed class DelegateHints(Func<WebhookPayload, long, IReadOnlyList<Effect>> hints) : IDeliveryHints
    {
        public IReadOnlyList<Effect> Of(WebhookPayload payload, long now) => hints(payload, now);
    }
}
