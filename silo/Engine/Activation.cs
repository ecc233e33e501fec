using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Engine;

/// <summary>What every activation works with.</summary>
/// <param name="Kinds">The kinds of grains.</param>
/// <param name="Writer">Appends.</param>
/// <param name="Loader">Loads.</param>
/// <param name="Settings">Bounds.</param>
/// <param name="Logger">Told of conflicts and of snapshots that fail.</param>
/// <param name="Failed">What is not to be taken any more.</param>
internal sealed record ActivationServices(
    GrainKinds Kinds,
    EventWriter Writer,
    StreamLoader Loader,
    EngineSettings Settings,
    ILogger<EmbeddedGrains> Logger,
    FailedRun Failed);

/// <summary>One message in a mailbox: a delivery, or (without one) the wish that the state be loaded.</summary>
internal sealed class Message(Delivery? delivery) : TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Delivery? Delivery => delivery;
}

/// <summary>
/// One grain in memory: its mailbox. It handles one message at a time; messages that wait together are decided one after
/// the other and appended together.
/// </summary>
internal abstract class Activation(StreamKey id, ActivationServices services) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private Queue<Message>? mailbox;
    private bool running;
    private bool closed;

    public StreamKey Id => id;

    protected ActivationServices Services => services;

    /// <summary>When it was last used, as <see cref="Environment.TickCount64"/>; written without a lock.</summary>
    public long LastUsed { get; set; }

    /// <summary>Puts a message into the mailbox.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False if this activation has been closed: ask for a new one.</returns>
    public bool Post(Message message)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            (mailbox ??= new()).Enqueue(message);
            if (running)
            {
                return true;
            }

            running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>Closes the activation if nothing waits in it.</summary>
    /// <returns>True if it is closed now.</returns>
    public bool TryClose()
    {
        lock (gate)
        {
            return closed = closed || (!running && mailbox is null or { Count: 0 });
        }
    }

    /// <inheritdoc/>
    public void Execute() => _ = RunAsync();

    /// <summary>Handles messages in order and completes each of them; it must not throw.</summary>
    /// <param name="messages">The messages.</param>
    /// <returns>A task.</returns>
    protected abstract Task HandleAsync(List<Message> messages);

    /// <summary>Handles messages, but for those of a run that failed; notes the run if one of them fails for a while.</summary>
    /// <param name="messages">The messages.</param>
    /// <returns>A task.</returns>
    protected async Task TakeAsync(List<Message> messages)
    {
        foreach (var message in messages)
        {
            if (message.Delivery is { } delivery && services.Failed.Holds(delivery))
            {
                message.TrySetException(new OvertakenException());
            }
        }

        try
        {
            await HandleAsync(messages);
        }
        catch (Exception e)
        {
            // Whatever goes wrong in one grain is its callers' business, and nobody else's.
            foreach (var message in messages)
            {
                message.TrySetException(e);
            }
        }

        foreach (var message in messages)
        {
            if (message is { Delivery: { } delivery, Task: { IsFaulted: true, Exception.InnerException: { } e } } && Faults.Passing(e))
            {
                services.Failed.Add(delivery);
            }
        }
    }

    // Events that are appended together have the same headers, and those of history are marked there.
    private static bool Together(Message message, List<Message> batch) =>
        batch.Count == 0 || (message.Delivery?.Imported ?? false) == (batch[0].Delivery?.Imported ?? false);

    private async Task RunAsync()
    {
        List<Message> batch = [];
        while (true)
        {
            batch.Clear();
            lock (gate)
            {
                while (batch.Count < services.Settings.MaxBatch && mailbox!.TryPeek(out var message) && Together(message, batch))
                {
                    batch.Add(mailbox.Dequeue());
                }

                if (batch.Count == 0)
                {
                    mailbox = null;
                    running = false;
                    return;
                }
            }

            await TakeAsync(batch);
        }
    }
}
