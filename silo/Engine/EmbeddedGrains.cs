using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MoodleGrains.Silo.Engine;

/// <summary>
/// Hosts activations in this process. Correctness does not rest on there being one activation of a grain: an append carries
/// the version it expects.
/// </summary>
internal sealed class EmbeddedGrains : IAggregateClient, IGrainDeliveries, IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamKey, Activation> activations = new();
    private readonly ActivationServices services;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task sweeper;
    private long pending;
    private int disposed;

    /// <summary>Starts the engine.</summary>
    /// <param name="services">What activations work with.</param>
    public EmbeddedGrains(ActivationServices services)
    {
        this.services = services;
        sweeper = Task.Run(SweepAsync);
    }

    /// <summary>Activations in memory, for metrics.</summary>
    public int Count => activations.Count;

    /// <inheritdoc/>
    public async ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken)
    {
        var (outcome, fault) = (await Deliver(grain, [delivery], cancellationToken))[0];
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeliveryOutcome>> Deliver(
        StreamKey grain, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var message = new Message(deliveries);
        Post(grain, message);
        return await message.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TState> Query<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState>
    {
        var activation = Find(grain);
        return activation is Activation<TState> { State: { } state }
            ? ValueTask.FromResult(state)
            : Load<TState>(grain, cancellationToken);
    }

    /// <summary>Closes what has been idle, and the least recently used above the bound.</summary>
    internal void Sweep()
    {
        var now = Environment.TickCount64;
        var idle = (long)services.Settings.Idle.TotalMilliseconds;
        foreach (var (_, activation) in activations)
        {
            if (now - activation.LastUsed >= idle)
            {
                Close(activation);
            }
        }

        var surplus = activations.Count - services.Settings.MaxActivations;
        if (surplus > 0)
        {
            foreach (var activation in activations.Values.OrderBy(a => a.LastUsed).Take(surplus))
            {
                Close(activation);
            }
        }
    }

    /// <summary>Refuses new messages and waits for those at hand.</summary>
    /// <returns>A task.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        await stopping.CancelAsync();
        await sweeper;
        while (Interlocked.Read(ref pending) > 0)
        {
            await Task.Delay(5);
        }

        stopping.Dispose();
    }

    private async ValueTask<TState> Load<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState>
    {
        while (true)
        {
            var message = new Message([]);
            Post(grain, message);
            await message.Task.WaitAsync(cancellationToken);
            if (Find(grain) is Activation<TState> { State: { } state })
            {
                return state;
            }
        }
    }

    private void Post(StreamKey grain, Message message)
    {
        ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);

        // Found before it is counted: for a kind that is unknown this throws, and a stop would wait for ever.
        var activation = Find(grain);
        Interlocked.Increment(ref pending);
        _ = message.Task.ContinueWith(
            static (_, engine) => Interlocked.Decrement(ref ((EmbeddedGrains)engine!).pending),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        for (; !activation.Post(message); activation = Find(grain))
        {
            // Closed between finding and posting: the next one found is a new one.
            activations.TryRemove(new(grain, activation));
        }
    }

    private Activation Find(StreamKey grain)
    {
        if (!activations.TryGetValue(grain, out var activation))
        {
            activation = activations.GetOrAdd(
                grain,
                static (id, services) => services.Kinds.Of(id).Activate(id, services),
                services);
        }

        activation.LastUsed = Environment.TickCount64;
        return activation;
    }

    private void Close(Activation activation)
    {
        if (activation.TryClose())
        {
            activations.TryRemove(new(activation.Id, activation));
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
