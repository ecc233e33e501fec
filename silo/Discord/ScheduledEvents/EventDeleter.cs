using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord.ScheduledEvents;

/// <summary>Deletes a scheduled event; one that is gone, alone or with its server, counts as deleted.</summary>
/// <param name="client">Discord.</param>
/// <param name="full">The servers without room.</param>
/// <param name="outcomes">Where outcomes go.</param>
internal sealed class EventDeleter(DiscordClient client, FullGuilds full, Outcomes outcomes) : IDeliverer<DeleteGuildEvent>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<DeleteGuildEvent> effect, CancellationToken cancellationToken)
    {
        var body = effect.Body;
        if (MessageTarget.OfGuild(body.Guild, client.Settings) is not { } target)
        {
            return await outcomes.NoTargetAsync(effect, body.Announcement, body.Slot, body.Guild, cancellationToken);
        }

        switch (await client.DeleteEventAsync(body.Guild, body.EventId, effect.Id, cancellationToken))
        {
            case DiscordAnswer.Done or DiscordAnswer.Refused { Code: DiscordCode.UnknownEvent or DiscordCode.UnknownGuild }:
                full.HasRoom(body.Guild);
                return await outcomes.DoneAsync(effect, body.Announcement, new MessageDeleted(body.Slot), cancellationToken);
            case var answer:
                return await outcomes.NotDoneAsync(effect, body.Announcement, body.Slot, answer, target, cancellationToken);
        }
    }
}
