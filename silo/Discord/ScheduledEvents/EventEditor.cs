using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord.ScheduledEvents;

/// <summary>Makes a scheduled event say something else. Doing it twice changes nothing.</summary>
/// <param name="client">Discord.</param>
/// <param name="outcomes">Where outcomes go.</param>
/// <param name="time">The clock.</param>
internal sealed class EventEditor(DiscordClient client, Outcomes outcomes, TimeProvider time) : IDeliverer<EditGuildEvent>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<EditGuildEvent> effect, CancellationToken cancellationToken)
    {
        var body = effect.Body;
        if (MessageTarget.OfGuild(body.Guild, client.Settings) is not { } target)
        {
            return await outcomes.NoTargetAsync(effect, body.Announcement, body.Slot, body.Guild, cancellationToken);
        }

        // The start of one that has begun cannot be changed, nor be written again.
        var scheduled = EventFace.Of(body.Card, body.Marker);
        var begun = scheduled.ScheduledStartTime <= time.GetUtcNow();
        scheduled = begun ? scheduled with { ScheduledStartTime = null } : scheduled;
        return await client.EditEventAsync(body.Guild, body.EventId, scheduled, effect.Id, cancellationToken) switch
        {
            DiscordAnswer.Done => await Outcome(new MessageEdited(body.Slot, body.Marker)),
            DiscordAnswer.Refused { Code: DiscordCode.UnknownEvent } => await Outcome(new MessageGone(body.Slot, body.EventId)),

            // It opened or ended while the edit was on its way: there is nothing to mend.
            DiscordAnswer.Refused { Status: 400 } refused when begun =>
                await Outcome(new MessageFailed(body.Slot, refused.Reason(target.Name))),
            var answer => await outcomes.NotDoneAsync(effect, body.Announcement, body.Slot, answer, target, cancellationToken),
        };

        ValueTask<Delivered> Outcome(ICommand outcome) => outcomes.DoneAsync(effect, body.Announcement, outcome, cancellationToken);
    }
}
