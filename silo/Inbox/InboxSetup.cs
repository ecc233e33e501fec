using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>Registers the inbox and its dispatcher.</summary>
internal static class InboxSetup
{
    /// <summary>The name of the leases on the shards of the inbox.</summary>
    public const string Leases = "inbox";

    /// <summary>Adds the inbox.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInbox(this IServiceCollection services) => services
        .AddShardLeases(Leases)
        .AddSingleton(new LogTail<StoredDelivery>())

        // Deliveries keep the order in which they came: one writer.
        .AddSingleton(provider => new InboxWriter(
            provider.GetRequiredService<DatabaseAddress>().ConnectionString,
            provider.GetRequiredService<GroupCommitLimits>() with { Writers = 1 },
            provider.GetRequiredService<LogTail<StoredDelivery>>(),
            provider.GetRequiredService<Notifications>().Inbox,
            provider.GetRequiredService<ILogger<InboxWriter>>()))
        .AddSingleton<IInbox>(provider => provider.GetRequiredService<InboxWriter>())
        .AddSingleton<HookLedger>()
        .AddSingleton<IHookLedger>(provider => provider.GetRequiredService<HookLedger>())
        .AddSingleton(provider => new InboxPartitions(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<SiloSettings>().InboxRetention,
            provider.GetRequiredService<ILogger<InboxPartitions>>()))
        .AddSingleton<ParkedDeliveries>()
        .AddSingleton(Dispatcher)
        .AddBackgroundPart<HookLedger>((ledger, stop) => ledger.RunAsync(stop))
        .AddBackgroundPart<InboxPartitions>((partitions, stop) => partitions.RunAsync(stop))
        .AddBackgroundPart<Dispatcher>((dispatcher, stop) => dispatcher.RunAsync(stop));

    private static Dispatcher Dispatcher(IServiceProvider services)
    {
        var (notifications, effects) = (services.GetRequiredService<Notifications>(), services.GetRequiredService<EffectRegistry>());
        var (hints, time) = (services.GetService<IDeliveryHints>(), services.GetRequiredService<TimeProvider>());
        return new(
            services.Pool(Pools.Pages),
            services.GetRequiredKeyedService<ShardLeases>(Leases),
            services.Watermark(LogName.Inbox, notifications.Inbox),
            notifications,
            services.GetRequiredService<Pauses>(),
            services.GetRequiredService<IAggregateClient>(),
            services.GetRequiredService<IHookLedger>(),
            services.GetRequiredService<LogTail<StoredDelivery>>(),
            payload => hints is null
                ? []
                : [.. hints.Of(payload, time.GetUtcNow().ToUnixTimeSeconds())
                    .Select(hint => effects.Store(hint, payload.Delivery.TraceParent))],
            services.GetService<IDeliveryScope>(),
            time,
            services.GetRequiredService<ILogger<Dispatcher>>());
    }
}
