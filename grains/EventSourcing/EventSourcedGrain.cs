using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Orleans.Core;
using Orleans.Runtime;

namespace MoodleGrains.EventSourcing;

/// <summary>What every grain takes. Its key is <c>site-id</c>, the part of the stream's id behind the kind.</summary>
public interface IEventSourcedGrain : IGrainWithStringKey
{
    /// <summary>Handles deliveries in order, in one call.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <returns>What became of each. Behind one with a fault that passes, none was taken, so that nothing overtakes it.</returns>
    /// <exception cref="TimeoutException">It took too long, or the silo of the grain died: it may be done all the same.</exception>
    [ResponseTimeout("00:01:00")]
    Task<ImmutableArray<DeliveryOutcome>> Deliver(ImmutableArray<Delivery> deliveries);
}

/// <summary>What every grain takes and answers.</summary>
/// <typeparam name="TState">Its state record.</typeparam>
public interface IEventSourcedGrain<TState> : IEventSourcedGrain
    where TState : class
{
    /// <summary>The last committed state, whoever wrote it.</summary>
    /// <returns>The state; the initial one if nothing ever happened to the grain.</returns>
    [ReadOnly]
    Task<StateOutcome<TState>> Latest();
}

/// <summary>An Orleans grain whose state is the fold of its stream.</summary>
/// <typeparam name="TState">Its state record.</typeparam>
/// <param name="storage">Where its snapshot is kept.</param>
/// <param name="services">What it works with.</param>
public abstract class EventSourcedGrain<TState>(IStorage<Snapshot> storage, ActivationServices services)
    : Grain, IEventSourcedGrain<TState>
    where TState : class, IAggregate<TState>
{
    private Activation<TState> activation = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        activation = new(new($"{TState.Kind}-{this.GetPrimaryKeyString()}"), storage, services);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<DeliveryOutcome>> Deliver(ImmutableArray<Delivery> deliveries) => activation.Deliver(deliveries);

    /// <inheritdoc/>
    public Task<StateOutcome<TState>> Latest() => activation.Latest();

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        activation.Deactivate().WaitAsync(cancellationToken);
}
