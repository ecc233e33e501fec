using System.Text.Json;
using MoodleGrains.Silo.Discord.Sending;

namespace MoodleGrains.Silo.Discord;

/// <summary>Permissions (discord.com/developers/docs/topics/permissions, "Bitwise Permission Flags").</summary>
[Flags]
internal enum Permission : ulong
{
    None = 0,
    Administrator = 1UL << 3,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    EmbedLinks = 1UL << 14,
    ReadMessageHistory = 1UL << 16,
    MentionEveryone = 1UL << 17,
    ManageEvents = 1UL << 33,
    ManageThreads = 1UL << 34,
    SendMessagesInThreads = 1UL << 38,
    CreateEvents = 1UL << 44,
    All = ulong.MaxValue,
}

/// <summary>Looks what the bot may do in a channel.</summary>
/// <param name="client">Discord.</param>
internal sealed class ChannelAccess(DiscordClient client)
{
    private const int RoleOverwrite = 0;

    /// <summary>What was seen.</summary>
    internal abstract record Result;

    /// <summary>The channel is there.</summary>
    internal sealed record Seen(DiscordChannel Channel, DiscordGuild Guild, Permission May) : Result
    {
        /// <summary>Whether the bot has a permission there.</summary>
        /// <param name="permission">Which.</param>
        /// <returns>True if it has.</returns>
        public bool Has(Permission permission) => (May & permission) == permission;
    }

    /// <summary>The server is there, and the bot in it.</summary>
    internal sealed record SeenGuild(DiscordGuild Guild, Permission May) : Result;

    /// <summary>It could not be looked at.</summary>
    internal sealed record NotSeen(DiscordAnswer Answer) : Result;

    /// <summary>Looks.</summary>
    /// <param name="channel">The channel's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was seen.</returns>
    public async ValueTask<Result> LookAsync(string channel, CancellationToken cancellationToken)
    {
        var answer = await client.MeAsync(cancellationToken);
        if (answer is not DiscordAnswer.Done who)
        {
            return new NotSeen(answer);
        }

        answer = await client.ChannelAsync(channel, cancellationToken);
        if (answer is not DiscordAnswer.Done there)
        {
            return new NotSeen(answer);
        }

        var me = JsonSerializer.Deserialize(who.Body, DiscordJson.Default.DiscordUser)!;
        var seen = JsonSerializer.Deserialize(there.Body, DiscordJson.Default.DiscordChannel)!;
        if (seen.GuildId is not { } guildId)
        {
            return new NotSeen(new DiscordAnswer.Refused(404, DiscordCode.NoMessagesHere, "it is no channel of a server"));
        }

        // A thread has the permissions of its channel.
        if (seen is { IsThread: true, ParentId: { } parent })
        {
            answer = await client.ChannelAsync(parent, cancellationToken);
            if (answer is not DiscordAnswer.Done above)
            {
                return new NotSeen(answer);
            }

            seen = seen with
            {
                PermissionOverwrites = JsonSerializer.Deserialize(above.Body, DiscordJson.Default.DiscordChannel)!
                .PermissionOverwrites
            };
        }

        var around = await LookAtGuildAsync(me, guildId, seen, cancellationToken);
        return around is SeenGuild inside ? new Seen(seen, inside.Guild, inside.May) : around;
    }

    /// <summary>Looks what the bot may do in a server as a whole.</summary>
    /// <param name="guild">The server's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was seen.</returns>
    public async ValueTask<Result> LookAtGuildAsync(string guild, CancellationToken cancellationToken) =>
        await client.MeAsync(cancellationToken) is var answer && answer is DiscordAnswer.Done who
            ? await LookAtGuildAsync(JsonSerializer.Deserialize(who.Body, DiscordJson.Default.DiscordUser)!, guild, null, cancellationToken)
            : new NotSeen(answer);

    private async ValueTask<Result> LookAtGuildAsync(
        DiscordUser me,
        string id,
        DiscordChannel? channel,
        CancellationToken cancellationToken)
    {
        var answer = await client.GuildAsync(id, cancellationToken);
        if (answer is not DiscordAnswer.Done around)
        {
            return new NotSeen(answer);
        }

        answer = await client.MemberAsync(id, me.Id, cancellationToken);
        if (answer is not DiscordAnswer.Done inside)
        {
            return new NotSeen(answer);
        }

        var guild = JsonSerializer.Deserialize(around.Body, DiscordJson.Default.DiscordGuild)!;
        var member = JsonSerializer.Deserialize(inside.Body, DiscordJson.Default.GuildMember)!;
        return new SeenGuild(guild, May(me.Id, member, guild, channel));
    }

    /// <summary>What a member may do in a channel (the same page, "Permission Overwrites").</summary>
    /// <param name="user">The member's id.</param>
    /// <param name="member">Its roles.</param>
    /// <param name="guild">The guild with its roles.</param>
    /// <param name="channel">The channel with its overwrites; null for the server as a whole.</param>
    /// <returns>The permissions.</returns>
    internal static Permission May(string user, GuildMember member, DiscordGuild guild, DiscordChannel? channel)
    {
        // The role of everybody has the guild's own id.
        var roles = guild.Roles.Where(role => role.Id == guild.Id || member.Roles.Contains(role.Id));
        var may = roles.Aggregate(Permission.None, (sum, role) => sum | Bits(role.Permissions));
        if (guild.OwnerId == user || may.HasFlag(Permission.Administrator))
        {
            return Permission.All;
        }

        var overwrites = channel?.PermissionOverwrites ?? [];
        may = Applied(may, overwrites.Where(o => o.Id == guild.Id && o.Type == RoleOverwrite));
        may = Applied(may, overwrites.Where(o => o.Id != guild.Id && o.Type == RoleOverwrite && member.Roles.Contains(o.Id)));
        return Applied(may, overwrites.Where(o => o.Id == user && o.Type != RoleOverwrite));
    }

    private static Permission Applied(Permission may, IEnumerable<Overwrite> overwrites)
    {
        var (allow, deny) = overwrites.Aggregate(
            (Permission.None, Permission.None), (sum, o) => (sum.Item1 | Bits(o.Allow), sum.Item2 | Bits(o.Deny)));
        return (may & ~deny) | allow;
    }

    private static Permission Bits(string text) => (Permission)Snowflake.Number(text);
}
