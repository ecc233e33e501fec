namespace MoodleGrains.Silo.Engine;

/// <summary>What became of one delivery of a call.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Fault">Why the grain cannot take it, whenever it is sent again; null if it took it.</param>
internal readonly record struct DeliveryOutcome(Outcome Outcome, Exception? Fault = null);

/// <summary>Grains, as seen by those who have several deliveries for one of them.</summary>
internal interface IGrainDeliveries
{
    /// <summary>Gives a grain deliveries, in order and in one call.</summary>
    /// <param name="grain">The grain; it need not exist yet.</param>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="cancellationToken">Cancels the wait; what is already being handled is finished all the same.</param>
    /// <returns>
    /// What became of each. A fault that passes is thrown: then the last of them may not have been taken, and the whole call is to be made
    /// again before anything else is sent to the grain.
    /// </returns>
    Task<IReadOnlyList<DeliveryOutcome>> Deliver(
        StreamKey grain, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);
}

/// <summary>One call in a mailbox: deliveries, or (without any) the wish that the state be loaded.</summary>
/// <param name="deliveries">The deliveries.</param>
internal sealed class Message(IReadOnlyList<Delivery> deliveries)
    : TaskCompletionSource<IReadOnlyList<DeliveryOutcome>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private readonly DeliveryOutcome[] outcomes = new DeliveryOutcome[deliveries.Count];
    private int open = deliveries.Count;

    /// <summary>Its deliveries, each to be completed.</summary>
    public IEnumerable<OpenDelivery> Open =>
        deliveries.Count == 0 ? [new(this, -1, null)] : deliveries.Select((delivery, place) => new OpenDelivery(this, place, delivery));

    /// <summary>Tells what became of a delivery.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="outcome">The outcome.</param>
    public void Complete(int place, DeliveryOutcome outcome)
    {
        if (place >= 0)
        {
            outcomes[place] = outcome;
            open--;
        }

        if (open == 0)
        {
            TrySetResult(outcomes);
        }
    }
}

/// <summary>A delivery of a call.</summary>
/// <param name="Message">The call.</param>
/// <param name="Place">Its place in the call.</param>
/// <param name="Delivery">The delivery; null for the wish that the state be loaded.</param>
internal readonly record struct OpenDelivery(Message Message, int Place, Delivery? Delivery)
{
    /// <summary>Tells what became of it.</summary>
    /// <param name="outcome">The outcome.</param>
    public void Complete(Outcome outcome) => Message.Complete(Place, new(outcome));

    /// <summary>Tells that the grain cannot take it.</summary>
    /// <param name="fault">Why.</param>
    public void Fail(Exception fault)
    {
        if (Place < 0)
        {
            Message.TrySetException(fault);
        }
        else
        {
            Message.Complete(Place, new(default, fault));
        }
    }
}
