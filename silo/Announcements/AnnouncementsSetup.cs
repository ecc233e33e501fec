using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.Announcements;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Registers announcing.</summary>
internal static class AnnouncementsSetup
{
    /// <summary>Adds announcing.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddAnnouncements(this IServiceCollection services) => services
        .AddSettings(AnnouncementSettings.Read)
        .AddSingleton<SiteReader>()
        .AddSingleton<AnnouncementRegistry>()
        .AddSingleton<RuleChangeLimit>()
        .AddSingleton<IRulePreviews>(provider => new RulePreviews(
            new(provider.GetRequiredService<NpgsqlDataSource>()),
            provider.GetRequiredService<AnnouncementSettings>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddEffectHandler<ReconcileAnnouncements, Announcer>(
            AnnouncementEffectTypes.ReconcileAnnouncements, OutboxParts.Announcements, countsAttempts: false)
        .AddStartUp<AnnouncementsStart>();
}
