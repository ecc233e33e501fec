using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>
/// The first step of the start and the steps of the stop. Before any part starts, the tables are prepared. The stop follows the way of a
/// webhook, so that what was begun is finished: web server, inbox, background parts (the outbox ends its deliveries), Orleans with the
/// grains, the writers of outcomes and events; the pools are closed with the services. It is registered behind all parts, because the host
/// stops in reverse order.
/// </summary>
internal sealed class SiloLifetime(
    SiloPreparation preparation,
    Pauses pauses,
    InboxWriter inbox,
    BackgroundStop stop,
    Outbox.Outbox outbox,
    EffectRegistry effects,
    UnitWriter events,
    TimeProvider time,
    ILogger<SiloLifetime> logger) : IHostedLifecycleService
{
    /// <summary>
    /// Prepares the database. One that says it is starting up, as after a crash of the machine, is waited for; any other failure is thrown.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (time is RemoteClock clock)
        {
            clock.Moved = outbox.TimeMoved;
        }

        // A handler that cannot be made keeps the silo from starting, not an effect from being done.
        _ = effects.Handlers;
        for (var logged = false; ; logged = true)
        {
            try
            {
                await preparation.RunAsync(cancellationToken);

                // What was paused before this silo started must not begin for a moment.
                await pauses.ReadAsync(cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                if (!logged)
                {
                    logger.LogWarning("Waiting for PostgreSQL: {Reason}", e.MessageText);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            }
        }
    }

    /// <summary>Stores what was received, then ends all background parts at once.</summary>
    /// <param name="cancellationToken">Not heeded: acknowledged is stored.</param>
    /// <returns>A task.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await inbox.DisposeAsync();
        await stop.CancelAsync();
    }

    /// <summary>Ends what the background parts worked with.</summary>
    /// <param name="cancellationToken">Not heeded: what was begun is finished.</param>
    /// <returns>A task.</returns>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await outbox.DisposeAsync();
        await events.DisposeAsync();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
