using System.Globalization;
using System.Text.Json.Nodes;

namespace MoodleGrains.Sandbox.Discord;

/// <summary>A message as it stands in a channel.</summary>
/// <param name="Id">Its snowflake.</param>
/// <param name="Channel">The channel's.</param>
/// <param name="Author">The bot's user id, or the webhook's id.</param>
/// <param name="AuthorName">How the author is called.</param>
/// <param name="Webhook">The webhook's id; null for the bot.</param>
/// <param name="Content">Its text.</param>
/// <param name="Embeds">Its cards, as sent.</param>
/// <param name="Components">Its rows of buttons, as sent.</param>
/// <param name="Nonce">The nonce it was made with.</param>
/// <param name="At">When it was made.</param>
/// <param name="EditedAt">When it was edited last.</param>
/// <param name="Roles">The roles it mentions, as far as it was allowed to.</param>
/// <param name="Everyone">Whether it mentions everyone, as far as it was allowed to.</param>
public sealed record StandingMessage(
    string Id, string Channel, string Author, string AuthorName, string? Webhook, string Content, JsonArray Embeds, JsonArray Components,
    string? Nonce, DateTimeOffset At, DateTimeOffset? EditedAt, IReadOnlyList<string> Roles, bool Everyone)
{
    /// <summary>The addresses of its buttons.</summary>
    public IReadOnlyList<string> Links =>
        [.. Components.SelectMany(row => row!["components"]?.AsArray() ?? []).Select(button => (string?)button!["url"]).OfType<string>()];

    /// <summary>Everything a reader sees, for looking for a text in it.</summary>
    public string Text => string.Join('\n', [Content, .. Embeds.Select(e => $"{e!["title"]}\n{e["description"]}\n{e["footer"]?["text"]}")]);

    internal JsonObject Json() => new()
    {
        ["id"] = Id,
        ["type"] = 0,
        ["channel_id"] = Channel,
        ["author"] = new JsonObject { ["id"] = Author, ["username"] = AuthorName, ["bot"] = true },
        ["webhook_id"] = Webhook,
        ["content"] = Content,
        ["embeds"] = Embeds.DeepClone(),
        ["components"] = Components.DeepClone(),
        ["timestamp"] = At.ToString("O"),
        ["edited_timestamp"] = EditedAt?.ToString("O"),
        ["mention_roles"] = new JsonArray([.. Roles.Select(role => (JsonNode)role)]),
        ["mention_everyone"] = Everyone,
        ["mentions"] = new JsonArray(),
        ["attachments"] = new JsonArray(),
        ["pinned"] = false,
        ["tts"] = false,
    };
}

/// <summary>A notification that somebody got.</summary>
/// <param name="Message">The message.</param>
/// <param name="Whom">A role's id, or <c>everyone</c>.</param>
/// <param name="At">When, by the stand-in's clock.</param>
public sealed record Notified(string Message, string Whom, DateTimeOffset At);

/// <summary>A request as it came.</summary>
/// <param name="Arrived">Since the stand-in's start, real time.</param>
/// <param name="Answered">When the answer was given, the same way; while there is none, as <paramref name="Arrived"/>.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below <c>/api/v10</c>, secrets included.</param>
/// <param name="Bucket">What its limit is counted for.</param>
/// <param name="Status">The answer's status; 0 where there is none yet, or the connection was cut.</param>
/// <param name="Body">What was sent.</param>
public sealed record SeenRequest(TimeSpan Arrived, TimeSpan Answered, string Method, string Path, string Bucket, int Status, string Body);

/// <summary>A request that came although it had been told to wait; times as <see cref="SeenRequest.Arrived"/>.</summary>
/// <param name="Bucket">What its limit is counted for.</param>
/// <param name="At">When it came.</param>
/// <param name="ToldAt">When it was told to wait.</param>
/// <param name="Until">Until when.</param>
public sealed record Disobedience(string Bucket, TimeSpan At, TimeSpan ToldAt, TimeSpan Until);

/// <summary>A role.</summary>
/// <param name="Id">Its snowflake.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mentionable">Whether everybody may mention it.</param>
/// <param name="Permissions">What it grants in the whole guild.</param>
public sealed record StandInRole(string Id, string Name, bool Mentionable, ulong Permissions);

/// <summary>A scheduled event.</summary>
/// <param name="Id">Its snowflake.</param>
/// <param name="Fields">As sent.</param>
/// <param name="Status">1 scheduled, 2 active, 3 completed, 4 cancelled.</param>
public sealed record StandInEvent(string Id, JsonObject Fields, int Status)
{
    /// <summary>Its name.</summary>
    public string Name => (string?)Fields["name"] ?? "";

    /// <summary>When it begins.</summary>
    public DateTimeOffset StartsAt => Time(Fields["scheduled_start_time"]!);

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt => Time(Fields["scheduled_end_time"]!);

    internal static DateTimeOffset Time(JsonNode text) => DateTimeOffset.Parse((string)text!, CultureInfo.InvariantCulture);
}
