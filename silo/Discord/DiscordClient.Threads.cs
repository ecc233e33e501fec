using System.Text.Json;
using MoodleGrains.Silo.Discord.Sending;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// Threads (discord.com/developers/docs/topics/threads): one that was quiet for its hours or days archives itself, and nothing in it can be
/// edited or deleted until it is opened. Who may write in it may open it, unless it is locked.
/// </summary>
internal sealed partial class DiscordClient
{
    // Sends a request about messages; an archived thread is opened, and the request sent once more.
    private async ValueTask<DiscordAnswer> SendMessageAsync(
        MessageTarget target, DiscordRoute route, byte[]? body, string ticket, CancellationToken cancellationToken)
    {
        var answer = await sender.SendAsync(route, body, ticket, Patience, cancellationToken);
        if (answer is not DiscordAnswer.Refused { Code: DiscordCode.ArchivedThread } || ThreadOf(target) is not { } thread)
        {
            return answer;
        }

        return await OpenAsync(thread, cancellationToken) switch
        {
            DiscordAnswer.Done => await sender.SendAsync(route, body, ticket, Patience, cancellationToken),
            DiscordAnswer.Refused refused => await WhyClosedAsync(thread, refused, cancellationToken),
            var unclear => unclear,
        };
    }

    // A webhook can open nothing; where a bot is configured too, it may.
    private string? ThreadOf(MessageTarget target) => Settings.Token is null ? null : target switch
    {
        MessageTarget.BotChannel channel => channel.Id,
        MessageTarget.Webhook webhook => webhook.Url.Thread,
        _ => null,
    };

    // "Modify Channel". Out of turn: the request that waits for it has its place in the order already.
    private ValueTask<DiscordAnswer> OpenAsync(string thread, CancellationToken cancellationToken) => sender.SendAsync(
        new(HttpMethod.Patch, "channels", $"channels/{thread}", new MessageTarget.BotChannel(thread).Name),
        """{"archived":false}"""u8.ToArray(), null, ReadingPatience, cancellationToken);

    // Discord says "Missing Permissions" of a locked thread and of one in which the bot may not write.
    private async ValueTask<DiscordAnswer> WhyClosedAsync(
        string thread,
        DiscordAnswer.Refused refused,
        CancellationToken cancellationToken) =>
        await ChannelAsync(thread, cancellationToken) is DiscordAnswer.Done done
        && JsonSerializer.Deserialize(done.Body, DiscordJson.Default.DiscordChannel) is { ThreadMetadata.Locked: true }
            ? refused with { Code = DiscordCode.LockedThread, Message = $"{refused.Message}: the thread is archived and locked" }
            : refused;
}
