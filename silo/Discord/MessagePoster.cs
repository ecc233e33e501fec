using System.Text.Json;
using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// Posts each message once. By the bot: the nonce makes Discord answer a repetition with the message of before, for the past few minutes;
/// after a longer break the channel is read back first. By webhook URL there is neither: a post is made at least once, and a ping whose
/// attempt nobody knows the outcome of is not repeated.
/// </summary>
/// <param name="client">Discord.</param>
/// <param name="readBack">Looks for what was posted before.</param>
/// <param name="outcomes">Where outcomes go.</param>
/// <param name="grains">The engine: whether a late post is still wanted.</param>
/// <param name="time">The clock.</param>
internal sealed class MessagePoster(DiscordClient client, ReadBack readBack, Outcomes outcomes, IAggregateClient grains, TimeProvider time)
    : IDeliverer<PostMessage>
{
    // "The past few minutes" is all that Discord says of how long it remembers a nonce ("Create Message", enforce_nonce).
    internal static readonly TimeSpan NonceHolds = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan NoConnectionWait = TimeSpan.FromSeconds(10);

    // What was delayed so long may be wanted no more.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(10);

    // When an earlier order was tried is not known; its message is not older than this.
    private static readonly TimeSpan EarlierOrder = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<PostMessage> effect, CancellationToken cancellationToken)
    {
        var body = effect.Body;
        if (MessageTarget.Of(body.Channel, client.Settings) is not { } target)
        {
            return await outcomes.NoTargetAsync(effect, body.Announcement, body.Slot, body.Channel, cancellationToken);
        }

        var onceAtMost = target is MessageTarget.Webhook && IsPing(body);
        var again = body.Again || effect.Attempt > 1;
        if (onceAtMost && again)
        {
            return await Missed("an earlier attempt may have been seen, and a ping by webhook URL is not repeated");
        }

        var now = time.GetUtcNow();
        var wanted = !(again || now - effect.DueAt > Prompt) || await StillWantedAsync(body, now, cancellationToken);

        // In the first attempt nothing can stand there: one that was held back by a limit counts for none.
        if (target is MessageTarget.BotChannel channel && again && (!wanted || body.Again || now - effect.FirstTriedAt > NonceHolds))
        {
            var since = body.Again ? effect.FirstTriedAt - EarlierOrder : effect.FirstTriedAt;
            switch (await readBack.FindAsync(channel, body.Marker, since, cancellationToken))
            {
                case ReadBack.Found found:
                    return await Posted(found.MessageId);
                case ReadBack.Unclear unclear:
                    return await outcomes.DeadAsync(effect, body.Announcement, body.Slot, unclear.Dead, cancellationToken);
                case ReadBack.NotRead notRead:
                    return await NotDone(notRead.Answer);
                default:
                    break;
            }
        }

        if (!wanted)
        {
            return await Missed("it is wanted no more, or the conference has begun meanwhile");
        }

        var byBot = target is MessageTarget.BotChannel;
        var everyone = false;
        if (body.Role is { } role)
        {
            (everyone, var unclear) = await client.IsEveryoneAsync(target, role, cancellationToken);
            if (unclear is not null)
            {
                // Nothing was sent: it counts as no attempt.
                return new Delivered.Later(unclear is DiscordAnswer.Held held ? held.After : NoConnectionWait);
            }
        }

        var message = CardFace.Of(body.Card, body.Marker, body.Role, everyone) with
        {
            Nonce = byBot
            ? body.Nonce
            : null,
            EnforceNonce = byBot ? true : null
        };
        // From here on a stop must not hide what became of it, or the next attempt would count as the first. Discord answers within
        // seconds.
        return await client.CreateAsync(target, message, effect.Id, CancellationToken.None) switch
        {
            DiscordAnswer.Done done => await Posted(JsonSerializer.Deserialize(done.Body, DiscordJson.Default.DiscordMessage)!.Id),
            DiscordAnswer.Unknown unknown when onceAtMost =>
                await Missed($"{unknown.Reason}: it may have been seen, and a ping by webhook URL is not repeated"),

            // No attempt, so that the next one is still the first: nothing was sent.
            DiscordAnswer.NotSent when onceAtMost => new Delivered.Later(NoConnectionWait),
            var answer => await NotDone(answer),
        };

        ValueTask<Delivered> Posted(string id) => outcomes.DoneAsync(
            effect, body.Announcement, new MessagePosted(body.Slot, id, time.GetUtcNow().ToUnixTimeSeconds(), body.Marker),
            CancellationToken.None);

        ValueTask<Delivered> Missed(string reason) =>
            outcomes.DoneAsync(effect, body.Announcement, new MessageFailed(body.Slot, $"Not posted: {reason}."), CancellationToken.None);

        ValueTask<Delivered> NotDone(DiscordAnswer answer) =>
            outcomes.NotDoneAsync(effect, body.Announcement, body.Slot, answer, target, cancellationToken);
    }

    private async ValueTask<bool> StillWantedAsync(PostMessage body, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var announcement = await grains.Latest<Announcement>(new(body.Announcement), cancellationToken);
        return announcement.StillWants(body.Slot, body.Marker, now.ToUnixTimeSeconds());
    }

    private static bool IsPing(PostMessage body) => body.Card.Kind == Card.Ping;
}
