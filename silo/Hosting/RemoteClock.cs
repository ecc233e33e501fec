using System.Globalization;

namespace MoodleGrains.Silo.Hosting;

/// <summary>
/// The clock of a test (<c>Clock:Url</c>): a GET there answers the time as Unix milliseconds, asked for every 20 ms. Between two
/// answers it stands still; a time that goes back is not followed. It is the time of day only: durations (time-outs, the
/// waits of a client) are the machine's, so that a day that passes in a second times nothing out.
/// </summary>
internal sealed class RemoteClock : TimeProvider, IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource stopping = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Uri url;
    private readonly ILogger<RemoteClock> logger;
    private Task polling = Task.CompletedTask;
    private long ticks;

    private RemoteClock(Uri url, ILogger<RemoteClock> logger) => (this.url, this.logger) = (url, logger);

    /// <summary>Called whenever the time has moved.</summary>
    public Action Moved { get; set; } = () => { };

    /// <summary>Reads the time and goes on reading it.</summary>
    /// <param name="url">Where.</param>
    /// <param name="logger">Told when it does not answer.</param>
    /// <param name="cancellationToken">Stops the first reading.</param>
    /// <returns>The clock.</returns>
    /// <exception cref="HttpRequestException">Nothing answers there.</exception>
    /// <exception cref="FormatException">What answers is no time.</exception>
    public static async Task<RemoteClock> StartAsync(Uri url, ILogger<RemoteClock> logger, CancellationToken cancellationToken)
    {
        var clock = new RemoteClock(url, logger);
        await clock.ReadAsync(cancellationToken);
        clock.polling = Task.Run(() => clock.PollAsync(clock.stopping.Token), CancellationToken.None);
        return clock;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await polling;
        http.Dispose();
        stopping.Dispose();
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every);
        for (var answers = true; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                await ReadAsync(cancellationToken);
                answers = true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (answers)
                {
                    logger.LogWarning("Clock:Url does not tell the time, it stands still: {Message}", e.Message);
                }

                answers = false;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var text = await http.GetStringAsync(url, cancellationToken);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text.Trim(), CultureInfo.InvariantCulture)).UtcTicks;
        if (now > ticks)
        {
            Volatile.Write(ref ticks, now);
            Moved();
        }
    }
}
