using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.Silo.Composition;

namespace MoodleGrains.Silo.Signals;

/// <summary>Registers what wakes the parts of this silo and of others.</summary>
internal static class SignalsSetup
{
    /// <summary>Adds notifications.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSignals(this IServiceCollection services) => services
        .AddSingleton<Notifications>()
        .AddBackgroundPart<Notifications>((notifications, stop) => notifications.RunAsync(stop));
}
