using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoodleGrains.Sandbox.Discord;

/// <summary>
/// The body of a message that is made or edited, checked as Discord checks it (discord.com/developers/docs/resources/message). Discord
/// leaves unknown fields aside; here they are refused, because they are misspelt ones.
/// </summary>
internal sealed record MessageForm(
    string Content, JsonArray Embeds, JsonArray Components, string? Nonce, bool EnforceNonce, IReadOnlyList<string>? Parse,
    IReadOnlyList<string> AllowedRoles)
{
    private static readonly string[]
        Fields = ["content", "embeds", "components", "allowed_mentions", "nonce", "enforce_nonce", "flags", "tts"];
    private static readonly string[] EmbedFields = ["title", "description", "color", "footer", "fields", "author", "timestamp", "url"];
    private static readonly string[] Kinds = ["roles", "users", "everyone"];

    /// <summary>Whether mentions of a kind in the text count; all do where nothing was said.</summary>
    public bool MayMention(string kind) => Parse is null || Parse.Contains(kind);

    /// <summary>Reads and checks a body.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="problem">What is wrong: the field and Discord's words; null if nothing is.</param>
    /// <returns>The form; null if something is wrong.</returns>
    public static MessageForm? Read(string body, out string? problem)
    {
        try
        {
            var json = JsonNode.Parse(body) as JsonObject ?? [];
            problem = Problem(json);
            return problem is null ? Bound(json) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException)
        {
            problem = $"body: {unreadable.Message}";
            return null;
        }
    }

    private static MessageForm Bound(JsonObject json)
    {
        var allowed = json["allowed_mentions"];
        return new(
            (string?)json["content"] ?? "",
            (JsonArray?)json["embeds"]?.DeepClone() ?? [],
            (JsonArray?)json["components"]?.DeepClone() ?? [],
            (string?)json["nonce"],
            (bool?)json["enforce_nonce"] ?? false,
            allowed is null ? null : Texts(allowed["parse"]),
            Texts(allowed?["roles"]));
    }

    private static string? Problem(JsonObject json)
    {
        var embeds = json["embeds"]?.AsArray() ?? [];
        var rows = json["components"]?.AsArray() ?? [];
        var content = (string?)json["content"] ?? "";
        return json.Select(f => f.Key).FirstOrDefault(f => !Fields.Contains(f)) is { } unknown ? $"{unknown}: unknown field"
            : content.Length > 2000 ? "content: Must be 2000 or fewer in length."
            : ((string?)json["nonce"])?.Length > 25 ? "nonce: Must be 25 or fewer in length."
            : content == "" && embeds.Count == 0 && rows.Count == 0 ? "content: Cannot send an empty message"
            : embeds.Count > 10 ? "embeds: Must be 10 or fewer in length."
            : embeds.Sum(e => Length(e!, "title") + Length(e!, "description") + Length(e!["footer"], "text")) > 6000
                ? "embeds: Embed size exceeds maximum size of 6000"
                : embeds.Select(e => EmbedProblem(e!.AsObject())).FirstOrDefault(p => p is not null)
            ?? rows.Select(row => RowProblem(row!.AsObject())).FirstOrDefault(p => p is not null)
            ?? MentionProblem(json["allowed_mentions"] as JsonObject);
    }

    private static string? EmbedProblem(JsonObject embed) =>
        embed.Select(f => f.Key).FirstOrDefault(f => !EmbedFields.Contains(f)) is { } unknown ? $"embeds.{unknown}: unknown field"
        : Length(embed, "title") > 256 ? "embeds.title: Must be 256 or fewer in length."
        : Length(embed, "description") > 4096 ? "embeds.description: Must be 4096 or fewer in length."
        : Length(embed["footer"], "text") > 2048 ? "embeds.footer.text: Must be 2048 or fewer in length."
        : null;

    private static string? RowProblem(JsonObject row)
    {
        var buttons = row["components"]?.AsArray() ?? [];
        return (int?)row["type"] != 1 ? "components.type: Value of field \"type\" must be one of (1,)."
            : buttons.Count is 0 or > 5 ? "components.components: Must be between 1 and 5 in length."
            : buttons.Select(button => button!.AsObject()).Select(button =>
                (int?)button["type"] != 2 || (int?)button["style"] != 5 ? "components.components: only link buttons here"
                : Length(button, "label") is 0 or > 80 ? "components.components.label: Must be between 1 and 80 in length."
                : Length(button, "url") > 512 ? "components.components.url: Must be 512 or fewer in length."
                : !Uri.TryCreate((string?)button["url"], UriKind.Absolute, out var url)
                    || url.Scheme is not ("http" or "https" or "discord")
                    ? "components.components.url: Not a well formed URL."
                : null).FirstOrDefault(p => p is not null);
    }

    private static string? MentionProblem(JsonObject? allowed)
    {
        if (allowed is null)
        {
            return null;
        }

        var (parse, roles) = (Texts(allowed["parse"]), Texts(allowed["roles"]));
        return allowed.Select(f => f.Key).FirstOrDefault(f => f is not ("parse" or "roles" or "users" or "replied_user")) is { } unknown
                ? $"allowed_mentions.{unknown}: unknown field"
            : parse.FirstOrDefault(kind => !Kinds.Contains(kind)) is { } wrong
                ? $"allowed_mentions.parse: '{wrong}' is none of roles, users, everyone."
                : parse.Contains("roles") && roles.Count > 0 ? "allowed_mentions: parse:[\"roles\"] and roles: [ids...] are mutually "
                    + "exclusive."
            : roles.Count > 100 ? "allowed_mentions.roles: Must be 100 or fewer in length."
            : null;
    }

    private static int Length(JsonNode? node, string field) => ((string?)node?[field])?.Length ?? 0;

    private static IReadOnlyList<string> Texts(JsonNode? array) => [.. (array?.AsArray() ?? []).Select(text => (string?)text ?? "")];
}
