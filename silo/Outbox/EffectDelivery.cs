using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Outbox;

/// <summary>One attempt: calls the deliverer and turns what it says into what is written.</summary>
internal sealed class EffectDelivery(OutboxServices services)
{
    /// <summary>The spans of deliveries.</summary>
    public const string Source = "MoodleGrains.Outbox";

    /// <summary>An effect during whose attempts the silo ended so many times more often than it may fail kills it.</summary>
    private const int Deadly = 5;

    private const int LongestReason = 1000;

    private static readonly ActivitySource Spans = new(Source);

    /// <summary>Does an effect.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="lease">Its lease.</param>
    /// <returns>What to write; null if the lease is lost.</returns>
    public async Task<EffectOutcome?> DeliverAsync(ClaimedEffect effect, HeldLease lease)
    {
        if (!lease.Holds)
        {
            services.Logger.LogWarning("Effect {Id} is not begun: its lease has run out meanwhile", effect.Id);
            return null;
        }

        var handler = services.Registry.HandlerOf(effect.Type);
        using var span = Spans.StartActivity($"deliver {effect.Type}", ActivityKind.Internal, effect.TraceParent);
        span?.SetTag("effect.id", effect.Id);
        span?.SetTag("effect.attempt", effect.Attempt);
        var outcome = await AttemptAsync(handler, effect, lease);
        if (outcome is { Reason: { } reason })
        {
            span?.SetStatus(ActivityStatusCode.Error, reason);
        }

        return outcome;
    }

    private async Task<EffectOutcome?> AttemptAsync(EffectHandler handler, ClaimedEffect effect, HeldLease lease)
    {
        if (effect.Attempt > Deadly * services.Settings.Attempts)
        {
            return Dead(
                effect,
                $"The silo ended during {effect.Attempt - 1} attempts.",
                "Look into the log of those moments before it is replayed.");
        }

        try
        {
            var body = handler.Type.Read(effect.Body);
            var due = new Due<IEffectBody>(
                effect.Key, effect.Id, body, effect.DueAt, effect.Attempt, effect.FirstTriedAt, effect.TraceParent);
            return Written(effect, await handler.DeliverAsync(due, lease.Token));
        }
        catch (OperationCanceledException) when (lease.Token.IsCancellationRequested)
        {
            // The stop, or the loss of the lease: no fault of the effect.
            return lease.Lost ? null : new(effect, "later", null, null, null, [], false);
        }
        catch (JsonException e)
        {
            return Dead(effect, $"Its body cannot be read: {e.Message}", "Run the build that wrote it, then replay it.");
        }
        catch (UnstorableEffectException e)
        {
            return Dead(effect, $"It is done, but not what follows from it: {e.Message}", "Report it; then drop it.");
        }
        catch (Exception e)
        {
            services.Logger.LogDebug(e, "Effect {Id} threw", effect.Id);
            return Written(effect, new Delivered.Failed($"{e.GetType().Name}: {e.Message}"));
        }
    }

    private EffectOutcome Written(ClaimedEffect effect, Delivered delivered)
    {
        switch (delivered)
        {
            case Delivered.Done done:
                return new(
                    effect, "done", null, null, null, [.. done.Next
                        .Select(next => services.Registry.Store(next, effect.TraceParent))], true);
            case Delivered.Later later:
                return new(effect, "later", After(later.After), later.Reason is { } waits ? Cut(waits) : null, null, [], true);
            case Delivered.Dead dead:
                return Dead(effect, dead.Reason, dead.Remedy);
            case Delivered.Failed failed when effect.Failures + 1 >= services.Settings.Attempts:
                return Dead(
                    effect,
                        failed.Reason, $"It failed {effect.Failures + 1} times; when the cause is mended: silo outbox replay {effect.Id}");
            case Delivered.Failed failed:
                var wait = BackOff.After(effect.Failures + 1, Random.Shared.NextDouble());
                var after = failed.After > wait ? failed.After.Value : wait;
                var reason = Cut(failed.Reason);
                services.Logger.LogWarning(
                    "Effect {Id} ({Type}) failed, attempt {Attempt}, again in {After}: {Reason}", effect.Id, effect.Type,
                        effect.Attempt, after, reason);
                return new(effect, "failed", After(after), reason, null, [], true);
            default:
                throw new InvalidOperationException($"Effect {effect.Id}: its deliverer gave no outcome.");
        }
    }

    private EffectOutcome Dead(ClaimedEffect effect, string reason, string remedy)
    {
        var (why, what) = (Cut(reason), Cut(remedy));
        services.Logger.LogError("Effect {Id} ({Type}) is a dead letter: {Reason} {Remedy}", effect.Id, effect.Type, why, what);
        return new(effect, "dead", null, why, what, [], true);
    }

    private DateTime After(TimeSpan wait)
    {
        var after = wait > services.Settings.LeastWait ? wait : services.Settings.LeastWait;
        return services.Time.GetUtcNow().UtcDateTime + after;
    }

    // What the database refuses must not keep the rest from being written.
    private static string Cut(string text)
    {
        var plain = text.ReplaceLineEndings(" ").Replace('\0', ' ');
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(VisibleText.Cut(plain, LongestReason)));
    }
}
