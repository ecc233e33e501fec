using System.Net;

namespace MoodleGrains.Sandbox.Plugins;

/// <summary>How a delivery of local_webhookengine stands.</summary>
public enum QueueState
{
    /// <summary>Waits for its next attempt.</summary>
    Waiting,

    /// <summary>Was answered 2xx.</summary>
    Delivered,

    /// <summary>Given up: answered 3xx, another 4xx, or failed too often.</summary>
    Failed,
}

/// <summary>One delivery in the queue.</summary>
/// <param name="Post">Its last attempt, or the first one to come.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DueAt">When it is tried next.</param>
/// <param name="State">How it stands.</param>
/// <param name="LastStatus">The last answer's status; null if there was none.</param>
public sealed record Queued(HookPost Post, int Attempts, DateTimeOffset DueAt, QueueState State, HttpStatusCode? LastStatus);

/// <summary>
/// The queue of local_webhookengine: one delivery a task; retries on 5xx, 408, 425, 429 and no answer after 1 m, 5 m, 15 m, 1 h, 3 h,
/// 6 h, 12 h, 24 h with 10 % jitter; a Retry-After in seconds instead, held between one minute and one hour.
/// </summary>
/// <param name="engine">The plugin, which signs each attempt anew.</param>
/// <param name="clock">The clock of the sending task.</param>
/// <param name="seed">Decides the jitter.</param>
/// <param name="maxAttempts">After so many attempts a delivery is given up.</param>
public sealed class RetryQueue(WebhookEngine engine, TimeProvider clock, int seed = 1, int maxAttempts = 8)
{
    private static readonly int[] schedule = [60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400];

    private readonly Random jitter = new(seed);
    private readonly List<Queued> queue = [];

    /// <summary>Every delivery, in the order they were queued.</summary>
    public IReadOnlyList<Queued> Deliveries => queue;

    /// <summary>Queues what the plugin sends of an event, if it sends anything.</summary>
    /// <param name="moodleEvent">The event.</param>
    public void Add(Model.MoodleEvent moodleEvent)
    {
        if (engine.Post(moodleEvent) is { } post)
        {
            queue.Add(new(post, 0, clock.GetUtcNow(), QueueState.Waiting, null));
        }
    }

    /// <summary>Tries every delivery that is due, in order, once.</summary>
    /// <param name="http">Sends the requests.</param>
    /// <param name="hook">The address of the hook.</param>
    /// <param name="cancellationToken">Stops between two deliveries.</param>
    /// <returns>How many were tried.</returns>
    public async Task<int> RunDue(HttpClient http, Uri hook, CancellationToken cancellationToken)
    {
        var tried = 0;
        for (var i = 0; i < queue.Count; i++)
        {
            if (queue[i].State == QueueState.Waiting && queue[i].DueAt <= clock.GetUtcNow())
            {
                cancellationToken.ThrowIfCancellationRequested();
                queue[i] = await Try(queue[i], http, hook, cancellationToken);
                tried++;
            }
        }

        return tried;
    }

    private async Task<Queued> Try(Queued queued, HttpClient http, Uri hook, CancellationToken cancellationToken)
    {
        var post = queued.Attempts == 0 ? queued.Post : engine.Again(queued.Post);
        var tried = queued with { Post = post, Attempts = queued.Attempts + 1 };
        try
        {
            using var request = post.ToRequest(hook);
            using var answer = await http.SendAsync(request, cancellationToken);
            tried = tried with { LastStatus = answer.StatusCode };
            var status = (int)answer.StatusCode;
            return status switch
            {
                >= 200 and < 300 => tried with { State = QueueState.Delivered },
                >= 500 or 408 or 425 or 429 => Later(tried, answer.Headers.RetryAfter?.Delta),
                _ => tried with { State = QueueState.Failed },
            };
        }
        catch (HttpRequestException)
        {
            return Later(tried with { LastStatus = null }, null);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Later(tried with { LastStatus = null }, null);
        }
    }

    private Queued Later(Queued tried, TimeSpan? retryAfter)
    {
        if (tried.Attempts >= maxAttempts)
        {
            return tried with { State = QueueState.Failed };
        }

        var usual = schedule[Math.Min(tried.Attempts, schedule.Length) - 1];
        var seconds = retryAfter is { TotalSeconds: > 0 } asked
            ? Math.Clamp(asked.TotalSeconds, 60, 3600)
            : Math.Max(30, usual + Math.Round(usual * jitter.Next(-10, 11) / 100.0));
        return tried with { DueAt = clock.GetUtcNow().AddSeconds(seconds) };
    }
}
