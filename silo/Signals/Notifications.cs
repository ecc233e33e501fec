using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.Silo.Signals;

/// <summary>
/// Wakes the consumers of this silo at once, and those of other silos by NOTIFY, coalesced and outside the appending
/// transaction: a NOTIFY inside it would make commits wait for each other. A lost one costs a second.
/// </summary>
internal sealed class Notifications
{
    /// <summary>The channel of the read API's live stream: the inbox's dispatched watermark has moved.</summary>
    public const string FeedChannel = "mg_feed";

    /// <summary>The channel of the outbox: there are effects to do.</summary>
    public const string EffectsChannel = "mg_effects";

    private const string InboxChannel = "mg_inbox";
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private readonly NpgsqlDataSource database;
    private readonly ILogger<Notifications> logger;
    private readonly Signal outgoing = new();
    private int inbox;
    private int feed;
    private int effects;
    private int sender;

    /// <summary>Nothing is sent or heard yet.</summary>
    /// <param name="database">The database.</param>
    /// <param name="logger">Told of interruptions.</param>
    public Notifications(NpgsqlDataSource database, ILogger<Notifications> logger)
    {
        (this.database, this.logger) = (database, logger);
    }

    /// <summary>New rows in the inbox.</summary>
    public Signal Inbox { get; } = new();

    /// <summary>New effects in the outbox.</summary>
    public Signal Effects { get; } = new();

    /// <summary>This silo stored deliveries.</summary>
    public void InboxCommitted()
    {
        Inbox.Set();
        TellOthers(ref inbox);
    }

    /// <summary>This silo wrote effects.</summary>
    public void EffectsCommitted()
    {
        Effects.Set();
        TellOthers(ref effects);
    }

    /// <summary>This silo moved the feed on.</summary>
    public void FeedMoved() => TellOthers(ref feed);

    /// <summary>Sends and listens until cancelled.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task.</returns>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Forever(SendAsync, cancellationToken), Forever(ListenAsync, cancellationToken));

    private void TellOthers(ref int flag)
    {
        Interlocked.Exchange(ref flag, 1);
        outgoing.Set();
    }

    private async Task Forever(Func<NpgsqlConnection, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await run(connection, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                logger.LogInformation("Notifications interrupted, again in a second: {Message}", e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    private async Task SendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Volatile.Write(ref sender, connection.ProcessID);
        while (true)
        {
            await outgoing.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            List<string> channels = [];
            Take(ref inbox, InboxChannel);
            Take(ref feed, FeedChannel);
            Take(ref effects, EffectsChannel);
            if (channels.Count > 0)
            {
                await using var command = new NpgsqlCommand(string.Join(';', channels.Select(c => $"notify {c}")), connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
                await Task.Delay(Between, cancellationToken);
            }

            void Take(ref int flag, string channel)
            {
                if (Interlocked.Exchange(ref flag, 0) == 1)
                {
                    channels.Add(channel);
                }
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        connection.Notification += (_, notification) =>
        {
            switch (notification.Channel)
            {
                // Who is told here was told at once.
                case var _ when notification.PID == Volatile.Read(ref sender):
                    break;
                case InboxChannel:
                    Inbox.Set();
                    break;
                case EffectsChannel:
                    Effects.Set();
                    break;
            }
        };
        await using (var command = new NpgsqlCommand($"listen {InboxChannel}; listen {EffectsChannel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }
}
