using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>Why a delivery is not confirmed, and when to come again.</summary>
internal sealed record NotStored(string Cause, string Why, TimeSpan RetryAfter)
{
    public static readonly NotStored Full = new("inbox_full", "full", TimeSpan.FromSeconds(5));
    public static readonly NotStored Away = new("inbox_unavailable", "unavailable", TimeSpan.FromSeconds(15));
    public static readonly NotStored Fault = new("inbox_fault", "faulty", TimeSpan.FromSeconds(60));
    public static readonly NotStored Slow = new("inbox_slow", "slow", TimeSpan.FromSeconds(10));
}

/// <summary>Hands deliveries to the inbox, and waits for it no longer than the sender can.</summary>
internal sealed class HookStore(
    IInbox inbox, IHookLedger ledger, HookMetrics metrics, HookSettings settings, TimeProvider time, ILogger<HookStore> logger)
{
    /// <summary>Stores a delivery.</summary>
    /// <param name="received">The delivery.</param>
    /// <param name="started">When the request began, as the time provider counts.</param>
    /// <returns>The receipt, or why there is none.</returns>
    public async ValueTask<(Receipt Receipt, NotStored? Failure)> Accept(Received received, long started)
    {
        try
        {
            // Never cancelled: nosey does not send again, so what the sender no longer waits for is worth storing all the same.
            var storing = inbox.Accept(received, CancellationToken.None).AsTask();
            var left = settings.AnswerWithin - time.GetElapsedTime(started);
            await ((Task)storing).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!storing.IsCompleted)
            {
                _ = Observe(storing, received);
                return (default, Failed(received, NotStored.Slow, null));
            }

            var receipt = await storing;
            Count(received, receipt, "");
            return (receipt, null);
        }
        catch (InboxFullException e)
        {
            return (default, Failed(received, NotStored.Full, e));
        }
        catch (InboxUnavailableException e)
        {
            return (default, Failed(received, NotStored.Away, e));
        }
        catch (Exception e)
        {
            return (default, Failed(received, NotStored.Fault, e));
        }
    }

    /// <summary>What became of a delivery whose sender was told 503 meanwhile.</summary>
    private async Task Observe(Task<Receipt> storing, Received received)
    {
        try
        {
            Count(received, await storing, "late");
        }
        catch (Exception e)
        {
            logger.LogWarning(
                e, "A hook of {Site} that was answered 503 was not stored afterwards either ({Shape}).", received.Site,
                received.Envelope.Shape);
            metrics.Count(received.Site, received.Envelope.Shape, "unavailable", "late");
        }
    }

    private void Count(Received received, Receipt receipt, string cause)
    {
        ledger.Count(received.Site, received.Envelope.Shape, receipt.Duplicate ? HookOutcome.Duplicate : HookOutcome.Accepted);
        metrics.Count(received.Site, received.Envelope.Shape, receipt.Duplicate ? "duplicate" : "accepted", cause);
    }

    private NotStored Failed(Received received, NotStored failure, Exception? e)
    {
        // Full, away and slow come in thousands and explain themselves; only a fault of ours needs its stack.
        var (level, stack) = failure == NotStored.Fault ? (LogLevel.Error, e) : (LogLevel.Warning, null);
        var reason = e is null ? "" : $" {e.Message}";
        logger.Log(level, stack, "A hook of {Site} is answered 503: {Cause}.{Reason}", received.Site, failure.Cause, reason);
        metrics.Count(received.Site, received.Envelope.Shape, "unavailable", failure.Cause);
        return failure;
    }
}
