using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>Makes a message say something else. Doing it twice changes nothing.</summary>
/// <param name="client">Discord.</param>
/// <param name="outcomes">Where outcomes go.</param>
internal sealed class MessageEditor(DiscordClient client, Outcomes outcomes) : IDeliverer<EditMessage>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<EditMessage> effect, CancellationToken cancellationToken)
    {
        var body = effect.Body;
        if (MessageTarget.Of(body.Channel, client.Settings) is not { } target)
        {
            return await outcomes.NoTargetAsync(effect, body.Announcement, body.Slot, body.Channel, cancellationToken);
        }

        // An edited-in mention notifies nobody for certain, and none is wanted: pings are new messages.
        var message = CardFace.Of(body.Card, body.Marker);
        return await client.EditAsync(target, body.MessageId, message, effect.Id, cancellationToken) switch
        {
            DiscordAnswer.Done => await Outcome(new MessageEdited(body.Slot, body.Marker)),
            DiscordAnswer.Refused { Code: DiscordCode.UnknownMessage } => await Outcome(new MessageGone(body.Slot, body.MessageId)),
            var answer => await outcomes.NotDoneAsync(effect, body.Announcement, body.Slot, answer, target, cancellationToken),
        };

        ValueTask<Delivered> Outcome(ICommand outcome) => outcomes.DoneAsync(effect, body.Announcement, outcome, cancellationToken);
    }
}
