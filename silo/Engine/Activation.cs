using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Engine;

/// <summary>What every activation works with.</summary>
/// <param name="Kinds">The kinds of grains.</param>
/// <param name="Writer">Writes events and what follows from them.</param>
/// <param name="Loader">Loads.</param>
/// <param name="Settings">Bounds.</param>
/// <param name="Logger">Told of conflicts and of snapshots that fail.</param>
internal sealed record ActivationServices(
    GrainKinds Kinds,
    UnitWriter Writer,
    StreamLoader Loader,
    EngineSettings Settings,
    ILogger<EmbeddedGrains> Logger);

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

    /// <summary>Handles deliveries in order and completes each of them, or the call that it belongs to.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <returns>A task.</returns>
    protected abstract Task HandleAsync(IReadOnlyList<OpenDelivery> deliveries);

    /// <summary>
    /// Handles deliveries. A fault that passes ends the calls that they belong to, so that nothing overtakes what was not taken; one that
    /// stays with several deliveries is looked for by taking each alone.
    /// </summary>
    private async Task TakeAsync(IReadOnlyList<OpenDelivery> deliveries)
    {
        List<OpenDelivery> open = [.. deliveries.Where(delivery => !delivery.Message.Task.IsCompleted)];
        if (open.Count == 0)
        {
            return;
        }

        try
        {
            await HandleAsync(open);
        }
        catch (Exception e) when (Faults.Passing(e))
        {
            foreach (var delivery in open)
            {
                delivery.Message.TrySetException(e);
            }
        }
        catch (Exception e) when (open.Count == 1)
        {
            open[0].Fail(e);
        }
        catch (Exception)
        {
            foreach (var delivery in open)
            {
                await TakeAsync([delivery]);
            }
        }
    }

    private async Task RunAsync()
    {
        List<Message> batch = [];
        while (true)
        {
            batch.Clear();
            lock (gate)
            {
                while (batch.Count < services.Settings.MaxBatch && mailbox!.TryDequeue(out var message))
                {
                    batch.Add(message);
                }

                if (batch.Count == 0)
                {
                    mailbox = null;
                    running = false;
                    return;
                }
            }

            await TakeAsync([.. batch.SelectMany(message => message.Open)]);
        }
    }
}
