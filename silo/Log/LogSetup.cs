using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Composition;
using Npgsql;

namespace MoodleGrains.Silo.Log;

/// <summary>How long a lease holds without renewal.</summary>
/// <param name="Lifetime">The time.</param>
internal sealed record LeaseSettings(TimeSpan Lifetime)
{
    /// <summary>Ten seconds.</summary>
    public static LeaseSettings Default { get; } = new(TimeSpan.FromSeconds(10));
}

/// <summary>Registers what the readers and writers of the logs share.</summary>
internal static class LogSetup
{
    /// <summary>Adds notifications, pauses and the bounds of writers and leases.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLog(this IServiceCollection services)
    {
        services.TryAddSingleton(LeaseSettings.Default);
        services.TryAddSingleton(new GroupCommitLimits());
        return services
            .AddSingleton<Notifications>()
            .AddSingleton<Pauses>()
            .AddBackgroundPart<Notifications>((notifications, stop) => notifications.RunAsync(stop))
            .AddBackgroundPart<Pauses>((pauses, stop) => pauses.RunAsync(stop));
    }

    /// <summary>Adds the leases on the shards of one reader of a log, with their name as key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddShardLeases(this IServiceCollection services, string name) =>
        services.AddKeyedSingleton(name, (provider, _) => new ShardLeases(
            provider.GetRequiredService<NpgsqlDataSource>(),
            name,
            Sharding.Shards,
            provider.GetRequiredService<SiloId>().Value,
            provider.GetRequiredService<LeaseSettings>().Lifetime));

    /// <summary>Makes a watermark of a log.</summary>
    /// <param name="services">The services.</param>
    /// <param name="log">The log.</param>
    /// <param name="commits">Signals commits of this silo.</param>
    /// <returns>The watermark.</returns>
    public static Watermark Watermark(this IServiceProvider services, LogName log, LogSignal commits) =>
        new(log, services.Pool(Pools.Pages), commits, services.GetRequiredService<ILogger<Watermark>>());
}
