using System.Text.Json.Serialization;

namespace MoodleGrains.Silo.Discord;

/// <summary>Discord's JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutgoingMessage))]
[JsonSerializable(typeof(DiscordMessage))]
[JsonSerializable(typeof(DiscordMessage[]))]
[JsonSerializable(typeof(DiscordUser))]
[JsonSerializable(typeof(DiscordChannel))]
[JsonSerializable(typeof(DiscordWebhook))]
[JsonSerializable(typeof(DiscordGuild))]
[JsonSerializable(typeof(GuildMember))]
[JsonSerializable(typeof(ScheduledEvent))]
[JsonSerializable(typeof(ScheduledEvent[]))]
[JsonSerializable(typeof(OutgoingEvent))]
[JsonSerializable(typeof(DiscordError))]
[JsonSerializable(typeof(TooManyRequests))]
internal sealed partial class DiscordJson : JsonSerializerContext;
