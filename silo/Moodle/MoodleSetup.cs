using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Notices;

namespace MoodleGrains.Silo.Moodle;

/// <summary>Registers the Moodle sites and reading them.</summary>
internal static class MoodleSetup
{
    /// <summary>Adds Moodle.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMoodle(this IServiceCollection services) => services
        .AddPolling()
        .AddSettings(SiteAccount.Read)
        .AddSingleton(provider => MoodleSites.Open(
            provider.GetRequiredService<IReadOnlyList<SiteAccount>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton<Func<string, MoodleSite?>>(provider => provider.GetRequiredService<MoodleSites>().Find)
        .AddSingleton<INoticeSource>(provider => new DelegateNoticeSource(
            NoticeKinds.TokenEnds,
            () => EndingTokens.Of(
                provider.GetRequiredService<IReadOnlyList<SiteAccount>>(), provider.GetRequiredService<TimeProvider>().GetUtcNow())));
}
