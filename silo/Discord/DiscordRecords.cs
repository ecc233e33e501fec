namespace MoodleGrains.Silo.Discord;

/// <summary>A message that stands in a channel, as far as it is looked at.</summary>
internal sealed record DiscordMessage(
    string Id, DiscordUser? Author, IReadOnlyList<Embed>? Embeds, IReadOnlyList<MessageRow>? Components);

/// <summary>A component of the outermost level; those without components of their own have none.</summary>
internal sealed record MessageRow(IReadOnlyList<MessageButton>? Components);

/// <summary>A component inside a row; only link buttons have an address.</summary>
internal sealed record MessageButton(string? Url);

/// <summary>A user or bot.</summary>
internal sealed record DiscordUser(string Id, string? Username);

/// <summary>A channel (discord.com/developers/docs/resources/channel, "Channel Object").</summary>
/// <param name="Id">Its snowflake.</param>
/// <param name="GuildId">Its server; null for direct messages.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">0 text, 5 announcement, 10 to 12 threads; others take no messages of ours.</param>
/// <param name="ParentId">Of a thread: its channel; else its category.</param>
/// <param name="PermissionOverwrites">What it grants and denies; threads have none.</param>
/// <param name="ThreadMetadata">Of a thread: how it stands.</param>
internal sealed record DiscordChannel(
    string Id, string? GuildId, string? Name, int Type, string? ParentId, IReadOnlyList<Overwrite>? PermissionOverwrites,
    ThreadMetadata? ThreadMetadata = null)
{
    /// <summary>Whether it is a thread.</summary>
    public bool IsThread => Type is >= 10 and <= 12;

    /// <summary>Whether it takes messages.</summary>
    public bool TakesMessages => Type is 0 or 5 || IsThread;
}

/// <summary>How a thread stands.</summary>
/// <param name="Locked">Whether only those who manage threads may open it.</param>
internal sealed record ThreadMetadata(bool Locked);

/// <summary>A webhook (discord.com/developers/docs/resources/webhook).</summary>
/// <param name="GuildId">Its server.</param>
internal sealed record DiscordWebhook(string? GuildId);

/// <summary>What a channel grants or denies one role (type 0) or one member (type 1); bit sets as decimal text.</summary>
internal sealed record Overwrite(string Id, int Type, string Allow, string Deny);

/// <summary>A guild with its roles.</summary>
internal sealed record DiscordGuild(string Id, string? Name, string? OwnerId, IReadOnlyList<DiscordRole> Roles);

/// <summary>A role (discord.com/developers/docs/topics/permissions, "Role Object").</summary>
internal sealed record DiscordRole(string Id, string Name, string Permissions, bool Mentionable);

/// <summary>What a user is in a guild.</summary>
internal sealed record GuildMember(IReadOnlyList<string> Roles);

/// <summary>
/// A scheduled event (discord.com/developers/docs/resources/guild-scheduled-event). Status: 1 scheduled, 2 active, 3 completed, 4
/// cancelled.
/// </summary>
internal sealed record ScheduledEvent(
    string Id, string? CreatorId, string Name, string? Description, DateTimeOffset ScheduledStartTime, DateTimeOffset? ScheduledEndTime,
    int Status, EventPlace? EntityMetadata);

/// <summary>Where a scheduled event takes place.</summary>
/// <param name="Location">1 to 100 characters.</param>
internal sealed record EventPlace(string? Location);

/// <summary>The body of a scheduled event that is made or changed; what is null stays as it is.</summary>
internal sealed record OutgoingEvent(
    string? Name = null, string? Description = null, DateTimeOffset? ScheduledStartTime = null, DateTimeOffset? ScheduledEndTime = null,
    EventPlace? EntityMetadata = null, int? EntityType = null, int? PrivacyLevel = null, int? Status = null);

/// <summary>An error's body (discord.com/developers/docs/reference, "Error Messages").</summary>
internal sealed record DiscordError(int Code, string? Message);

/// <summary>The body of a 429 (discord.com/developers/docs/topics/rate-limits, "Rate Limit Response Structure").</summary>
internal sealed record TooManyRequests(double? RetryAfter, bool? Global, int? Code, string? Message);
