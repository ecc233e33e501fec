using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>Deletes a message; one that is gone, alone or with its channel, counts as deleted.</summary>
/// <param name="client">Discord.</param>
/// <param name="outcomes">Where outcomes go.</param>
internal sealed class MessageDeleter(DiscordClient client, Outcomes outcomes) : IDeliverer<DeleteMessage>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<DeleteMessage> effect, CancellationToken cancellationToken)
    {
        var body = effect.Body;
        if (MessageTarget.Of(body.Channel, client.Settings) is not { } target)
        {
            return await outcomes.NoTargetAsync(effect, body.Announcement, body.Slot, body.Channel, cancellationToken);
        }

        return await client.DeleteAsync(target, body.MessageId, effect.Id, cancellationToken) switch
        {
            DiscordAnswer.Done or DiscordAnswer.Refused { Code: DiscordCode.UnknownMessage or DiscordCode.UnknownChannel } =>
                await outcomes.DoneAsync(effect, body.Announcement, new MessageDeleted(body.Slot), cancellationToken),
            var answer => await outcomes.NotDoneAsync(effect, body.Announcement, body.Slot, answer, target, cancellationToken),
        };
    }
}
