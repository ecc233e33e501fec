using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>Posts operators' notices to their channel, once as announcements are; they ping nobody.</summary>
/// <param name="client">Discord.</param>
/// <param name="readBack">Looks for what was posted before.</param>
/// <param name="time">The clock.</param>
internal sealed class NoticePoster(DiscordClient client, ReadBack readBack, TimeProvider time) : IDeliverer<PostNotice>
{
    private const int Orange = 0xF0B232;
    private const int Green = 0x57F287;
    private const int LongestTitle = 250;
    private const int LongestText = 1500;
    private const int NonceDigits = 20;

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<PostNotice> effect, CancellationToken cancellationToken)
    {
        var channel = effect.Body.Channel;
        if (MessageTarget.Of(channel, client.Settings) is not { } target)
        {
            return new Delivered.Dead(
                $"There is no access to Discord's channel '{channel}' of Notices:Channel.",
                MessageTarget.Remedy(channel));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(effect.Id)))[..NonceDigits];
        if (target is MessageTarget.BotChannel there && effect.Attempt > 1
            && time.GetUtcNow() - effect.FirstTriedAt > MessagePoster.NonceHolds)
        {
            switch (await readBack.FindAsync(there, hash, effect.FirstTriedAt, cancellationToken))
            {
                case ReadBack.Found:
                    return new Delivered.Done();
                case ReadBack.Unclear unclear:
                    return unclear.Dead;
                case ReadBack.NotRead notRead:
                    return Verdict(notRead.Answer, target);
                default:
                    break;
            }
        }

        var nonce = target is MessageTarget.BotChannel ? $"mg{hash}" : null;
        var message = Face(effect.Body.Notice, hash) with { Nonce = nonce, EnforceNonce = nonce is null ? null : true };

        // A stop must not hide what became of it.
        return Verdict(await client.CreateAsync(target, message, effect.Id, CancellationToken.None), target);
    }

    private static Delivered Verdict(DiscordAnswer answer, MessageTarget target) =>
        answer is DiscordAnswer.Done ? new Delivered.Done() : Outcomes.NotDone(answer, target);

    private static OutgoingMessage Face(Notice notice, string marker)
    {
        List<string> lines = [Untrusted.Markdown(notice.Text, LongestText)];
        if (notice.Remedy is { } remedy)
        {
            lines.Add($"**→** {Untrusted.Markdown(remedy, LongestText)}");
        }

        if (notice.Command is { } command)
        {
            // In a block of code nothing is markdown but its end.
            lines.Add($"```\n{Untrusted.Literal(command, LongestText / 2).Replace('`', '\'')}\n```");
        }

        return new(
            "",
            [new(
                Untrusted.Markdown(notice.Title, LongestTitle),
                string.Join('\n', lines),
                notice.Remedy is null ? Green : Orange,
                new(Marker.Text(marker)))],
            [],
            AllowedMentions.Nobody);
    }
}
