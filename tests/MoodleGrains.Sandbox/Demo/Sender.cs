using System.Net;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>What became of the webhooks of one plugin.</summary>
/// <param name="Sent">How many were sent.</param>
/// <param name="Accepted">How many were answered 202.</param>
/// <param name="Again">How many the silo asked to send again, which was done.</param>
/// <param name="Refused">How many were refused.</param>
public sealed record Tally(int Sent, int Accepted, int Again, int Refused);

/// <summary>Sends events through plugins, one after the other, as the plugins of one site would.</summary>
/// <param name="hook">The address of the hook, key included.</param>
public sealed class Sender(Uri hook) : IDisposable
{
    private const int MostTries = 5;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Dictionary<string, Tally> tallies = new(StringComparer.Ordinal);

    /// <summary>The tallies by plugin.</summary>
    public IReadOnlyDictionary<string, Tally> Tallies => tallies;

    /// <summary>Sends what a plugin sends of an event. What the silo asks to send again (429, 503) is sent again.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="moodleEvent">The event.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The last answer's status; null if the plugin does not send this kind.</returns>
    public async Task<HttpStatusCode?> Send(IWebhookPlugin plugin, MoodleEvent moodleEvent, CancellationToken cancellationToken)
    {
        if (plugin.Post(moodleEvent) is not { } post)
        {
            return null;
        }

        var tally = tallies.GetValueOrDefault(plugin.Shape) ?? new(0, 0, 0, 0);
        for (var tries = 1; ; tries++)
        {
            using var request = post.ToRequest(hook);
            using var answer = await http.SendAsync(request, cancellationToken);
            tally = tally with { Sent = tally.Sent + 1 };
            if (tries < MostTries && answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                tally = tally with { Again = tally.Again + 1 };
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellationToken);
                continue;
            }

            var accepted = answer.StatusCode == HttpStatusCode.Accepted;
            tallies[plugin.Shape] = tally with
            {
                Accepted = tally.Accepted + (accepted ? 1 : 0),
                Refused = tally.Refused + (accepted ? 0 : 1),
            };
            return answer.StatusCode;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
