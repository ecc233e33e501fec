using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoodleGrains.Sandbox.Discord;

/// <summary>What a call is answered with.</summary>
internal readonly record struct ApiAnswer(int Status, JsonNode? Body)
{
    public static ApiAnswer Error(int status, int code, string message)
        => new(status, new JsonObject { ["message"] = message, ["code"] = code });

    public static ApiAnswer Form(string problem) => Error(400, 50035, $"Invalid Form Body: {problem}");
}

/// <summary>The calls of Discord's REST API that the stand-in knows, on one server.</summary>
internal sealed class DiscordApi(Guild guild)
{
    private const ulong View = 0x400;
    private const ulong Send = 0x800;
    private const ulong Embed = 0x4000;
    private const ulong History = 0x10000;
    private const ulong ManageThreads = 1UL << 34;
    private const ulong SendInThreads = 1UL << 38;
    private const ulong CreateEvents = 1UL << 44;
    private const int MostEvents = 100;

    private static readonly ApiAnswer UnknownMessage = ApiAnswer.Error(404, 10008, "Unknown Message");
    private static readonly ApiAnswer MissingPermissions = ApiAnswer.Error(403, 50013, "Missing Permissions");
    private static readonly ApiAnswer Archived = ApiAnswer.Error(400, 50083, "Thread is archived");
    private static readonly ApiAnswer UnknownChannel = ApiAnswer.Error(404, 10003, "Unknown Channel");
    private static readonly ApiAnswer UnknownWebhook = ApiAnswer.Error(404, 10015, "Unknown Webhook");
    private static readonly ApiAnswer UnknownEvent = ApiAnswer.Error(404, 10070, "Unknown Guild Scheduled Event");

    public ApiAnswer Answer(string method, string[] path, IQueryCollection query, string body) => (method, path) switch
    {
        ("GET", ["users", "@me"]) => new(200, new JsonObject { ["id"] = guild.Bot, ["username"] = "MoodleGrains", ["bot"] = true }),
        ("GET", ["guilds", var id]) => id == guild.Id ? new(200, guild.GuildJson()) : ApiAnswer.Error(404, 10004, "Unknown Guild"),
        ("GET", ["guilds", _, "members", var user]) => user == guild.Bot
            ? new(200, new JsonObject { ["roles"] = new JsonArray(guild.BotRole) })
            : ApiAnswer.Error(404, 10007, "Unknown Member"),
        (_, ["guilds", var id, "scheduled-events", .. var rest]) => id != guild.Id ? ApiAnswer.Error(404, 10004, "Unknown Guild")
            : method != "GET" && (guild.BotPermissions & CreateEvents) == 0 ? ApiAnswer.Error(403, 50013, "Missing Permissions")
            : Events(method, rest, body),
        (_, ["channels", var channel, .. var rest]) => Channel(method, channel, rest, query, body),
        (_, ["webhooks", var id, var token, .. var rest]) => Webhook(method, id, token, rest, query, body),
        _ => ApiAnswer.Error(404, 0, "404: Not Found"),
    };

    private ApiAnswer Channel(string method, string channel, string[] rest, IQueryCollection query, string body)
    {
        if (!guild.HasChannel(channel))
        {
            return UnknownChannel;
        }

        if (!guild.May(channel, View))
        {
            return ApiAnswer.Error(403, 50001, "Missing Access");
        }

        return (method, rest) switch
        {
            ("GET", []) => new(200, guild.ChannelJson(channel)),
            ("GET", ["messages"]) => Page(channel, query),
            ("PATCH", []) when guild.IsThread(channel) => OpenThread(channel, body),
            ("POST", ["messages"]) => guild.May(channel, guild.IsThread(channel) ? SendInThreads : Send)
                ? Create(channel, guild.Bot, "MoodleGrains", null, body)
                : MissingPermissions,
            ("PATCH", ["messages", var id]) => Edit(channel, id, body),
            ("DELETE", ["messages", var id]) => Delete(channel, id),
            _ => ApiAnswer.Error(405, 0, "405: Method Not Allowed"),
        };
    }

    private ApiAnswer Webhook(string method, string id, string token, string[] rest, IQueryCollection query, string body)
    {
        if (guild.WebhookChannel(id, token) is not { } channel || !guild.HasChannel(channel))
        {
            return UnknownWebhook;
        }

        var components = query["with_components"] == "true";
        switch (method, rest)
        {
            case ("GET", []):
                return new(200, new JsonObject { ["id"] = id, ["channel_id"] = channel, ["guild_id"] = guild.Id, ["type"] = 1 });
            case ("POST", []):
                var made = Create(channel, id, "Moodle", id, components ? body : WithoutComponents(body));
                return query["wait"] == "true" || made.Status >= 400 ? made : new(204, null);
            case ("PATCH", ["messages", var message]):
                return Edit(channel, message, components ? body : WithoutComponents(body));
            case ("DELETE", ["messages", var message]):
                return Delete(channel, message);
            default:
                return ApiAnswer.Error(405, 0, "405: Method Not Allowed");
        }
    }

    private ApiAnswer Create(string channel, string author, string name, string? webhook, string body)
    {
        if (MessageForm.Read(body, out var problem) is not { } form)
        {
            return ApiAnswer.Form(problem!);
        }

        // A post opens a thread by itself, unless it is locked.
        if (guild.IsArchived(channel) && guild.IsLocked(channel))
        {
            return Archived;
        }

        guild.Open(channel);

        // Webhooks know no nonce.
        form = webhook is null ? form : form with { Nonce = null };
        return form.Embeds.Count > 0 && webhook is null && !guild.May(channel, Embed)
            ? ApiAnswer.Error(403, 50013, "Missing Permissions")
            : new(200, guild.Create(channel, author, name, webhook, form).Json());
    }

    private ApiAnswer Edit(string channel, string message, string body)
    {
        if (MessageForm.Read(body, out var problem) is not { } form)
        {
            return ApiAnswer.Form(problem!);
        }

        return guild.IsArchived(channel)
            ? Archived
            : guild.Edit(channel, message, form) is { } edited ? new(200, edited.Json()) : UnknownMessage;
    }

    private ApiAnswer Delete(string channel, string message) =>
        guild.IsArchived(channel) ? Archived : guild.Delete(channel, message) ? new(204, null) : UnknownMessage;

    // "Modify Channel": an unlocked thread may be opened by whoever may write in it.
    private ApiAnswer OpenThread(string thread, string body)
    {
        if (JsonNode.Parse(body) is not JsonObject { Count: 1 } fields || (bool?)fields["archived"] is not false)
        {
            return ApiAnswer.Form("archived: only the opening of a thread here");
        }

        if (!guild.May(thread, guild.IsLocked(thread) ? ManageThreads : SendInThreads))
        {
            return MissingPermissions;
        }

        guild.Open(thread);
        return new(200, guild.ChannelJson(thread));
    }

    private ApiAnswer Page(string channel, IQueryCollection query)
    {
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 50;
        if (limit is < 1 or > 100)
        {
            return ApiAnswer.Form("limit: int value should be between 1 and 100.");
        }

        // Without the right to read history the channel seems empty. What others wrote comes without its content.
        var page = guild.May(channel, History)
            ? guild.Page(channel, query["after"].FirstOrDefault(), query["before"].FirstOrDefault(), limit)
            : [];
        return new(200, new JsonArray([.. page.Select(
            m => m.Author == guild.Bot ? m : m with { Content = "", Embeds = [], Components = [] }).Select(JsonNode (m) => m.Json())]));
    }

    private ApiAnswer Events(string method, string[] rest, string body)
    {
        if (method is "POST" or "PATCH" && JsonNode.Parse(body) is JsonObject fields)
        {
            return rest is [var changed] ? Change(changed, fields) : Make(fields);
        }

        return (method, rest) switch
        {
            ("GET", []) => new(200, new JsonArray([.. guild.Events.Where(e => e.Status < 3).Select(JsonNode (e) => EventJson(e))])),
            ("DELETE", [var id]) => guild.RemoveEvent(id) ? new(204, null) : UnknownEvent,
            _ => ApiAnswer.Error(405, 0, "405: Method Not Allowed"),
        };
    }

    private ApiAnswer Make(JsonObject fields)
    {
        if ((EventProblem(fields) ?? Past(fields)) is { } problem)
        {
            return ApiAnswer.Form(problem);
        }

        return guild.Events.Count(e => e.Status < 3) >= MostEvents
            ? ApiAnswer.Error(400, 30038, "Maximum number of guild scheduled events reached (100)")
            : new(200, EventJson(guild.PutEvent(null, fields, 1)));
    }

    private ApiAnswer Change(string id, JsonObject fields)
    {
        if (guild.Events.FirstOrDefault(e => e.Id == id) is not { } there)
        {
            return UnknownEvent;
        }

        var status = (int?)fields["status"] ?? there.Status;
        if (status != there.Status && (there.Status, status) is not ((1, 2) or (2, 3) or (1, 4)))
        {
            return ApiAnswer.Error(400, 180000, "Invalid Guild Scheduled Event Status Transition");
        }

        // Whether Discord says so in these words was not seen: its page says only that a start cannot be in the past.
        if (there.Status > 2 || (fields["scheduled_start_time"] is not null && there.Status == 2))
        {
            return ApiAnswer.Form("scheduled_start_time: The event has begun.");
        }

        var merged = (JsonObject)there.Fields.DeepClone();
        foreach (var (name, value) in fields)
        {
            merged[name] = value?.DeepClone();
        }

        return (EventProblem(merged) ?? Past(fields)) is { } problem
            ? ApiAnswer.Form(problem)
            : new(200, EventJson(guild.PutEvent(id, merged, status)));
    }

    // Field requirements of entity type EXTERNAL (discord.com/developers/docs/resources/guild-scheduled-event).
    private static string? EventProblem(JsonObject fields) =>
        (int?)fields["entity_type"] != 3 ? "entity_type: only EXTERNAL here"
        : (int?)fields["privacy_level"] != 2 ? "privacy_level: Value must be one of (2,)."
        : ((string?)fields["name"])?.Length is not (>= 1 and <= 100) ? "name: Must be between 1 and 100 in length."
        : ((string?)fields["description"])?.Length > 1000 ? "description: Must be 1000 or fewer in length."
        : ((string?)fields["entity_metadata"]?["location"])?.Length is not (>= 1 and <= 100)
            ? "entity_metadata.location: Must be between 1 and 100 in length."
            : fields["scheduled_start_time"] is null || fields["scheduled_end_time"] is null ? "scheduled_end_time: This field is required"
        : null;

    private string? Past(JsonObject fields) =>
        fields["scheduled_start_time"] is { } start && StandInEvent.Time(start) <= guild.Time
            ? "scheduled_start_time: Cannot schedule event in the past."
            : null;

    private JsonObject EventJson(StandInEvent scheduled)
    {
        var json = (JsonObject)scheduled.Fields.DeepClone();
        (json["id"], json["guild_id"], json["creator_id"], json["status"]) = (scheduled.Id, guild.Id, guild.Bot, scheduled.Status);
        return json;
    }

    private static string WithoutComponents(string body)
    {
        try
        {
            var json = (JsonObject)JsonNode.Parse(body)!;
            json.Remove("components");
            return json.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or InvalidCastException)
        {
            return body; // The form says what is wrong with it.
        }
    }
}
