using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Discord.ScheduledEvents;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>What touches the outside systems, put together from the configuration: who does which effects, and what is begun at the start.</summary>
internal sealed class Adapters : IAsyncDisposable
{
    private readonly IConfiguration configuration;
    private readonly SiloSettings settings;
    private readonly ILoggerFactory loggers;
    private readonly MoodleSites moodles;
    private readonly DiscordClient discord;
    private readonly PollSettings polling;
    private readonly NoticeSettings notices;
    private readonly MailSettings mail;
    private readonly RosterMailSettings rosterMail;
    private readonly AnnouncementSettings announcements;
    private readonly Hints hints;
    private readonly RunSettings runs;
    private readonly RosterReader rosters;

    /// <summary>Makes the clients; nothing is called yet.</summary>
    /// <param name="configuration">The whole configuration, found to be right.</param>
    /// <param name="settings">The silo's own part of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where logs go.</param>
    public Adapters(IConfiguration configuration, SiloSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        (this.configuration, this.settings, this.loggers) = (configuration, settings, loggers);
        moodles = MoodleSites.Open(configuration, time, loggers);
        discord = new(DiscordSettings.Read(configuration, []), time, loggers.CreateLogger<DiscordClient>());
        polling = PollSettings.Read(configuration, []);
        notices = NoticeSettings.Read(configuration, []);
        mail = MailSettings.Read(configuration, []);
        rosterMail = RosterMailSettings.Read(configuration, []);
        announcements = AnnouncementSettings.Read(configuration, []);
        hints = new(polling);
        runs = RunSettings.Read(configuration, []);
        rosters = new(RosterSettings.Read(configuration, []), time, loggers.CreateLogger<RosterReader>());
    }

    /// <summary>How Discord stands: what is refused again and again is no longer sent.</summary>
    /// <returns>The check.</returns>
    public ReadinessCheck Discord() => DiscordReadiness.Of(discord);

    /// <summary>What a delivery asks to be read from Moodle.</summary>
    /// <param name="payload">The delivery.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The effects.</returns>
    public IReadOnlyList<Effect> Hints(WebhookPayload payload, long now) => hints.Of(payload, now);

    /// <summary>What of deliveries is kept.</summary>
    /// <param name="database">The database.</param>
    /// <returns>The scope.</returns>
    public IDeliveryScope Scope(NpgsqlDataSource database) => new WebhookScope(polling, database);

    /// <summary>Who does effects.</summary>
    /// <param name="silo">The silo.</param>
    /// <returns>One handler a type of effect.</returns>
    public IReadOnlyList<EffectHandler> Handlers(SiloRuntime silo) =>
    [
        .. AnnouncementsSetup.Deliverers(silo.Lookups, silo.Grains, announcements, silo.Time, loggers.CreateLogger("MoodleGrains.Announcements")),
        .. PollingSetup.Deliverers(silo, polling, moodles.Find, loggers),
        .. RostersSetup.Deliverers(silo, runs, rosters, moodles.Find, loggers),
        .. DiscordSetup.Deliverers(discord, silo.Grains, silo.Time, loggers),
        .. MailSetup.Deliverers(mail, silo, AskAsync, notices.Mail, notices.Language),
        EffectHandler.For(
            RosterEffectTypes.MailRun,
            new RunFeed(new(silo.Database, silo.Notifications.Inbox), silo.Time, MailSetup.Runs(mail, rosterMail, notices.Language, silo)),
            OutboxParts.Mail,
            run => run.Site),
        NoticeSetup.Deliverer(
            notices, silo, [.. ConfiguredSites.Read(configuration, []).All.Select(site => site.Slug)],
            settings.Postgres is null ? settings.DataFolder : null, loggers.CreateLogger("MoodleGrains.Notices"),
            new DelegateNoticeSource(NoticeKinds.DiscordStopped, () => [.. discord.Stops.Select(stop =>
                new Condition(stop.What, "silo doctor", stop.What, stop.Reason, stop.Remedy))]),
            new DelegateNoticeSource(NoticeKinds.TokenEnds, () => EndingTokens.Of(SiteAccount.Read(configuration, []), silo.Time.GetUtcNow())),
            new DelegateNoticeSource(NoticeKinds.EventsFull, () => [.. discord.FullGuilds.Now.Select(guild => new Condition(guild, null, guild))])),
    ];

    /// <summary>Sets the timers that turn by themselves.</summary>
    /// <param name="silo">The silo, started.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task StartAsync(SiloRuntime silo, CancellationToken cancellationToken)
    {
        await AnnouncementsSetup.StartAsync(silo, configuration, cancellationToken, loggers.CreateLogger("MoodleGrains.Announcements"));
        await PollingSetup.StartAsync(silo, polling, loggers.CreateLogger("MoodleGrains.Polling"), cancellationToken);
        await RostersSetup.StartAsync(silo, cancellationToken);
        await NoticeSetup.StartAsync(notices, silo, cancellationToken);
    }

    // What our account in Moodle may not know is not known: then nobody is written to, and an operator is told.
    private async ValueTask<AccountToday> AskAsync(string site, long userId, CancellationToken cancellationToken)
    {
        if (moodles.Find(site) is not { } moodle)
        {
            return new(null, null);
        }

        try
        {
            var read = await moodle.UsersByIdAsync([userId], cancellationToken);
            var user = read.Users.FirstOrDefault(seen => seen.Id == userId);
            bool? usable = user is null ? false : user.Suspended is true || user.Confirmed is false ? false : user.Suspended is null ? null : true;
            return new(usable, await moodle.MailStoppedAsync(userId, cancellationToken));
        }
        catch (MoodleFaultException e) when (e.Fault.Kind == FaultKind.Gone)
        {
            // So Moodle answers about a deleted account.
            return new(false, null);
        }
        catch (MoodleFaultException e) when (e.Fault.Kind is FaultKind.FunctionNotInService or FaultKind.FunctionUnknown or FaultKind.CapabilityMissing or FaultKind.NotVisible)
        {
            return new(null, null);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        discord.Dispose();
        rosters.Dispose();
        await moodles.DisposeAsync();
    }
}
