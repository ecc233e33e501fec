using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Inbox;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Silo.Orleans;

/// <summary>Calls grains by way of Orleans, wherever they are.</summary>
/// <param name="factory">Orleans' factory.</param>
/// <param name="kinds">The kinds of grains.</param>
internal sealed class OrleansGrains(IGrainFactory factory, GrainKinds kinds) : IAggregateClient, IGrainDeliveries
{
    /// <inheritdoc/>
    public async ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken)
    {
        var (outcome, fault) = (await Deliver(grain, [delivery], cancellationToken))[0];
        return fault is null ? outcome : throw new GrainFaultException(grain, fault);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeliveryOutcome>> Deliver(
        StreamKey grain, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var reference = kinds.Of(grain).Reference(factory, grain);
        return await Call(grain, () => reference.Deliver([.. deliveries]), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState>
    {
        var reference = (IEventSourcedGrain<TState>)kinds.Of(grain).Reference(factory, grain);
        var (state, fault) = await Call(grain, reference.Latest, cancellationToken);
        return fault is null ? state! : throw new GrainFaultException(grain, fault);
    }

    /// <summary>
    /// Calls; where Orleans gives no answer, the call may be under way all the same: a silo that dies takes its answers with it, and a method
    /// goes on after its time-out.
    /// </summary>
    private static async Task<T> Call<T>(StreamKey grain, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException
            || (e is OperationCanceledException or ObjectDisposedException && !cancellationToken.IsCancellationRequested))
        {
            throw new GrainFaultException(grain, new(GrainFaultKind.OutcomeUnknown, GrainFault.ErrorOf(e)));
        }
    }
}
