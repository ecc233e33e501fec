using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.Silo.Composition;

namespace MoodleGrains.Silo.Pausing;

/// <summary>Registers what knows the pauses.</summary>
internal static class PausingSetup
{
    /// <summary>Adds pauses.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPauses(this IServiceCollection services) => services
        .AddSingleton<Pauses>()
        .AddBackgroundPart<Pauses>((pauses, stop) => pauses.RunAsync(stop));
}
