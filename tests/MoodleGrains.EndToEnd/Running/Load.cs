using MoodleGrains.Silo.Tests;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// Webhooks without end, each sender's in order and in turn to each silo, until it is stopped. A silo that ends by itself is started again,
/// as whatever runs it would.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    // More would tell nothing more, and all of it is looked at in the end.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource enough = new();
    private readonly ITestOutputHelper log;
    private readonly TestSilo[] silos;
    private readonly Task sending;

    /// <summary>Begins.</summary>
    /// <param name="log">Where silos that ended by themselves are named.</param>
    /// <param name="parts">The parts of the university, each with a sender of its own (<see cref="Doings"/>).</param>
    /// <param name="silos">The silos.</param>
    public Load(ITestOutputHelper log, Range parts, params TestSilo[] silos)
    {
        (this.log, this.silos) = (log, silos);
        Poster = new([.. silos.Select(silo => silo.Address)]) { Pause = Pause };
        sending = Poster.Post(
            Enumerable.Range(parts.Start.Value, parts.End.Value - parts.Start.Value).Select(part => new Doings(part, Soak.Seed).Bodies()),
            enough.Token);
    }

    public HookPoster Poster { get; }

    /// <summary>Waits until so many more were acknowledged.</summary>
    public async Task Further(int count)
    {
        var until = Poster.Acknowledged.Count + count;
        await Waits(() => Poster.Acknowledged.Count >= until, $"{count} more were acknowledged");
    }

    /// <summary>Waits until so many more were told to come again.</summary>
    public async Task Refused(int count)
    {
        var until = Poster.Answers.GetValueOrDefault(503) + count;
        await Waits(() => Poster.Answers.GetValueOrDefault(503) >= until, $"{count} more were told to come again");
    }

    /// <summary>Waits until every silo is ready.</summary>
    public async Task AllReady()
    {
        foreach (var silo in silos)
        {
            await Waits(silo.Answers, "the silo was ready");
        }
    }

    /// <summary>Waits for what was sent, and says what became of all.</summary>
    public async Task Stop()
    {
        if (!enough.IsCancellationRequested)
        {
            await enough.CancelAsync();
            await sending;
            log.WriteLine(
                $"{Poster.Acknowledged.Count} acknowledged, {Poster.Unanswered} unanswered, {string.Join(", ", Poster.Answers)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        enough.Dispose();
    }

    private Task Waits(Func<bool> condition, string what) => Waits(() => Task.FromResult(condition()), what);

    private async Task Waits(Func<Task<bool>> condition, string what)
    {
        try
        {
            await Eventually.Holds(
                () =>
                {
                    foreach (var silo in silos.Where(silo => silo.EndedByItself))
                    {
                        log.WriteLine($"A silo ended by itself: {silo.LastLine}");
                        silo.Start();
                    }

                    return condition();
                },
                what,
                seconds: 300);
        }
        catch (ShouldAssertException standstill)
        {
            throw new ShouldAssertException(
                $"{standstill.Message} What the silos said last:\n{string.Join("\n---\n", silos.Select(silo => silo.LastSaid))}");
        }
    }
}
