using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>Registers read models and reactions.</summary>
internal static class ProjectionsSetup
{
    /// <summary>The name of the leases on the shards of the event log.</summary>
    public const string Leases = "projections";

    /// <summary>Adds the projections.</summary>
    /// <param name="services">The services; among them each <see cref="ReadModelTable"/> and each reaction.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProjections(this IServiceCollection services) => services
        .AddPool(Pools.Pages, 8, EventPages.ReaderOptions)
        .AddShardLeases(Leases)
        .AddSingleton(provider => new ReadModels(
            provider.GetRequiredService<NpgsqlDataSource>(), [.. provider.GetServices<ReadModelTable>()]))
        .AddSingleton(provider => new EventPages(
            provider.Pool(Pools.Pages), provider.GetRequiredService<GrainKinds>(), provider.GetRequiredService<LogTail<CausedEvent>>()))
        .AddSingleton(provider => new Reactions(
            [.. provider.GetServices<Func<RecordedEvent, IReadOnlyList<Effect>>>()],
            provider.GetRequiredService<EffectRegistry>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<ReactionsAtOnce>()
        .AddSingleton<Follow>(provider => provider.GetRequiredService<ReactionsAtOnce>().Follow)
        .AddSingleton<Rebuild>()
        .AddSingleton(provider => new ParkedReactions(
            provider.Pool(Pools.Pages),
            provider.GetRequiredService<EventPages>(),
            provider.GetRequiredService<Reactions>(),
            provider.GetRequiredService<Notifications>()))
        .AddSingleton<ParkedRows>()
        .AddSingleton(provider =>
        {
            var notifications = provider.GetRequiredService<Notifications>();
            return new Daemon(
                provider.Pool(Pools.Pages),
                provider.GetRequiredKeyedService<ShardLeases>(Leases),
                provider.Watermark(LogName.Events, notifications.Events),
                notifications,
                provider.GetRequiredService<Outbox.Outbox>(),
                provider.GetRequiredService<Pauses>(),
                provider.GetRequiredService<EventPages>(),
                provider.GetRequiredService<ReadModels>(),
                provider.GetRequiredService<Reactions>(),
                provider.GetRequiredService<ILogger<Daemon>>());
        })
        .AddBackgroundPart<Daemon>((daemon, stop) => daemon.RunAsync(stop));
}
