using System.Text.Json;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// Reads a channel back for a message of the bot's own: an app sees its own messages whole also without the message content intent
/// (discord.com/developers/docs/events/gateway, "Message Content Intent").
/// </summary>
/// <param name="client">Discord.</param>
/// <param name="access">Tells whether the channel can be read at all.</param>
internal sealed class ReadBack(DiscordClient client, ChannelAccess access)
{
    private const int MostPages = 50;

    // Discord's clock is not ours.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    /// <summary>What was found.</summary>
    internal abstract record Result;

    /// <summary>It stands there.</summary>
    internal sealed record Found(string MessageId) : Result;

    /// <summary>It does not.</summary>
    internal sealed record Missing : Result;

    /// <summary>The channel could not be read now.</summary>
    internal sealed record NotRead(DiscordAnswer Answer) : Result;

    /// <summary>Nobody can tell; a person has to look.</summary>
    internal sealed record Unclear(Delivered.Dead Dead) : Result;

    /// <summary>Looks for a marker among the bot's messages.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="marker">The marker.</param>
    /// <param name="since">When it can have been posted at the earliest, UTC.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found.</returns>
    public async ValueTask<Result> FindAsync(
        MessageTarget.BotChannel channel, string marker, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (await client.MeAsync(cancellationToken) is var who && who is not DiscordAnswer.Done)
        {
            return new NotRead(who);
        }

        var me = JsonSerializer.Deserialize(((DiscordAnswer.Done)who).Body, DiscordJson.Default.DiscordUser)!.Id;
        var after = Snowflake.At(since - ClocksDiffer);
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await client.ReadAsync(channel.Id, after, cancellationToken);
            if (answer is not DiscordAnswer.Done done)
            {
                return new NotRead(answer);
            }

            var messages = JsonSerializer.Deserialize(done.Body, DiscordJson.Default.DiscordMessageArray)!;
            if (Array.Find(messages, message => message.Author?.Id == me && Marker.IsIn(message, marker)) is { } found)
            {
                return new Found(found.Id);
            }

            if (messages.Length == 0 && page == 0)
            {
                return await EmptyAsync(channel, cancellationToken);
            }

            if (messages.Length < DiscordClient.PageSize)
            {
                return new Missing();
            }

            after = messages.MaxBy(message => Snowflake.Number(message.Id))!.Id;
        }

        return new Unclear(new(
            $"It was tried at {since:u}, and {channel.Name} has more than {MostPages * DiscordClient.PageSize} messages since.",
            "Look whether the message stands there: drop this effect if it does, and if not, post it by hand."));
    }

    // Without Read Message History Discord shows an empty channel, not an error.
    private async ValueTask<Result> EmptyAsync(MessageTarget.BotChannel channel, CancellationToken cancellationToken) =>
        await access.LookAsync(channel.Id, cancellationToken) switch
        {
            ChannelAccess.Seen seen when seen.Has(Permission.ReadMessageHistory) => new Missing(),
            ChannelAccess.Seen => new Unclear(new(
                $"Whether it was posted before cannot be seen: the bot may not read {channel.Name} back.",
                $"Give the bot's role Read Message History in {channel.Name}, then replay this effect.")),
            ChannelAccess.NotSeen notSeen => new NotRead(notSeen.Answer),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
}
