using System.Text.Json;
using MoodleGrains.Announcements;
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
/// <param name="time">The clock.</param>
internal sealed class MessagePoster(DiscordClient client, ReadBack readBack, Outcomes outcomes, TimeProvider time) : IDeliverer<PostMessage>
{
    // "The past few minutes" is all that Discord says of how long it remembers a nonce ("Create Message", enforce_nonce).
    private static readonly TimeSpan NonceHolds = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan NoConnectionWait = TimeSpan.FromSeconds(10);

    // A ping with lead time 0 is due at the start itself.
    private static readonly TimeSpan LateByMost = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<PostMessage> effect, CancellationToken cancellationToken)
    {
        var body = effect.Body;
        if (MessageTarget.Of(body.Channel, client.Settings) is not { } target)
        {
            return await outcomes.DeadAsync(
                effect, body.Announcement, body.Slot, new($"There is no access to Discord's channel '{body.Channel}'.", MessageTarget.Remedy(body.Channel)),
                cancellationToken).ConfigureAwait(false);
        }

        var onceAtMost = target is MessageTarget.Webhook && IsPing(body);
        if (onceAtMost && effect.Attempt > 1)
        {
            return await Missed("an earlier attempt may have been seen, and a ping by webhook URL is not repeated").ConfigureAwait(false);
        }

        // In the first attempt nothing can stand there: one that was held back by a limit counts for none.
        if (target is MessageTarget.BotChannel channel && effect.Attempt > 1 && time.GetUtcNow() - effect.FirstTriedAt > NonceHolds)
        {
            switch (await readBack.FindAsync(channel, body.Marker, effect.FirstTriedAt, cancellationToken).ConfigureAwait(false))
            {
                case ReadBack.Found found:
                    return await Posted(found.MessageId).ConfigureAwait(false);
                case ReadBack.Unclear unclear:
                    return await outcomes.DeadAsync(effect, body.Announcement, body.Slot, unclear.Dead, cancellationToken).ConfigureAwait(false);
                case ReadBack.NotRead notRead:
                    return await NotDone(notRead.Answer).ConfigureAwait(false);
                default:
                    break;
            }
        }

        if (IsPing(body) && body.Card.StartsAt is { } start && time.GetUtcNow() > DateTimeOffset.FromUnixTimeSeconds(start) + LateByMost)
        {
            return await Missed("the conference had begun before Discord could be reached").ConfigureAwait(false);
        }

        // From here on a stop must not hide what became of it, or the next attempt would count as the first; Discord answers within seconds.
        var byBot = target is MessageTarget.BotChannel;
        var message = CardFace.Of(body.Card, body.Marker, body.Role) with { Nonce = byBot ? body.Nonce : null, EnforceNonce = byBot ? true : null };
        return await client.CreateAsync(target, message, effect.Id, CancellationToken.None).ConfigureAwait(false) switch
        {
            DiscordAnswer.Done done => await Posted(JsonSerializer.Deserialize(done.Body, DiscordJson.Default.DiscordMessage)!.Id).ConfigureAwait(false),
            DiscordAnswer.Unknown unknown when onceAtMost =>
                await Missed($"{unknown.Reason}: it may have been seen, and a ping by webhook URL is not repeated").ConfigureAwait(false),

            // No attempt, so that the next one is still the first: nothing was sent.
            DiscordAnswer.NotSent when onceAtMost => new Delivered.Later(NoConnectionWait),
            var answer => await NotDone(answer).ConfigureAwait(false),
        };

        ValueTask<Delivered> Posted(string id) => outcomes.DoneAsync(
            effect, body.Announcement, new MessagePosted(body.Slot, id, time.GetUtcNow().ToUnixTimeSeconds()), CancellationToken.None);

        ValueTask<Delivered> Missed(string reason) =>
            outcomes.DoneAsync(effect, body.Announcement, new MessageFailed(body.Slot, $"Not pinged: {reason}."), CancellationToken.None);

        ValueTask<Delivered> NotDone(DiscordAnswer answer) =>
            outcomes.NotDoneAsync(effect, body.Announcement, body.Slot, answer, target, cancellationToken);
    }

    private static bool IsPing(PostMessage body) => body.Card.Kind == Card.Ping;
}
