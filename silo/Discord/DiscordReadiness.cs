using MoodleGrains.ClientApi.Api;

namespace MoodleGrains.Silo.Discord;

/// <summary>Discord's line in <c>/health/ready</c>. It is not vital: webhooks are to be taken whatever Discord does.</summary>
internal static class DiscordReadiness
{
    /// <summary>How it stands.</summary>
    /// <param name="client">Discord.</param>
    /// <returns>The check; every stop with its remedy.</returns>
    public static ReadinessCheck Of(DiscordClient client) => client.Stops is { Count: > 0 } stops
        ? new(
            "discord",
            false,
            string.Join(' ', stops.Select(stop => $"Sending is stopped ({stop.What}) since {stop.Since:u}: {stop.Reason} {stop.Remedy}")),
            Vital: false)
        : new(
            "discord",
            true,
            client.Settings.Token is null && client.Settings.Webhooks.Count == 0 ? "Not configured." : "Nothing is stopped.",
            Vital: false);
}
