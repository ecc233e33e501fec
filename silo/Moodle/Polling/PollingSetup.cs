using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.Polling;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Puts the poller together.</summary>
internal static class PollingSetup
{
    /// <summary>Who does the effects of polling.</summary>
    /// <param name="runtime">The silo.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="sites">The client of a site; null where it has none.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <returns>The handlers.</returns>
    public static IReadOnlyList<EffectHandler> Deliverers(
        SiloRuntime runtime, PollSettings settings, Func<string, MoodleSite?> sites, ILoggerFactory loggers)
    {
        var (database, grains, time) = (runtime.Database, runtime.Grains, runtime.Time);
        var known = new Known(database);
        var guard = new ListGuard(database, loggers.CreateLogger<ListGuard>());
        var turns = new CourseTurns(database);
        var observations = new Observations(grains, database, loggers.CreateLogger<Observations>());
        var people = new PolledPeople(database);
        var unheard = new Unheard(database);
        var runs = new PollRuns(database);
        var reach = new Reach(runs, loggers.CreateLogger<Reach>());
        var conferences = new ConferencePoll(
            settings.Conferences, known, guard, turns, new(database), observations, unheard, grains);
        var enrolments = new EnrolmentSweep(turns, guard, observations, people, unheard, grains);
        var completions = new CompletionSweep(database, observations, grains);
        var scope = new SiteScope(database, guard, known, turns, observations);
        var lists = new SiteLists(reach, known, guard, turns, observations, unheard, scope);
        var users = new UserSweep(database, known, guard, lists, observations, people, unheard, scope);
        var reconcile = new Reconcile(
            reach, lists, users, conferences, enrolments, completions, turns, known, unheard,
            settings.Patience, loggers.CreateLogger<Reconcile>());
        return
        [
            EffectHandler.For(
                PollSite.Effect,
                new PollSiteDeliverer(settings, sites, reconcile, runs, time, loggers.CreateLogger<PollSiteDeliverer>()),
                OutboxParts.Moodle,
                body => body.Site),
            EffectHandler.For(
                PollingEffectTypes.ReadSoon,
                new ReadSoonDeliverer(
                    settings, sites, reach, lists, conferences, enrolments, completions, turns, known, observations, people, scope, time,
                    loggers.CreateLogger<ReadSoonDeliverer>()),
                OutboxParts.Moodle,
                body => body.Site),

            // Held with the announcements, not with Moodle: a ping goes also when Moodle may not be asked.
            EffectHandler.For(
                AnnouncementEffectTypes.ReadBeforePing,
                new ReadBeforePingDeliverer(
                    settings, sites, MayAsk, reach, conferences, grains, time, loggers.CreateLogger<ReadBeforePingDeliverer>()),
                OutboxParts.Announcements,
                body => body.Site),
        ];

        bool MayAsk(string site) => !runtime.Pauses.Paused(OutboxParts.Moodle) && !runtime.Pauses.Paused(Pauses.SitePrefix + site);
    }

    /// <summary>Arms the timers, and says which sites are polled and which are not.</summary>
    /// <param name="runtime">The silo, prepared.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="logger">Where it is said.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public static async Task StartAsync(SiloRuntime runtime, PollSettings settings, ILogger logger, CancellationToken cancellationToken)
    {
        foreach (var (site, why) in settings.NotPolled)
        {
            logger.LogInformation("{Site} is not polled: {Why}; only its webhooks are heard", site, why);
        }

        var now = runtime.Time.GetUtcNow().ToUnixTimeSeconds();
        var start = Guid.NewGuid().ToString("N");
        foreach (var site in settings.Polled)
        {
            logger.LogInformation("{Site} is polled every {Full}, its conferences every {Conferences}", site.Site, site.Full, site.Conferences);
            await runtime.Effects.PutAsync(
                [
                    new PollSite(site.Site, PollSite.Full, (long)site.Full.TotalSeconds).AtStart(start, now),
                    new PollSite(site.Site, PollSite.Conferences, (long)site.Conferences.TotalSeconds).AtStart(start, now),
                ],
                cancellationToken);
        }
    }
}
