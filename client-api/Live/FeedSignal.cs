using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.ClientApi.Live;

/// <summary>
/// Tells everybody who follows the feed that it may have grown. One connection a process listens; without a notification it
/// looks at the head of the feed once a second.
/// </summary>
internal sealed partial class FeedSignal(NpgsqlDataSource db, TimeProvider clock, ILogger<FeedSignal> log) : BackgroundService
{
    /// <summary>The channel that is notified when the feed grows.</summary>
    public const string Channel = "mg_feed";

    private static readonly TimeSpan fallback = TimeSpan.FromSeconds(1);

    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the feed may have grown since this was read. Read it before the feed, so that nothing slips between.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var away = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await db.OpenConnectionAsync(stoppingToken);
                await connection.ExecuteAsync(new($"listen {Channel}", cancellationToken: stoppingToken));
                away = false;
                Wake();
                await Follow(connection, stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                // Said once, not once a second.
                if (!away)
                {
                    Away(fault.Message);
                }

                away = true;
                await Task.Delay(fallback, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task Follow(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        long? seen = null;
        while (true)
        {
            var notified = await connection.WaitAsync(fallback, stoppingToken);
            var head = notified ? null : await FeedReader.Head(connection, stoppingToken);
            if (notified || head != seen)
            {
                seen = head ?? seen;
                Wake();
            }
        }
    }

    private void Wake() =>
        Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    [LoggerMessage(LogLevel.Warning, "The live feed waits: the database is away ({Reason})")]
    private partial void Away(string reason);
}
