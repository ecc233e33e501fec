using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Log;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Registers reading from and appending to streams.</summary>
internal static class EventStoreSetup
{
    // A plan made while a table was empty must be right when it is not.
    private const string LookupOptions = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

    /// <summary>Adds the event store.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEventStore(this IServiceCollection services) => services
        .AddPool(Pools.Lookups, 12, LookupOptions)
        .AddSingleton(new LogTail<CausedEvent>())
        .AddSingleton(provider => new StreamLoader(provider.Pool(Pools.Lookups)))
        .AddSingleton<EventReader>()
        .AddSingleton<IEventReader>(provider => provider.GetRequiredService<EventReader>())
        .AddSingleton(provider => new EventWriter(
            provider.GetRequiredService<DatabaseAddress>().ConnectionString,
            provider.GetRequiredService<GroupCommitLimits>(),
            provider.GetRequiredService<LogTail<CausedEvent>>(),
            provider.GetRequiredService<Notifications>().Events,
            provider.GetRequiredService<Follow>(),
            provider.GetRequiredService<ILogger<EventWriter>>()));
}
