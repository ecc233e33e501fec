using System.Text.Json;
using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord.ScheduledEvents;

/// <summary>
/// Makes each scheduled event once. Discord knows no nonce there: before every further attempt the server's events are read back for the
/// marker. One that does not fit waits.
/// </summary>
/// <param name="client">Discord.</param>
/// <param name="full">The servers without room.</param>
/// <param name="outcomes">Where outcomes go.</param>
/// <param name="grains">The engine: whether a late event is still wanted.</param>
/// <param name="time">The clock.</param>
internal sealed class EventCreator(DiscordClient client, FullGuilds full, Outcomes outcomes, IAggregateClient grains, TimeProvider time)
    : IDeliverer<CreateGuildEvent>
{
    // What was delayed so long may be wanted no more.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<CreateGuildEvent> effect, CancellationToken cancellationToken)
    {
        var body = effect.Body;
        if (MessageTarget.OfGuild(body.Guild, client.Settings) is not { } target)
        {
            return await outcomes.NoTargetAsync(effect, body.Announcement, body.Slot, body.Guild, cancellationToken);
        }

        if (body.Again || effect.Attempt > 1)
        {
            var answer = await client.EventsAsync(body.Guild, cancellationToken);
            if (answer is not DiscordAnswer.Done done)
            {
                return await NotDone(answer);
            }

            var there = JsonSerializer.Deserialize(done.Body, DiscordJson.Default.ScheduledEventArray)!;
            if (Array.Find(there, scheduled => EventFace.IsMarked(scheduled, body.Marker)) is { } found)
            {
                return await Made(found.Id);
            }
        }

        if (!await StillWantedAsync(effect, cancellationToken))
        {
            return await outcomes.DoneAsync(
                effect, body.Announcement,
                new MessageFailed(body.Slot, "Not made: it is wanted no more, or the conference has begun meanwhile."),
                cancellationToken);
        }

        if (full.IsFull(body.Guild))
        {
            return Waits();
        }

        // A stop must not hide what became of it.
        switch (await client.CreateEventAsync(body.Guild, EventFace.Of(body.Card, body.Marker), effect.Id, CancellationToken.None))
        {
            case DiscordAnswer.Done made:
                full.HasRoom(body.Guild);
                return await Made(JsonSerializer.Deserialize(made.Body, DiscordJson.Default.ScheduledEvent)!.Id);
            case DiscordAnswer.Refused { Code: DiscordCode.TooManyEvents }:
                full.Refused(body.Guild);
                return Waits();
            case var answer:
                return await NotDone(answer);
        }

        Delivered.Later Waits() => new(full.Wait(body.Card.StartsAt ?? 0));

        ValueTask<Delivered> Made(string id) => outcomes.DoneAsync(
            effect, body.Announcement, new MessagePosted(body.Slot, id, time.GetUtcNow().ToUnixTimeSeconds(), body.Marker),
            CancellationToken.None);

        ValueTask<Delivered> NotDone(DiscordAnswer answer) =>
            outcomes.NotDoneAsync(effect, body.Announcement, body.Slot, answer, target, cancellationToken);
    }

    // Discord takes no start that has passed.
    private async ValueTask<bool> StillWantedAsync(Due<CreateGuildEvent> effect, CancellationToken cancellationToken)
    {
        var (body, now) = (effect.Body, time.GetUtcNow());
        if (body.Card.StartsAt is not { } startsAt || startsAt <= now.ToUnixTimeSeconds())
        {
            return false;
        }

        if (!body.Again && effect.Attempt == 1 && now - effect.DueAt <= Prompt)
        {
            return true;
        }

        var announcement = await grains.Latest<Announcement>(new(body.Announcement), cancellationToken);
        return announcement.StillWants(body.Slot, body.Marker, now.ToUnixTimeSeconds());
    }
}
