using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MoodleGrains.Sandbox.Discord;

/// <summary>One server with its channels, as it stands; what changes is told to whoever listens.</summary>
/// <param name="options">Its clock and nonces.</param>
public sealed partial class Guild(DiscordOptions options)
{
    private const long Epoch = 1_420_070_400_000;
    private const ulong UsualPermissions = 0x400 | 0x800 | 0x4000 | 0x10000 | (1UL << 33) | (1UL << 38) | (1UL << 44);
    private const ulong MentionEveryone = 1UL << 17;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Channel> channels = [];
    private readonly Dictionary<string, StandInRole> roles = [];
    private readonly Dictionary<(string Author, string Channel, string Nonce), StandingMessage> nonces = [];
    private readonly Dictionary<string, (string Token, string Channel)> webhooks = [];
    private readonly List<Notified> notified = [];
    private ulong lastId;

    internal DateTimeOffset Time => options.Clock.GetUtcNow();

    /// <summary>The server's id, which is also the id of the role of everybody.</summary>
    public string Id { get; } = "1100000000000000000";

    /// <summary>The bot's user id.</summary>
    public string Bot { get; } = "1100000000000000001";

    /// <summary>The id of the bot's own role.</summary>
    public string BotRole { get; } = "1100000000000000002";

    /// <summary>What the bot's role grants in the whole server.</summary>
    public ulong BotPermissions { get; set; } = UsualPermissions;

    /// <summary>Whether the token is taken; false is a token that was reset.</summary>
    public bool TokenValid { get; set; } = true;

    /// <summary>Told of every change: what (<c>created</c>, <c>edited</c>, <c>deleted</c>) and the message.</summary>
    public event Action<string, StandingMessage>? Changed;

    /// <summary>The notifications so far.</summary>
    public IReadOnlyList<Notified> Notified => Locked(() => notified.ToArray());

    /// <summary>The channels: id and name.</summary>
    public IReadOnlyList<(string Id, string Name)> Channels => Locked(() => channels.Values.Select(c => (c.Id, c.Name)).ToArray());

    /// <summary>Makes a channel.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="id">Its snowflake; null for a new one.</param>
    /// <returns>Its id.</returns>
    public string AddChannel(string name, string? id = null) => Locked(() =>
    {
        id ??= NextId();
        channels[id] = new(id, name);
        return id;
    });

    /// <summary>Deletes a channel with all that is in it.</summary>
    /// <param name="id">Its id.</param>
    public void RemoveChannel(string id) => Locked(() => channels.Remove(id));

    /// <summary>Makes a role.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mentionable">Whether everybody may mention it.</param>
    /// <returns>Its id.</returns>
    public string AddRole(string name, bool mentionable = true) => Locked(() =>
    {
        var id = NextId();
        roles[id] = new(id, name, mentionable, 0);
        return id;
    });

    /// <summary>Makes a webhook of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The last two parts of its URL.</returns>
    public (string Id, string Token) AddWebhook(string channel) => Locked(() =>
    {
        var id = NextId();
        webhooks[id] = ($"webhook-token-{id}", channel);
        return (id, webhooks[id].Token);
    });

    /// <summary>Deletes a webhook.</summary>
    /// <param name="id">Its id.</param>
    public void RemoveWebhook(string id) => Locked(() => webhooks.Remove(id));

    /// <summary>Takes permissions from the bot's role in one channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="permissions">The bits; 0 gives them back.</param>
    public void Deny(string channel, ulong permissions) => Locked(() => channels[channel].Denied = permissions);

    /// <summary>The messages of a channel, oldest first.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The messages.</returns>
    public IReadOnlyList<StandingMessage> Messages(string channel) =>
        Locked(() => channels.TryGetValue(channel, out var there) ? there.Messages.Values.ToArray() : []);

    /// <summary>A person deletes a message.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">Its id.</param>
    /// <returns>Whether it was there.</returns>
    public bool Delete(string channel, string message)
    {
        var gone = Locked(
            () => channels.TryGetValue(channel, out var there) && there.Messages.Remove(Number(message), out var old) ? old : null);
        if (gone is not null)
        {
            Changed?.Invoke("deleted", gone);
        }

        return gone is not null;
    }

    /// <summary>A person writes something.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="text">What.</param>
    public void Say(string channel, string text)
    {
        var said = Locked(() =>
        {
            var message = new StandingMessage(
                NextId(), channel, "1100000000000000099", "Somebody", null, text, [], [], null, options.Clock.GetUtcNow(), null, [], false);
            return channels[channel].Messages[Number(message.Id)] = message;
        });
        Changed?.Invoke("created", said);
    }

    internal string? WebhookChannel(string id, string token) =>
        Locked(() => webhooks.TryGetValue(id, out var webhook) && webhook.Token == token ? webhook.Channel : null);

    internal bool HasChannel(string id) => Locked(() => channels.ContainsKey(id));

    // A thread has the permissions of its channel.
    internal bool May(string channel, ulong permission) => Locked(() =>
        (BotPermissions & ~channels[channels[channel].Parent ?? channel].Denied & permission) == permission);

    internal StandingMessage Create(string channel, string author, string name, string? webhook, MessageForm form)
    {
        StandingMessage made;
        lock (gate)
        {
            var now = options.Clock.GetUtcNow();
            if (form is { EnforceNonce: true, Nonce: { } nonce })
            {
                if (nonces.TryGetValue((author, channel, nonce), out var before) && now - before.At < options.NonceWindow)
                {
                    return before;
                }
            }

            var (mentioned, everyone) = Mentions(form);
            made = new(
                NextId(),
                channel,
                author,
                name,
                webhook,
                form.Content,
                form.Embeds,
                form.Components,
                form.Nonce,
                now,
                null,
                mentioned,
                everyone);
            channels[channel].Messages[Number(made.Id)] = made;
            if (form.Nonce is { } remembered)
            {
                nonces[(author, channel, remembered)] = made;
            }

            // A role that is not mentionable shows its name and notifies nobody, unless the bot may mention everyone.
            notified.AddRange(mentioned.Where(role => roles[role].Mentionable || (BotPermissions & MentionEveryone) != 0)
                .Select(role => new Notified(made.Id, role, now)));
            if (everyone && (webhook is not null || (BotPermissions & MentionEveryone) != 0))
            {
                notified.Add(new(made.Id, "everyone", now));
            }
        }

        Changed?.Invoke("created", made);
        return made;
    }

    internal StandingMessage? Edit(string channel, string message, MessageForm form)
    {
        StandingMessage edited;
        lock (gate)
        {
            if (!channels[channel].Messages.TryGetValue(Number(message), out var before))
            {
                return null;
            }

            var (mentioned, everyone) = Mentions(form);
            edited = before with
            {
                Content = form.Content,
                Embeds = form.Embeds,
                Components = form.Components,
                EditedAt = options.Clock.GetUtcNow(),
                Roles = mentioned,
                Everyone = everyone,
            };
            channels[channel].Messages[Number(message)] = edited;
        }

        Changed?.Invoke("edited", edited);
        return edited;
    }

    internal IReadOnlyList<StandingMessage> Page(string channel, string? after, string? before, int limit) => Locked(() =>
    {
        var all = channels[channel].Messages.Values;
        var page = after is not null
            ? all.Where(m => Number(m.Id) > Number(after)).Take(limit)
            : all.Where(m => before is null || Number(m.Id) < Number(before)).TakeLast(limit);
        return page.Reverse().ToArray();
    });

    internal JsonObject ChannelJson(string id) => Locked(() => new JsonObject
    {
        ["id"] = id,
        ["type"] = channels[id].Parent is null ? 0 : PublicThread,
        ["guild_id"] = Id,
        ["name"] = channels[id].Name,
        ["parent_id"] = channels[id].Parent,
        ["thread_metadata"] = channels[id].Parent is null
            ? null
            : new JsonObject
            {
                ["archived"] = channels[id].Archived,
                ["locked"] = channels[id].ThreadLocked,
                ["auto_archive_duration"] = 1440
            },
        ["permission_overwrites"] = new JsonArray(new JsonObject
        {
            ["id"] = BotRole,
            ["type"] = 0,
            ["allow"] = "0",
            ["deny"] = channels[id].Denied.ToString(CultureInfo.InvariantCulture),
        }),
    });

    internal JsonObject GuildJson() => Locked(() => new JsonObject
    {
        ["id"] = Id,
        ["name"] = "Sandbox University",
        ["owner_id"] = "1100000000000000098",
        ["roles"] = new JsonArray([.. roles.Values
            .Append(new(Id, "@everyone", false, 0)).Append(new(BotRole, "MoodleGrains", false, BotPermissions))
            .Select(role => (JsonNode)new JsonObject
            {
                ["id"] = role.Id, ["name"] = role.Name, ["mentionable"] = role.Mentionable,
                ["permissions"] = role.Permissions.ToString(CultureInfo.InvariantCulture),
            })]),
    });

    internal string? RoleName(string id) => Locked(() => roles.GetValueOrDefault(id)?.Name);

    internal static ulong Number(string id) => ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;

    private (IReadOnlyList<string> Roles, bool Everyone) Mentions(MessageForm form)
    {
        var named = RoleMention().Matches(form.Content).Select(m => m.Groups[1].Value).Where(roles.ContainsKey).Distinct();
        return (
            [.. named.Where(role => form.MayMention("roles") || form.AllowedRoles.Contains(role))],
            form.MayMention("everyone") && EveryoneMention().IsMatch(form.Content));
    }

    private string NextId()
    {
        var id = (ulong)Math.Max(0, options.Clock.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << 22;
        lastId = id > lastId ? id : lastId + 1;
        return lastId.ToString(CultureInfo.InvariantCulture);
    }

    private T Locked<T>(Func<T> what)
    {
        lock (gate)
        {
            return what();
        }
    }

    [GeneratedRegex(@"<@&(\d+)>")]
    private static partial Regex RoleMention();

    [GeneratedRegex("@(everyone|here)")]
    private static partial Regex EveryoneMention();

    private sealed record Channel(string Id, string Name)
    {
        public ulong Denied { get; set; }

        public string? Parent { get; init; }

        public bool Archived { get; set; }

        public bool ThreadLocked { get; set; }

        public SortedDictionary<ulong, StandingMessage> Messages { get; } = [];
    }
}
