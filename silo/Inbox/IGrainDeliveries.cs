using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.Inbox;

/// <summary>Grains, as seen by the dispatcher, which has several deliveries for one of them.</summary>
internal interface IGrainDeliveries
{
    /// <summary>Gives a grain deliveries, in order and in one call.</summary>
    /// <param name="grain">The grain; it need not exist yet.</param>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="cancellationToken">Cancels the wait; what is already being handled is finished all the same.</param>
    /// <returns>What became of each. Behind one with a fault that passes, none was taken.</returns>
    /// <exception cref="GrainFaultException">There was no answer: the whole call is to be made again.</exception>
    Task<IReadOnlyList<DeliveryOutcome>> Deliver(
        StreamKey grain, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);
}
