using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.Notices;
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
    public static IReadOnlyList<EffectHandler> Deliverers(DiscordClient client, IGrains grains, TimeProvider time, ILoggerFactory loggers)
    {
        var outcomes = new Outcomes(grains, loggers.CreateLogger("MoodleGrains.Discord"));
        var readBack = new ReadBack(client, new(client));
        return
        [
            EffectHandler.For(AnnouncementEffectTypes.PostMessage, new MessagePoster(client, readBack, outcomes, grains, time), OutboxParts.Discord, body => Site(body.Announcement)),
            EffectHandler.For(AnnouncementEffectTypes.EditMessage, new MessageEditor(client, outcomes), OutboxParts.Discord, body => Site(body.Announcement)),
            EffectHandler.For(AnnouncementEffectTypes.DeleteMessage, new MessageDeleter(client, outcomes), OutboxParts.Discord, body => Site(body.Announcement)),
            EffectHandler.For(PostNotice.Effect, new NoticePoster(client), OutboxParts.Discord, _ => null),
        ];
    }

    private static string Site(string announcement) => new GrainId(announcement).Site;
}
