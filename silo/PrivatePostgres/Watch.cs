using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>Starts a server again that died. Its own children it restarts itself; nobody but us restarts it.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    internal Watch(Server server, ILogger logger) => _watching = Run(server, logger, _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task Run(Server server, ILogger logger, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (server.IsRunning())
            {
                continue;
            }

            logger.LogWarning("PostgreSQL is gone; starting it again.");
            try
            {
                await server.Start(cancellationToken);
                logger.LogInformation("PostgreSQL is back.");
            }
            catch (PrivatePostgresException failed)
            {
                logger.LogError("{Reason} Trying again.", failed.Message);
            }
        }
    }
}
