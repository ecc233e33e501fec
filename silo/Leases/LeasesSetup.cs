using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Leases;

/// <summary>How long a lease holds without renewal.</summary>
/// <param name="Lifetime">The time.</param>
internal sealed record LeaseSettings(TimeSpan Lifetime)
{
    /// <summary>Ten seconds.</summary>
    public static LeaseSettings Default { get; } = new(TimeSpan.FromSeconds(10));
}

/// <summary>Registers leases.</summary>
internal static class LeasesSetup
{
    /// <summary>Adds the time that leases hold.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLeases(this IServiceCollection services)
    {
        services.TryAddSingleton(LeaseSettings.Default);
        return services;
    }

    /// <summary>Adds the leases on the shards of a work, with its name as key.</summary>
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
}
