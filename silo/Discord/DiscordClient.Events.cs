using System.Text.Json;
using MoodleGrains.Silo.Discord.Sending;

namespace MoodleGrains.Silo.Discord;

/// <summary>Scheduled events (discord.com/developers/docs/resources/guild-scheduled-event).</summary>
internal sealed partial class DiscordClient
{
    /// <summary>"List Scheduled Events for Guild".</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with an array of <see cref="ScheduledEvent"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> EventsAsync(string guild, CancellationToken cancellationToken) =>
        GetAsync("guilds/scheduled-events", $"guilds/{guild}/scheduled-events", $"guild {guild}", cancellationToken);

    /// <summary>"Create Guild Scheduled Event".</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="scheduled">The event.</param>
    /// <param name="ticket">The effect's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="ScheduledEvent"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> CreateEventAsync(
        string guild,
        OutgoingEvent scheduled,
        string ticket,
        CancellationToken cancellationToken) =>
        sender.SendAsync(OfEvent(HttpMethod.Post, guild, null), Body(scheduled), ticket, Patience, cancellationToken);

    /// <summary>"Modify Guild Scheduled Event".</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="id">Which.</param>
    /// <param name="scheduled">What changes.</param>
    /// <param name="ticket">The effect's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done with a <see cref="ScheduledEvent"/>, or why not.</returns>
    public ValueTask<DiscordAnswer> EditEventAsync(
        string guild, string id, OutgoingEvent scheduled, string ticket, CancellationToken cancellationToken) =>
        sender.SendAsync(OfEvent(HttpMethod.Patch, guild, id), Body(scheduled), ticket, Patience, cancellationToken);

    /// <summary>"Delete Guild Scheduled Event".</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="id">Which.</param>
    /// <param name="ticket">The effect's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Done, or why not.</returns>
    public ValueTask<DiscordAnswer> DeleteEventAsync(string guild, string id, string ticket, CancellationToken cancellationToken) =>
        sender.SendAsync(OfEvent(HttpMethod.Delete, guild, id), null, ticket, Patience, cancellationToken);

    private static DiscordRoute OfEvent(HttpMethod method, string guild, string? id) => id is null
        ? new(method, "guilds/scheduled-events", $"guilds/{guild}/scheduled-events", $"guild {guild}")
        : new(method, "guilds/scheduled-events/event", $"guilds/{guild}/scheduled-events/{id}", $"guild {guild}");

    private static byte[] Body(OutgoingEvent scheduled)
        => JsonSerializer.SerializeToUtf8Bytes(scheduled, DiscordJson.Default.OutgoingEvent);
}
