using Microsoft.Extensions.DependencyInjection;

namespace MoodleGrains.Silo.Telemetry;

/// <summary>Registers meters and their export.</summary>
internal static class TelemetrySetup
{
    /// <summary>Adds telemetry.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTelemetry(this IServiceCollection services) => services.AddHostedService<SiloTelemetry>();
}
