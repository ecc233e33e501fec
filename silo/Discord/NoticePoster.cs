using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// Posts notices to the operators' channel. After a crash one may come twice where the channel is a webhook URL, or where the
/// break was longer than Discord remembers a nonce.
/// </summary>
/// <param name="client">Discord.</param>
internal sealed class NoticePoster(DiscordClient client) : IDeliverer<PostNotice>
{
    private const int Trouble = 0xED4245;
    private const int Clear = 0x57F287;
    private const int LongestTitle = 256;
    private const int LongestText = 1200;

    // "nonce": 25 characters at most ("Create Message").
    private const int NonceBytes = 12;

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<PostNotice> effect, CancellationToken cancellationToken)
    {
        var (channel, notice) = effect.Body;
        if (MessageTarget.Of(channel, client.Settings) is not { } target)
        {
            return new Delivered.Dead($"There is no access to Discord's channel '{channel}'.", MessageTarget.Remedy(channel));
        }

        var message = Face(notice);
        if (target is MessageTarget.BotChannel)
        {
            message = message with { Nonce = Nonce(effect.Id), EnforceNonce = true };
        }

        return await client.CreateAsync(target, message, effect.Id, cancellationToken).ConfigureAwait(false) switch
        {
            DiscordAnswer.Held held => new Delivered.Later(held.After),
            DiscordAnswer.Unknown unknown => new Delivered.Failed(unknown.Reason),
            DiscordAnswer.NotSent notSent => new Delivered.Failed(notSent.Reason),
            DiscordAnswer.Refused refused => new Delivered.Dead(refused.Reason(target.Name), Remedies.For(refused, target)),
            _ => new Delivered.Done(),
        };
    }

    /// <summary>The message of a notice; names in it are untrusted, and it pings nobody.</summary>
    /// <param name="notice">The notice.</param>
    /// <returns>The message.</returns>
    internal static OutgoingMessage Face(Notice notice)
    {
        string[] lines =
        [
            Untrusted.Markdown(notice.Text, LongestText),
            notice.Remedy is { } remedy ? Untrusted.Markdown(remedy, LongestText) : "",
            notice.Command is { } command ? $"`{command.Replace('`', '\'')}`" : "",
        ];
        return new(
            "",
            [new(
                Untrusted.Markdown(notice.Title, LongestTitle),
                string.Join('\n', lines.Where(line => line != "")),
                notice.Remedy is null ? Clear : Trouble,
                null)],
            [],
            AllowedMentions.Nobody);
    }

    private static string Nonce(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, NonceBytes));
}
