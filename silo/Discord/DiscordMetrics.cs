using System.Diagnostics.Metrics;
using MoodleGrains.Silo.Discord.Sending;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// Counter <c>moodlegrains.discord.requests</c> with tags route and outcome (done, held, refused, unknown, not_sent), and gauge
/// <c>moodlegrains.discord.stopped</c>: how much is stopped for being refused.
/// </summary>
internal sealed class DiscordMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MoodleGrains.Discord";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> requests;

    /// <summary>Makes them.</summary>
    /// <param name="stopped">How much is stopped.</param>
    public DiscordMetrics(Func<int> stopped)
    {
        requests = meter.CreateCounter<long>("moodlegrains.discord.requests", "{request}", "Requests to Discord, by what became of them.");
        meter.CreateObservableGauge(
            "moodlegrains.discord.stopped",
            stopped,
            "{stops}",
            "Channels, webhooks or tokens that are no longer used because Discord refuses them.");
    }

    /// <summary>Counts one that was sent.</summary>
    /// <param name="route">Where to.</param>
    /// <param name="answer">What became of it.</param>
    public void Count(DiscordRoute route, DiscordAnswer answer) => requests.Add(
        1, new("route", route.Limit), new KeyValuePair<string, object?>("outcome", EventType.SnakeCase(answer.GetType().Name)));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
