using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Leases;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>Registers the inbox and its dispatcher.</summary>
internal static class InboxSetup
{
    /// <summary>The name of the leases on the shards of the inbox.</summary>
    public const string Leases = "inbox";

    // A silo that froze in the middle of storing must not hold every reader up for longer.
    private const string Options = "-c idle_in_transaction_session_timeout=15000";

    /// <summary>Adds the inbox.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInbox(this IServiceCollection services)
    {
        services.TryAddSingleton(new GroupCommitLimits());
        return services
            .AddPool(Pools.Inbox, 2, Options)
            .AddPool(Pools.Pages, 8, InboxReader.Options)
            .AddShardLeases(Leases)

            // Deliveries keep the order in which they came: one writer.
            .AddSingleton(provider => new InboxWriter(
                provider.Pool(Pools.Inbox),
                provider.GetRequiredService<GroupCommitLimits>() with { Writers = 1 },
                provider.GetRequiredService<Notifications>(),
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
    }

    private static Dispatcher Dispatcher(IServiceProvider services)
    {
        var (notifications, effects) = (services.GetRequiredService<Notifications>(), services.GetRequiredService<EffectRegistry>());
        var (hints, time) = (services.GetService<IDeliveryHints>(), services.GetRequiredService<TimeProvider>());
        return new(
            services.Pool(Pools.Pages),
            services.GetRequiredKeyedService<ShardLeases>(Leases),
            new Watermark(
                LogName.Inbox, services.Pool(Pools.Pages), notifications.Inbox, services.GetRequiredService<ILogger<Watermark>>()),
            notifications,
            services.GetRequiredService<Pauses>(),
            services.GetRequiredService<IGrainDeliveries>(),
            services.GetRequiredService<IHookLedger>(),
            payload => hints is null
                ? []
                : [.. hints.Of(payload, time.GetUtcNow().ToUnixTimeSeconds())
                    .Select(hint => effects.Store(hint, payload.Delivery.TraceParent))],
            services.GetService<IDeliveryScope>(),
            time,
            services.GetRequiredService<ILogger<Dispatcher>>());
    }
}
