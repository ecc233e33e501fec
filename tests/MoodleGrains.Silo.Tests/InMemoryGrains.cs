using System.Collections.Concurrent;
using System.Collections.Immutable;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Inbox;
using Orleans.Core;

namespace MoodleGrains.Silo.Tests;

/// <summary>
/// Hosts the product's activations in the test's process, one call at a time each. Orleans does that in the product; a start of it takes
/// longer than most tests.
/// </summary>
internal sealed class InMemoryGrains(ActivationServices services) : IAggregateClient, IGrainDeliveries, IAsyncDisposable
{
    private readonly ConcurrentDictionary<StreamKey, IHosted> hosted = new();
    private volatile bool disposed;

    public async ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken)
    {
        var (outcome, fault) = (await Deliver(grain, [delivery], cancellationToken))[0];
        return fault is null ? outcome : throw new GrainFaultException(grain, fault);
    }

    public async Task<IReadOnlyList<DeliveryOutcome>> Deliver(
        StreamKey grain, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        await Of(grain).Deliver([.. deliveries]).WaitAsync(cancellationToken);

    public async ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState>
    {
        var (state, fault) = await ((Hosted<TState>)Of(grain)).Latest().WaitAsync(cancellationToken);
        return fault is null ? state! : throw new GrainFaultException(grain, fault);
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        foreach (var grain in hosted.Values)
        {
            await grain.Idle();
        }
    }

    private IHosted Of(StreamKey grain)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return hosted.GetOrAdd(
            grain,
            id => (IHosted)Activator.CreateInstance(typeof(Hosted<>).MakeGenericType(services.Kinds.Of(id).State), id, services)!);
    }

    private interface IHosted
    {
        Task<ImmutableArray<DeliveryOutcome>> Deliver(ImmutableArray<Delivery> deliveries);

        Task Idle();
    }

    private sealed class Hosted<TState>(StreamKey id, ActivationServices services) : IHosted
        where TState : class, IAggregate<TState>
    {
        private Task turn = Task.CompletedTask;
        private readonly Activation<TState> activation = new(id, new Kept(), services);

        public Task<ImmutableArray<DeliveryOutcome>> Deliver(ImmutableArray<Delivery> deliveries) =>
            InTurn(() => activation.Deliver(deliveries));

        public Task<StateOutcome<TState>> Latest() => InTurn(activation.Latest);

        public Task Idle() => InTurn(() => Task.FromResult(true));

        private Task<T> InTurn<T>(Func<Task<T>> call)
        {
            lock (activation)
            {
                var next = turn.ContinueWith(_ => call(), TaskScheduler.Default).Unwrap();
                turn = next;
                return next;
            }
        }
    }

    private sealed class Kept : IStorage<Snapshot>
    {
        public Snapshot State { get; set; } = new();

        public string? Etag => null;

        public bool RecordExists { get; private set; }

        public Task ClearStateAsync()
        {
            RecordExists = false;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync()
        {
            RecordExists = true;
            return Task.CompletedTask;
        }

        public Task ReadStateAsync() => Task.CompletedTask;
    }
}
