using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Database;

namespace MoodleGrains.Silo.Configuration;

/// <summary>Registers the silo's own settings.</summary>
internal static class ConfigurationSetup
{
    /// <summary>Adds the settings, and where the database is.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSiloSettings(this IServiceCollection services) => services
        .AddSettings(SiloSettings.Read)
        .AddSingleton(provider => provider.GetRequiredService<SiloSettings>().ForPrivatePostgres())
        .AddSingleton(provider => new DatabaseAddress(provider.GetRequiredService<SiloSettings>().Postgres));
}
