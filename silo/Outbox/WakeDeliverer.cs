namespace MoodleGrains.Silo.Outbox;

/// <summary>Tells grains that the time of their timers has come. A refusal is an answer too: the timer was stale.</summary>
internal sealed class WakeDeliverer(IAggregateClient grains, TimeProvider time) : IDeliverer<Wake>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<Wake> effect, CancellationToken cancellationToken)
    {
        if (!StreamKey.TryParse(effect.Body.Grain, out var grain))
        {
            return new Delivered.Dead(
                $"Grain '{effect.Body.Grain}': that is no grain's id.",
                "Drop it; whoever asked for it must name a grain.");
        }

        var woken = new Woken(time.GetUtcNow().ToUnixTimeSeconds(), effect.Body.Token);
        await grains.Send(grain, new([woken], TraceParent: effect.TraceParent), cancellationToken);
        return new Delivered.Done();
    }
}
