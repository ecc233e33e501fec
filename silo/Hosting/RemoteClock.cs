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
    private readonly ILogger<RemoteClock> logger;
    private Task polling = Task.CompletedTask;
    private long ticks;

    /// <summary>Nothing is read yet.</summary>
    /// <param name="url">Where the time is.</param>
    /// <param name="logger">Told when it does not answer.</param>
    public RemoteClock(Uri url, ILogger<RemoteClock> logger) => (Url, this.logger) = (url, logger);

    /// <summary>Where the time is.</summary>
    public Uri Url { get; }

    /// <summary>Called whenever the time has moved.</summary>
    public Action Moved { get; set; } = () => { };

    /// <summary>Reads the time and goes on reading it.</summary>
    /// <param name="cancellationToken">Stops the first reading.</param>
    /// <returns>A task.</returns>
    /// <exception cref="HttpRequestException">Nothing answers there.</exception>
    /// <exception cref="FormatException">What answers is no time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        logger.LogWarning("The time is that of {Url} (Clock:Url): for tests only", Url);
        await ReadAsync(cancellationToken);
        polling = Task.Run(() => PollAsync(stopping.Token), CancellationToken.None);
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
        var text = await http.GetStringAsync(Url, cancellationToken);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text.Trim(), CultureInfo.InvariantCulture)).UtcTicks;
        if (now > ticks)
        {
            Volatile.Write(ref ticks, now);
            Moved();
        }
    }
}
