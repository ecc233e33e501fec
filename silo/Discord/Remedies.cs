using System.Globalization;
using MoodleGrains.Silo.Discord.Sending;

namespace MoodleGrains.Silo.Discord;

/// <summary>What a person can do about a refusal.</summary>
internal static class Remedies
{
    /// <summary>What was refused, in a sentence.</summary>
    /// <param name="refused">The refusal.</param>
    /// <param name="where">Where.</param>
    /// <returns>The reason of a dead letter.</returns>
    public static string Reason(this DiscordAnswer.Refused refused, string where) => string.Create(
        CultureInfo.InvariantCulture, $"Discord refused it in {where}: {refused.Message} (HTTP {refused.Status}, code {refused.Code}).");

    /// <summary>The remedy; it names the channel and the permission.</summary>
    /// <param name="refused">The refusal.</param>
    /// <param name="target">Where the message was to go.</param>
    /// <returns>One sentence or two.</returns>
    public static string For(DiscordAnswer.Refused refused, MessageTarget target) => (refused, target) switch
    {
        ({ Code: DiscordCode.UnknownGuild or DiscordCode.MissingAccess }, MessageTarget.Guild) =>
            $"The bot is not in {target.Name}: invite it there, or correct eventsGuild of the rule, then replay this effect.",
        ({ Code: DiscordCode.MissingPermissions }, MessageTarget.Guild) =>
            $"Give the bot's role Create Events in the settings of {target.Name}, then replay this effect.",
        ({ Status: 401 or 404 }, MessageTarget.Webhook webhook) =>
            $"The webhook is gone: make a new one in the channel's settings, set Discord:Webhooks:{webhook.Key} to its URL, start the silo "
                + $"again and replay this effect.",
        ({ Code: DiscordCode.UnknownChannel }, _) =>
            $"There is no {target.Name}: correct the channel of the rule, or drop this effect if the channel was deleted.",
        ({ Code: DiscordCode.MissingAccess }, _) =>
            $"The bot cannot see {target.Name}: give its role View Channel there (invite the bot if it is not in the server), then replay "
                + $"this effect.",
        ({ Code: DiscordCode.MissingPermissions }, _) =>
            $"Give the bot's role Send Messages (in a thread: Send Messages in Threads), Embed Links and Read Message History in "
                + $"{target.Name}, then replay this effect.",
        ({ Code: DiscordCode.NoMessagesHere }, _) => $"{target.Name} is no text channel: correct the channel of the rule.",
        ({ Code: DiscordCode.LockedThread }, _) =>
            $"{target.Name} is a locked thread: unlock it, or give the bot's role Manage Threads there, then replay this effect.",
        ({ Code: DiscordCode.ArchivedThread }, _) => $"{target.Name} is an archived thread: open it again, then replay this effect.",
        ({ Code: DiscordCode.Blocked or DiscordCode.BlockedTitle }, _) =>
            $"AutoMod of the server blocks the text: exempt the bot's role or {target.Name} from that rule, then replay this effect.",
        ({ Status: 403 }, _) => $"Look at the bot's permissions in {target.Name} with 'silo doctor', then replay this effect.",
        (
            {
                Code: DiscordCode
            .InvalidForm
            }, _) => "Discord does not take the form of the message: report this as a fault of MoodleGrains, with the reason.",
        _ => $"Look at {target.Name} in Discord, then replay or drop this effect.",
    };
}
