using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MoodleGrains.Silo.Engine;

/// <summary>Registers the engine that hosts the grains.</summary>
internal static class EngineSetup
{
    /// <summary>Adds the engine.</summary>
    /// <param name="services">The services; among them each <see cref="IGrainKind"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(new EngineSettings());
        return services
            .AddSingleton<GrainKinds>()
            .AddSingleton<ActivationServices>()
            .AddSingleton<EmbeddedGrains>()
            .AddSingleton<IAggregateClient>(provider => provider.GetRequiredService<EmbeddedGrains>())
            .AddSingleton<IGrainDeliveries>(provider => provider.GetRequiredService<EmbeddedGrains>());
    }
}
