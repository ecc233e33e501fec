using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Discord.ScheduledEvents;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>Discord's part of the composition.</summary>
internal static class DiscordSetup
{
    /// <summary>What does the effects that concern Discord.</summary>
    /// <param name="client">Discord; it is disposed by who made it.</param>
    /// <param name="grains">The engine, which outcomes go to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <returns>One handler a type of effect.</returns>
    public static IReadOnlyList<EffectHandler> Deliverers(DiscordClient client, IAggregateClient grains, TimeProvider time, ILoggerFactory loggers)
    {
        var outcomes = new Outcomes(grains, loggers.CreateLogger("MoodleGrains.Discord"));
        var readBack = new ReadBack(client, new(client));
        return
        [
            Handler(AnnouncementEffectTypes.PostMessage, new MessagePoster(client, readBack, outcomes, grains, time), body => body.Announcement),
            Handler(AnnouncementEffectTypes.EditMessage, new MessageEditor(client, outcomes), body => body.Announcement, countsAttempts: false),
            Handler(AnnouncementEffectTypes.DeleteMessage, new MessageDeleter(client, outcomes), body => body.Announcement, countsAttempts: false),
            Handler(
                AnnouncementEffectTypes.CreateGuildEvent, new EventCreator(client, client.FullGuilds, outcomes, grains, time), body => body.Announcement),
            Handler(AnnouncementEffectTypes.EditGuildEvent, new EventEditor(client, outcomes, time), body => body.Announcement, countsAttempts: false),
            Handler(AnnouncementEffectTypes.DeleteGuildEvent, new EventDeleter(client, client.FullGuilds, outcomes), body => body.Announcement, countsAttempts: false),
            EffectHandler.For(PostNotice.Effect, new NoticePoster(client, readBack, time), OutboxParts.Discord, _ => null),
        ];
    }

    private static EffectHandler Handler<TBody>(EffectType type, IDeliverer<TBody> deliverer, Func<TBody, string> announcement, bool countsAttempts = true)
        where TBody : class, IEffectBody =>
        EffectHandler.For(type, deliverer, OutboxParts.Discord, body => new StreamKey(announcement(body)).Site, countsAttempts);
}
