using MoodleGrains.ClientApi.Api;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Mail;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Registers the clock, and how the silo starts and stops.</summary>
internal static class HostingSetup
{
    /// <summary>Adds the clock: the machine's, or that of <c>Clock:Url</c>.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddClock(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<SiloSettings>().Clock is { } url
            ? new RemoteClock(url, provider.GetRequiredService<ILogger<RemoteClock>>())
            : TimeProvider.System);

    /// <summary>Adds the start and the stop. It comes behind all that runs by itself.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLifetime(this IServiceCollection services) => services
        .AddSingleton<SiloPreparation>()
        .AddSingleton<IReadiness, Readiness>()
        .AddHostedService<SiloLifetime>();

    /// <summary>Adds what one outside system needs of another: they do not know each other.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddBridges(this IServiceCollection services) => services
        .AddSingleton<MailedAccounts>()
        .AddSingleton<AskMoodle>(provider => provider.GetRequiredService<MailedAccounts>().AskAsync);
}
