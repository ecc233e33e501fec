namespace MoodleGrains.Silo.Discord;

/// <summary>Where messages and scheduled events go.</summary>
internal abstract record MessageTarget
{
    private MessageTarget()
    {
    }

    /// <summary>How a person knows it.</summary>
    public abstract string Name { get; }

    /// <summary>A channel, by the bot: it can be read back.</summary>
    /// <param name="Id">Its snowflake.</param>
    public sealed record BotChannel(string Id) : MessageTarget
    {
        /// <inheritdoc/>
        public override string Name => $"channel {Id}";
    }

    /// <summary>A webhook URL: no nonce, and nothing can be read back.</summary>
    /// <param name="Key">Its name in the configuration.</param>
    /// <param name="Url">Its parts, a secret.</param>
    public sealed record Webhook(string Key, WebhookUrl Url) : MessageTarget
    {
        /// <inheritdoc/>
        public override string Name => $"webhook {Key}";
    }

    /// <summary>A server, by the bot: its scheduled events.</summary>
    /// <param name="Id">Its snowflake.</param>
    public sealed record Guild(string Id) : MessageTarget
    {
        /// <inheritdoc/>
        public override string Name => $"server {Id}";
    }

    /// <summary>The scheduled events of a server.</summary>
    /// <param name="guild">Its snowflake.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The target; null where no bot's token is configured.</returns>
    public static MessageTarget? OfGuild(string guild, DiscordSettings settings) => settings.Token is null ? null : new Guild(guild);

    /// <summary>What a rule's channel means under the settings.</summary>
    /// <param name="channel">A snowflake, or the name of a webhook URL.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The target; null where its token or URL is not configured.</returns>
    public static MessageTarget? Of(string channel, DiscordSettings settings) =>
        Snowflake.IsOne(channel) ? settings.Token is null ? null : new BotChannel(channel)
        : settings.Webhooks.TryGetValue(channel, out var url) ? new Webhook(channel, url)
        : null;

    /// <summary>What to do where there is no target.</summary>
    /// <param name="channel">The rule's channel.</param>
    /// <returns>One sentence.</returns>
    public static string Remedy(string channel) => Snowflake.IsOne(channel)
        ? "Set Discord:Token to the bot's token, start the silo again and replay this effect."
        : $"Set Discord:Webhooks:{channel} to the channel's webhook URL, start the silo again and replay this effect.";
}
