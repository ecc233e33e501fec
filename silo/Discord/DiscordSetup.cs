using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Discord.ScheduledEvents;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>Registers Discord.</summary>
internal static class DiscordSetup
{
    /// <summary>Adds Discord.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDiscord(this IServiceCollection services) => services
        .AddSettings(DiscordSettings.Read)
        .AddSingleton(provider => new DiscordClient(
            provider.GetRequiredService<DiscordSettings>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DiscordClient>>()))
        .AddDiscordHandlers()
        .AddSingleton<Func<ReadinessCheck>>(provider => () => DiscordReadiness.Of(provider.GetRequiredService<DiscordClient>()))
        .AddSingleton<IDoctorCheck, DiscordDoctor>()
        .AddSingleton<INoticeSource>(provider => new DelegateNoticeSource(
            NoticeKinds.DiscordStopped,
            () => [.. provider.GetRequiredService<DiscordClient>().Stops.Select(stop =>
                new Condition(stop.What, "silo doctor", stop.What, stop.Reason, stop.Remedy))]))
        .AddSingleton<INoticeSource>(provider => new DelegateNoticeSource(
            NoticeKinds.EventsFull,
            () => [.. provider.GetRequiredService<DiscordClient>().FullGuilds.Now.Select(guild => new Condition(guild, null, guild))]));

    /// <summary>Adds who does the effects that concern Discord.</summary>
    /// <param name="services">The services; among them a <see cref="DiscordClient"/>.</param>
    /// <returns>The services.</returns>
    internal static IServiceCollection AddDiscordHandlers(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<DiscordClient>().FullGuilds)
        .AddSingleton<Outcomes>()
        .AddSingleton<ChannelAccess>()
        .AddSingleton<ReadBack>()
        .AddHandler<PostMessage, MessagePoster>(AnnouncementEffectTypes.PostMessage, body => body.Announcement, countsAttempts: true)
        .AddHandler<EditMessage, MessageEditor>(AnnouncementEffectTypes.EditMessage, body => body.Announcement)
        .AddHandler<DeleteMessage, MessageDeleter>(AnnouncementEffectTypes.DeleteMessage, body => body.Announcement)
        .AddHandler<CreateGuildEvent, EventCreator>(
            AnnouncementEffectTypes.CreateGuildEvent,
            body => body.Announcement,
            countsAttempts: true)
        .AddHandler<EditGuildEvent, EventEditor>(AnnouncementEffectTypes.EditGuildEvent, body => body.Announcement)
        .AddHandler<DeleteGuildEvent, EventDeleter>(AnnouncementEffectTypes.DeleteGuildEvent, body => body.Announcement)
        .AddEffectHandler<PostNotice, NoticePoster>(PostNotice.Effect, OutboxParts.Discord, _ => null);

    private static IServiceCollection AddHandler<TBody, TDeliverer>(
        this IServiceCollection services, EffectType type, Func<TBody, string> announcement, bool countsAttempts = false)
        where TBody : class, IEffectBody
        where TDeliverer : class, IDeliverer<TBody> =>
        services.AddEffectHandler<TBody, TDeliverer>(
            type,
            OutboxParts.Discord,
            body => new StreamKey(announcement(body)).Site,
            countsAttempts);
}
