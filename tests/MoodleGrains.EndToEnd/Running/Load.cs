using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// Webhooks without end, each sender's in order and in turn to each silo, until it is stopped. A silo that ends by itself is started again,
/// as whatever runs it would.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource enough = new();
    private readonly ITestOutputHelper log;
    private readonly TestSilo[] silos;
    private readonly Task sending;

    /// <summary>Begins.</summary>
    /// <param name="log">Told of silos that ended by themselves.</param>
    /// <param name="parts">The parts of the university, each with a sender of its own (<see cref="Doings"/>).</param>
    /// <param name="silos">The silos.</param>
    public Load(ITestOutputHelper log, Range parts, params TestSilo[] silos)
    {
        (this.log, this.silos) = (log, silos);
        Poster = new([.. silos.Select(silo => silo.Address)]);
        sending = Poster.Post(
            Enumerable.Range(parts.Start.Value, parts.End.Value - parts.Start.Value).Select(part => new Doings(part, Soak.Seed).Bodies()),
            enough.Token);
    }

    public HookPoster Poster { get; }

    /// <summary>Waits until so many more were acknowledged.</summary>
    public async Task Further(int count)
    {
        var until = Poster.Acknowledged.Count + count;
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

                    return Poster.Acknowledged.Count >= until;
                },
                $"{count} more were acknowledged",
                seconds: 300);
        }
        catch (ShouldAssertException standstill)
        {
            throw new ShouldAssertException(
                $"{standstill.Message} What the silos said last:\n{string.Join("\n---\n", silos.Select(silo => silo.LastSaid))}");
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

    /// <summary>
    /// Every acknowledged webhook is kept once, and all that follows from them is there once. Nothing was answered but that it was stored
    /// or that it is to be sent again.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="silo">One of the silos, at work.</param>
    public async Task IsKept(NpgsqlDataSource database, TestSilo silo)
    {
        await database.CaughtUp();
        await database.HasOnce(Poster.Acknowledged);
        await database.HasSoundStreams();
        await database.FollowsFromItsStreams();
        await database.IsWhatARebuildMakes(silo);

        // 408: a silo that has just started on a busy machine may not come to read a body within its two seconds.
        Poster.Answers.Keys.ShouldBeSubsetOf([202, 408, 503]);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        enough.Dispose();
    }
}
