using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Discord.Sending;

/// <summary>
/// Sends one request within Discord's limits: in its channel's order, never inside a <c>retry_after</c>, not at all where the guard forbids
/// it. Waits only as long as it is told to; a longer wait is the caller's, who comes again under the same ticket and keeps the place.
/// </summary>
internal sealed class DiscordSender : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(8);

    private readonly DiscordSettings settings;
    private readonly TimeProvider time;
    private readonly DiscordMetrics metrics;
    private readonly RateLimits limits;
    private readonly ResponseClassifier judgement;
    private readonly ConcurrentDictionary<string, ChannelQueue> lanes = new(StringComparer.Ordinal);
    private readonly HttpClient http;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="settings">How Discord is reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of stops.</param>
    public DiscordSender(DiscordSettings settings, TimeProvider time, ILogger logger)
    {
        (this.settings, this.time) = (settings, time);
        limits = new(settings.RequestsPerSecond, time);
        Guard = new(time, logger);
        judgement = new(limits, Guard);
        metrics = new(() => Guard.Stops.Count);

        // No propagator: no activity either, whose address would carry a webhook's secret into the traces, and no trace header to Discord.
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        http = new(handler) { Timeout = AnswerWithin };

        // Its form is asked for by discord.com/developers/docs/reference, "User Agent".
        http.DefaultRequestHeaders.TryAddWithoutValidation(
            "User-Agent",
            $"DiscordBot (https://github.com/moodlegrains/moodlegrains, {typeof(DiscordSender).Assembly.GetName().Version?.ToString(3)})");
    }

    /// <summary>What is stopped for being refused.</summary>
    public InvalidRequests Guard { get; }

    /// <summary>Sends.</summary>
    /// <param name="route">Where to.</param>
    /// <param name="body">The JSON, if any.</param>
    /// <param name="ticket">The effect's id, which keeps its place in its channel's order; null for what has no order.</param>
    /// <param name="patience">How long to wait in place for the turn and the limits.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What became of it.</returns>
    public async ValueTask<DiscordAnswer> SendAsync(
        DiscordRoute route, byte[]? body, string? ticket, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var lane = lanes.GetOrAdd(route.Resource, _ => new(time));
        lane.Ask(ticket, patience);
        if (!await lane.EnterAsync(patience, cancellationToken))
        {
            return OthersFirst();
        }

        try
        {
            for (; ; )
            {
                if (Guard.Forbids(route) is var (forLong, why))
                {
                    lane.Leave(ticket);
                    return why.ForGood
                        ? new DiscordAnswer.Refused(404, DiscordCode.UnknownWebhook, why.Reason)
                        : new DiscordAnswer.Held(forLong, $"sending is stopped: {why.Reason} {why.Remedy}");
                }

                if (lane.OthersFirst(ticket))
                {
                    return OthersFirst();
                }

                var wait = limits.Take(route);
                if (wait == TimeSpan.Zero)
                {
                    break;
                }

                if (time.GetElapsedTime(began) + wait > patience)
                {
                    return new DiscordAnswer.Held(lane.SendAway(ticket, wait, limits.Pace(route)), "Discord's limit");
                }

                await Task.Delay(wait, time, cancellationToken);
            }

            var answer = await ExchangeAsync(route, body, cancellationToken);
            metrics.Count(route, answer);
            if (answer is DiscordAnswer.Held held)
            {
                return held with { After = lane.SendAway(ticket, held.After, limits.Pace(route)) };
            }

            lane.Leave(ticket);
            return answer;
        }
        finally
        {
            lane.Exit();
        }

        DiscordAnswer.Held OthersFirst() =>
            new(lane.SendAway(ticket, TimeSpan.Zero, limits.Pace(route)), $"others are before it in {route.Resource}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        foreach (var lane in lanes.Values)
        {
            lane.Dispose();
        }

        metrics.Dispose();
    }

    private async ValueTask<DiscordAnswer> ExchangeAsync(DiscordRoute route, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(route.Method, $"{settings.ApiUrl}/{route.Path}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        }

        if (route.ByBot)
        {
            request.Headers.Authorization = new("Bot", settings.Token);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            limits.Learn(route, response.Headers);
            var said = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return judgement.Of(route, response, said);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DiscordAnswer.Unknown($"no answer within {AnswerWithin.TotalSeconds:0} s");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return new DiscordAnswer.NotSent($"no connection to Discord ({e.HttpRequestError})");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new DiscordAnswer.Unknown(
                $"the connection broke ({(e as HttpRequestException)?.HttpRequestError.ToString() ?? e.GetType().Name})");
        }
    }
}
