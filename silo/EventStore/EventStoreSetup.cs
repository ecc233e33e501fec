using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Registers Marten and what writes and reads by it.</summary>
internal static class EventStoreSetup
{
    // A silo that froze between two statements must not hold its streams for longer.
    private const string Options = "-c idle_in_transaction_session_timeout=15000";

    /// <summary>Adds the event store.</summary>
    /// <param name="services">The services; among them each <see cref="ReadModel"/> and each reaction.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEventStore(this IServiceCollection services)
    {
        services.TryAddSingleton(UnitLimits.Default);
        return services
            .AddPool(Pools.Streams, 12, Options)
            .AddSingleton(provider => new ReadModels([.. provider.GetServices<ReadModel>()]))
            .AddSingleton<IDocumentStore>(provider => MartenOptions.Open(
                provider.Pool(Pools.Streams),
                provider.GetRequiredService<GrainKinds>(),
                provider.GetRequiredService<ReadModels>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<Streams>()
            .AddSingleton<IStreams>(provider => provider.GetRequiredService<Streams>())
            .AddSingleton<EventReader>()
            .AddSingleton<IEventReader>(provider => provider.GetRequiredService<EventReader>())
            .AddSingleton(provider => new Reactions(
                [.. provider.GetServices<Func<RecordedEvent, IReadOnlyList<Effect>>>()],
                provider.GetRequiredService<EffectRegistry>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new UnitGroup(
                provider.Pool(Pools.Streams),
                provider.GetRequiredService<IDocumentStore>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<UnitWriter>()
            .AddSingleton<Schema>()
            .AddSingleton<Rebuild>();
    }
}
