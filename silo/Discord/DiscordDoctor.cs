using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Discord.ScheduledEvents;
using MoodleGrains.Silo.Discord.Sending;
using Npgsql;

namespace MoodleGrains.Silo.Discord;

/// <summary>Doctor's lines about Discord: the token, each rule's channel and role, each webhook URL.</summary>
/// <param name="settings">How Discord is reached.</param>
/// <param name="time">The clock.</param>
internal sealed class DiscordDoctor(DiscordSettings settings, TimeProvider time) : IDoctorCheck
{
    private const string Check = "discord";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(connection, cancellationToken);
        using var client = new DiscordClient(settings, time, NullLogger.Instance);
        return await LookAsync(client, rules, cancellationToken);
    }

    /// <summary>Looks at what some rules name.</summary>
    /// <param name="client">Discord.</param>
    /// <param name="rules">The rules' names and terms.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings.</returns>
    internal static async Task<IReadOnlyList<Finding>> LookAsync(
        DiscordClient client, IReadOnlyList<(string Name, RuleTerms Terms)> rules, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        if (client.Settings.Token is not null)
        {
            findings.Add(await TokenAsync(client, cancellationToken));
        }

        // With a refused token nothing else can be asked.
        var channels = findings.TrueForAll(finding => finding.Remedy is null)
            ? rules.GroupBy(rule => rule.Terms.Channel, StringComparer.Ordinal)
            : [];
        foreach (var rulesThere in channels)
        {
            var names = string.Join(", ", rulesThere.Select(rule => rule.Name));
            switch (MessageTarget.Of(rulesThere.Key, client.Settings))
            {
                case MessageTarget.BotChannel channel:
                    findings.AddRange(await ChannelAsync(client, channel, [.. rulesThere], names, cancellationToken));
                    break;
                case MessageTarget.Webhook:
                    break;
                default:
                    findings.Add(
                        Finding.Bad(Check, $"rules {names}: there is no access to '{rulesThere.Key}'", MessageTarget.Remedy(
                            rulesThere.Key)));
                    break;
            }
        }

        foreach (var guild in GuildsOf(rules, client.Settings, findings))
        {
            findings.Add(await GuildAsync(client, guild, cancellationToken));
        }

        foreach (var (name, url) in client.Settings.Webhooks)
        {
            findings.Add(await WebhookAsync(client, new(name, url), cancellationToken));
        }

        return findings;
    }

    private static async Task<Finding> TokenAsync(DiscordClient client, CancellationToken cancellationToken) =>
        await client.MeAsync(cancellationToken) switch
        {
            DiscordAnswer.Done done => Finding.Good(
                Check, $"the token is valid; the bot is called "
                    + $"{JsonSerializer.Deserialize(done.Body, DiscordJson.Default.DiscordUser)!.Username}"),
            DiscordAnswer.Held { Why: var why } => Finding.Bad(
                Check, $"the token cannot be used: {why}", "Set Discord:Token to a new token from the page Bot of your application at "
                    + "discord.com/developers."),
            var answer => Finding.Bad(Check, Words(answer, "Discord"), $"Look whether this machine reaches {client.Settings.ApiUrl}."),
        };

    private static async Task<IEnumerable<Finding>> ChannelAsync(
        DiscordClient client, MessageTarget.BotChannel channel, IReadOnlyList<(string Name, RuleTerms Terms)> rules, string names,
        CancellationToken cancellationToken)
    {
        var looked = await new ChannelAccess(client).LookAsync(channel.Id, cancellationToken);
        if (looked is ChannelAccess.NotSeen { Answer: var answer })
        {
            return
            [
                Finding.Bad(
                    Check, $"rules {names}: {Words(answer, channel.Name)}",
                    answer is DiscordAnswer.Refused refused ? Remedies.For(refused, channel) : "Run the doctor again in a while."),
            ];
        }

        var seen = (ChannelAccess.Seen)looked;
        List<Finding> findings = [];
        var needed = new[]
        {
            (Permission.ViewChannel, "View Channel"),
            seen.Channel.IsThread
                ? (Permission.SendMessagesInThreads, "Send Messages in Threads")
                : (Permission.SendMessages, "Send Messages"),
            (Permission.EmbedLinks, "Embed Links"),
            (Permission.ReadMessageHistory, "Read Message History"),
        };
        var missing = string.Join(", ", needed.Where(permission => !seen.Has(permission.Item1)).Select(permission => permission.Item2));
        var where = $"#{seen.Channel.Name} in {seen.Guild.Name} (channel {channel.Id})";
        findings.Add(
            !seen.Channel.TakesMessages
                ? Finding.Bad(Check, $"rules {names}: {where} is no text channel", "Name a text channel in the rule.")
                : seen.Channel.ThreadMetadata is { Locked: true } && !seen.Has(Permission.ManageThreads) ? Finding.Bad(
                Check, $"rules {names}: {where} is a locked thread: once it is archived, nothing in it can be changed",
                "Unlock the thread, or give the bot's role Manage Threads there.")
            : missing != "" ? Finding.Bad(Check, $"rules {names}: {where} lacks {missing}", $"Give the bot's role {missing} there.")
            : Finding.Good(Check, $"rules {names}: {where} can be seen, written to and read back"));
        findings.AddRange(
            rules.Select(rule => rule.Terms.Role).OfType<string>().Distinct(StringComparer.Ordinal).Select(role => Role(role, seen)));
        return findings;
    }

    private static IEnumerable<string> GuildsOf(
        IReadOnlyList<(string Name, RuleTerms Terms)> rules, DiscordSettings settings, IReadOnlyList<Finding> findings) =>
        settings.Token is null || findings is [{ Remedy: not null }, ..]
            ? []
            : [.. rules.Select(rule => rule.Terms.EventsGuild).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static async Task<Finding> GuildAsync(DiscordClient client, string id, CancellationToken cancellationToken)
    {
        var target = new MessageTarget.Guild(id);
        var access = await new ChannelAccess(client).LookAtGuildAsync(id, cancellationToken);
        var answer = access is ChannelAccess.NotSeen notSeen ? notSeen.Answer : await client.EventsAsync(id, cancellationToken);
        if (answer is not DiscordAnswer.Done done)
        {
            return Finding.Bad(
                Check, Words(answer, target.Name), answer is DiscordAnswer.Refused refused
                    ? Remedies.For(refused, target)
                    : "Run the doctor again in a while.");
        }

        var (seen, events) = ((ChannelAccess.SeenGuild)access, JsonSerializer.Deserialize(
            done.Body,
            DiscordJson.Default.ScheduledEventArray)!.Length);
        return !seen.May.HasFlag(Permission.CreateEvents)
            ? Finding.Bad(
                Check,
                $"server {seen.Guild.Name} lacks Create Events",
                "Give the bot's role Create Events in the server's settings.")
            : events >= FullGuilds.Most
                ? Finding.Bad(
                    Check, $"server {seen.Guild.Name} has {events} scheduled events, and Discord allows no more",
                    "Delete events there that nobody needs, or take eventsGuild out of a rule; what waits goes in by itself.")
                : Finding.Good(Check, $"server {seen.Guild.Name} takes scheduled events; it has {events} of {FullGuilds.Most}");
    }

    private static Finding Role(string id, ChannelAccess.Seen seen) => seen.Guild.Roles.FirstOrDefault(role => role.Id == id) switch
    {
        null => Finding.Bad(Check, $"role {id} is not in {seen.Guild.Name}", "Correct the role of the rule."),
        _ when id == seen.Guild.Id => seen.Has(Permission.MentionEveryone)
            ? Finding.Good(Check, $"@everyone of {seen.Guild.Name} can be called in #{seen.Channel.Name}")
            : Finding.Bad(
                Check, $"@everyone of {seen.Guild.Name} (role {id}) notifies nobody when the bot calls it in #{seen.Channel.Name}",
                "Give the bot's role 'Mention @everyone, @here and All Roles' (Mention Everyone) there, or name another role in the rule."),
        { Mentionable: false } role when !seen.Has(Permission.MentionEveryone) => Finding.Bad(
            Check, $"role {role.Name} notifies nobody when the bot pings it",
            "Switch on 'Allow anyone to @mention this role' in the role's settings."),
        { } role => Finding.Good(Check, $"role {role.Name} can be pinged"),
    };

    private static async Task<Finding> WebhookAsync(
        DiscordClient client,
        MessageTarget.Webhook webhook,
        CancellationToken cancellationToken) =>
        await client.WebhookAsync(webhook, cancellationToken) switch
        {
            DiscordAnswer.Done => Finding.Good(
                Check, $"{webhook.Name} works; by webhook URL a post may come twice after a crash, and a ping whose outcome is unknown is "
                    + $"not repeated"),
            DiscordAnswer.Refused refused => Finding.Bad(Check, Words(refused, webhook.Name), Remedies.For(refused, webhook)),
            var answer => Finding.Bad(Check, Words(answer, webhook.Name), $"Look whether this machine reaches {client.Settings.ApiUrl}."),
        };

    private static string Words(DiscordAnswer answer, string where) => answer switch
    {
        DiscordAnswer.Held held => $"{where} cannot be asked now: {held.Why}",
        DiscordAnswer.Refused refused => refused.Reason(where),
        DiscordAnswer.Unknown unknown => $"{where}: {unknown.Reason}",
        DiscordAnswer.NotSent notSent => $"{where}: {notSent.Reason}",
        _ => where,
    };

    private static async Task<IReadOnlyList<(string Name, RuleTerms Terms)>> RulesAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken)
    {
        List<(string, RuleTerms)> rules = [];
        await using var there = new NpgsqlCommand("select to_regclass('mg_rules') is not null", connection);
        if (await there.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return rules;
        }

        await using var ask = new NpgsqlCommand(
            "select site, name, coalesce(proposed, in_force) from mg_rules order by site, name",
            connection);
        await using var reader = await ask.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(2))
            {
                rules.Add(($"{reader.GetString(0)}/{reader.GetString(1)}", RuleTerms.FromJson(reader.GetString(2))));
            }
        }

        return rules;
    }
}
