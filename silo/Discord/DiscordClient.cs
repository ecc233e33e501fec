using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Discord.ScheduledEvents;
using MoodleGrains.Silo.Discord.Sending;

namespace MoodleGrains.Silo.Discord;

/// <summary>Discord's REST API, version 10, as far as announcements need it (discord.com/developers/docs).</summary>
internal sealed partial class DiscordClient : IDisposable
{
    /// <summary>How many messages a page holds at most ("Get Channel Messages").</summary>
    public const int PageSize = 100;

    // What a worker of the outbox may be kept waiting for the turn or a limit, before it takes other work.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadingPatience = TimeSpan.FromSeconds(15);

    private readonly DiscordSender sender;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="settings">How Discord is reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when sending stops.</param>
    public DiscordClient(DiscordSettings settings, TimeProvider time, ILogger logger)
    {
        (Settings, FullGuilds) = (settings, new(time));
        sender = new(settings, time, logger);
    }

    /// <summary>How Discord is reached.</summary>
    public DiscordSettings Settings { get; }

    /// <summary>What is stopped for being refused again and again: for readiness, notices and doctor.</summary>
    public IReadOnlyList<SendingStopped> Stops => sender.Guard.Stops;

    /// <summary>Servers without room for another scheduled event: for notices.</summary>
    public FullGuilds FullGuilds { get; }

    /// <summary>"Create Message", or "Execute Webhook" with <c>wait</c>, which answers the message.</summary>
    /// <param name="target">Where.</param>
    /// <param name="message">The message.</param>
    /// <param name="ticket">The effect's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="DiscordMessage"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> CreateAsync(
        MessageTarget target,
        OutgoingMessage message,
        string ticket,
        CancellationToken cancellationToken) =>
        SendMessageAsync(
            target,
            target switch
            {
                MessageTarget.Webhook webhook => OfWebhook(HttpMethod.Post, webhook, null, "wait=true&with_components=true"),
                _ => OfChannel(HttpMethod.Post, target, null),
            },
            Body(message), ticket, cancellationToken);

    /// <summary>"Edit Message" or "Edit Webhook Message".</summary>
    /// <param name="target">Where it stands.</param>
    /// <param name="messageId">Which.</param>
    /// <param name="message">What it is to say.</param>
    /// <param name="ticket">The effect's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="DiscordMessage"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> EditAsync(
        MessageTarget target, string messageId, OutgoingMessage message, string ticket, CancellationToken cancellationToken) =>
        SendMessageAsync(
            target,
            target switch
            {
                MessageTarget.Webhook webhook => OfWebhook(HttpMethod.Patch, webhook, messageId, "with_components=true"),
                _ => OfChannel(HttpMethod.Patch, target, messageId),
            },
            Body(message), ticket, cancellationToken);

    /// <summary>"Delete Message" or "Delete Webhook Message".</summary>
    /// <param name="target">Where it stands.</param>
    /// <param name="messageId">Which.</param>
    /// <param name="ticket">The effect's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done, or why not.</returns>
    public ValueTask<DiscordAnswer> DeleteAsync(
        MessageTarget target,
        string messageId,
        string ticket,
        CancellationToken cancellationToken) =>
        SendMessageAsync(
            target,
            target switch
            {
                MessageTarget.Webhook webhook => OfWebhook(HttpMethod.Delete, webhook, messageId, null),
                _ => OfChannel(HttpMethod.Delete, target, messageId),
            },
            null, ticket, cancellationToken);

    /// <summary>"Get Channel Messages": a page of those behind one, newest first. Without Read Message History it is empty.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="after">The id behind which to read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with an array of <see cref="DiscordMessage"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> ReadAsync(string channel, string after, CancellationToken cancellationToken) =>
        GetAsync(
            "channels/messages",
            string.Create(CultureInfo.InvariantCulture, $"channels/{channel}/messages?limit={PageSize}&after={after}"),
            $"channel {channel}", cancellationToken);

    /// <summary>"Get Current User": who the bot is; the check of its token.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="DiscordUser"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> MeAsync(CancellationToken cancellationToken) =>
        GetAsync("users/@me", "users/@me", DiscordRoute.Bot, cancellationToken);

    /// <summary>"Get Channel".</summary>
    /// <param name="channel">Its id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="DiscordChannel"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> ChannelAsync(string channel, CancellationToken cancellationToken) =>
        GetAsync("channels", $"channels/{channel}", $"channel {channel}", cancellationToken);

    /// <summary>"Get Guild", with its roles.</summary>
    /// <param name="guild">Its id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="DiscordGuild"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> GuildAsync(string guild, CancellationToken cancellationToken) =>
        GetAsync("guilds", $"guilds/{guild}", $"guild {guild}", cancellationToken);

    /// <summary>"Get Guild Member".</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="GuildMember"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> MemberAsync(string guild, string user, CancellationToken cancellationToken) =>
        GetAsync("guilds/members", $"guilds/{guild}/members/{user}", $"guild {guild}", cancellationToken);

    /// <summary>"Get Webhook with Token": whether a webhook URL still works.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done, or why not.</returns>
    public ValueTask<DiscordAnswer> WebhookAsync(MessageTarget.Webhook webhook, CancellationToken cancellationToken) =>
        sender.SendAsync(
            new(HttpMethod.Get, "webhooks", $"webhooks/{webhook.Url.Id}/{webhook.Url.Token}", webhook.Name, ByBot: false),
            null, null, ReadingPatience, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => sender.Dispose();

    private static DiscordRoute OfChannel(HttpMethod method, MessageTarget target, string? message)
    {
        var channel = ((MessageTarget.BotChannel)target).Id;
        return message is null
            ? new(method, "channels/messages", $"channels/{channel}/messages", target.Name)
            : new(method, "channels/messages/message", $"channels/{channel}/messages/{message}", target.Name);
    }

    private static DiscordRoute OfWebhook(HttpMethod method, MessageTarget.Webhook webhook, string? message, string? query)
    {
        var (id, token, thread) = webhook.Url;
        var all = string.Join('&', ((string?[])[query, thread is null ? null : $"thread_id={thread}"]).OfType<string>());
        return new(
            method,
            message is null ? "webhooks" : "webhooks/messages/message",
            $"webhooks/{id}/{token}{(message is null ? "" : $"/messages/{message}")}{(all == "" ? "" : $"?{all}")}",
            webhook.Name,
            ByBot: false);
    }

    private static byte[] Body(OutgoingMessage message)
        => JsonSerializer.SerializeToUtf8Bytes(message, DiscordJson.Default.OutgoingMessage);

    private ValueTask<DiscordAnswer> GetAsync(string template, string path, string resource, CancellationToken cancellationToken) =>
        sender.SendAsync(new(HttpMethod.Get, template, path, resource), null, null, ReadingPatience, cancellationToken);
}
