using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>Discord's part of the composition.</summary>
internal static class DiscordSetup
{
    /// <summary>What <c>pause</c> calls it.</summary>
    public const string Part = "discord";

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
            EffectHandler.For(AnnouncementEffectTypes.PostMessage, new MessagePoster(client, readBack, outcomes, time), Part),
            EffectHandler.For(AnnouncementEffectTypes.EditMessage, new MessageEditor(client, outcomes), Part),
            EffectHandler.For(AnnouncementEffectTypes.DeleteMessage, new MessageDeleter(client, outcomes), Part),
        ];
    }
}
