using System.Collections.Concurrent;
using System.Text.Json;
using MoodleGrains.Silo.Discord.Sending;

namespace MoodleGrains.Silo.Discord;

/// <summary>The role of everybody has the id of its server, and is called by another text than the other roles.</summary>
internal sealed partial class DiscordClient
{
    // A channel never goes to another server.
    private readonly ConcurrentDictionary<MessageTarget, string> guilds = new();

    /// <summary>Whether a role is that of everybody where a message goes.</summary>
    /// <param name="target">Where the message goes.</param>
    /// <param name="role">The role.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it is, or no more than Discord's answer where that cannot be told now.</returns>
    public async ValueTask<(bool IsEveryone, DiscordAnswer? Unclear)> IsEveryoneAsync(
        MessageTarget target, string role, CancellationToken cancellationToken)
    {
        if (!guilds.TryGetValue(target, out var guild))
        {
            switch (await AskAsync())
            {
                case DiscordAnswer.Done done:
                    guild = target is MessageTarget.Webhook
                        ? JsonSerializer.Deserialize(done.Body, DiscordJson.Default.DiscordWebhook)!.GuildId
                        : JsonSerializer.Deserialize(done.Body, DiscordJson.Default.DiscordChannel)!.GuildId;
                    guilds[target] = guild ?? "";
                    break;
                case DiscordAnswer.Refused:
                    // The message will be refused too, with the remedy.
                    return (false, null);
                case var unclear:
                    return (false, unclear);
            }
        }

        return (guild == role, null);

        ValueTask<DiscordAnswer> AskAsync() => target is MessageTarget.Webhook webhook
            ? WebhookAsync(webhook, cancellationToken)
            : ChannelAsync(((MessageTarget.BotChannel)target).Id, cancellationToken);
    }
}
