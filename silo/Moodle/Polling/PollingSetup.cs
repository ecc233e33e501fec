using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.ClientApi;
using MoodleGrains.Polling;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Registers the poller.</summary>
internal static class PollingSetup
{
    /// <summary>Adds the poller, and what it makes of deliveries.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPolling(this IServiceCollection services) => services
        .AddSettings(PollSettings.Read)
        .AddSingleton(provider => provider.GetRequiredService<PollSettings>().Conferences)
        .AddSingleton<IDeliveryHints, Hints>()
        .AddSingleton<IDeliveryScope>(provider => new WebhookScope(
            provider.GetRequiredService<PollSettings>(), provider.Pool(Pools.Pages)))
        .AddSingleton<Known>()
        .AddSingleton<ListGuard>()
        .AddSingleton<CourseTurns>()
        .AddSingleton<Observations>()
        .AddSingleton<PolledPeople>()
        .AddSingleton<Unheard>()
        .AddSingleton<PollRuns>()
        .AddSingleton<Reach>()
        .AddSingleton<ConferenceReadings>()
        .AddSingleton<ConferencePoll>()
        .AddSingleton<EnrolmentSweep>()
        .AddSingleton<CompletionSweep>()
        .AddSingleton<SiteScope>()
        .AddSingleton<SiteLists>()
        .AddSingleton<UserSweep>()
        .AddSingleton<Reconcile>()
        .AddEffectHandler<PollSite, PollSiteDeliverer>(PollSite.Effect, OutboxParts.Moodle, body => body.Site)
        .AddEffectHandler<ReadSoon, ReadSoonDeliverer>(PollingEffectTypes.ReadSoon, OutboxParts.Moodle, body => body.Site)

        // Held with the announcements, not with Moodle: a ping goes also when Moodle may not be asked.
        .AddEffectHandler<ReadBeforePing, ReadBeforePingDeliverer>(
            AnnouncementEffectTypes.ReadBeforePing, OutboxParts.Announcements, body => body.Site)
        .AddStartUp<PollingStart>();
}

/// <summary>Arms the timers, and says which sites are polled and which are not.</summary>
/// <param name="settings">The settings.</param>
/// <param name="outbox">Takes the timers.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is said.</param>
internal sealed class PollingStart(PollSettings settings, IOutbox outbox, TimeProvider time, ILogger<PollingStart> logger) : IStartUp
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (site, why) in settings.NotPolled)
        {
            logger.LogInformation("{Site} is not polled: {Why}; only its webhooks are heard", site, why);
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var start = Guid.NewGuid().ToString("N");
        foreach (var site in settings.Polled)
        {
            logger.LogInformation(
                "{Site} is polled every {Full}, its conferences every {Conferences}",
                site.Site,
                site.Full,
                site.Conferences);
            await outbox.PutAsync(
                [
                    new PollSite(site.Site, PollSite.Full, (long)site.Full.TotalSeconds).AtStart(start, now),
                    new PollSite(site.Site, PollSite.Conferences, (long)site.Conferences.TotalSeconds).AtStart(start, now),
                ],
                cancellationToken);
        }
    }
}
