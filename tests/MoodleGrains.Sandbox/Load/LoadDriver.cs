using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace MoodleGrains.Sandbox.Load;

/// <summary>What to drive, and how hard.</summary>
/// <param name="Hook">The address of the hook, key included; plain HTTP on a loopback address.</param>
/// <param name="Connections">How many connections, one delivery at a time on each.</param>
/// <param name="Count">How many deliveries in all.</param>
/// <param name="Seed">Decides the texts.</param>
/// <param name="Acknowledged">
/// A file that gets one line for each delivery answered 202: sequence, course, time told (Unix seconds), delivery id, 1 if a duplicate.
/// Null for none.
/// </param>
/// <param name="FirstSequence">The first sequence number, so that a second run tells something new.</param>
public sealed record LoadOptions(Uri Hook, int Connections, long Count, int Seed = 1, string? Acknowledged = null, long FirstSequence = 0)
{
    /// <summary>How many courses the deliveries tell of.</summary>
    public int Courses { get; init; } = LoadDriver.Courses;

    /// <summary>
    /// Which course a sequence number tells of, from 0; null for one after the other. Then each delivery has a second of its own, because
    /// two of one course may follow each other.
    /// </summary>
    public Func<long, int>? CourseOf { get; init; }
}

/// <summary>What a run came to.</summary>
/// <param name="Acknowledged">Answered 202.</param>
/// <param name="Duplicates">Of these, known before.</param>
/// <param name="Refused">Answered otherwise, by status.</param>
/// <param name="Unanswered">The connection broke: whether they were stored is not known.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record LoadResult(
    long Acknowledged, long Duplicates, IReadOnlyDictionary<int, long> Refused, long Unanswered, TimeSpan Elapsed)
{
    /// <summary>Acknowledged deliveries a second.</summary>
    public double Rate => Acknowledged / Elapsed.TotalSeconds;
}

/// <summary>
/// Posts nosey bodies of 1,000 courses (if not told otherwise) as fast as the silo answers, with as little work of its own as can be: the requests are
/// rendered beforehand. A delivery that is refused or not answered is not sent again, as nosey does not.
/// </summary>
/// <param name="options">What to drive.</param>
public sealed class LoadDriver(LoadOptions options)
{
    /// <summary>How many courses the deliveries tell of, if not told otherwise.</summary>
    public const int Courses = 1000;

    /// <summary>The id of the first of these courses.</summary>
    public const long FirstCourse = 1000;

    private const long FirstTime = 1_700_000_000;
    private static readonly TimeSpan reconnectAfter = TimeSpan.FromMilliseconds(50);

    private readonly LoadBody[] bodies = Render(options);
    private readonly Dictionary<int, long> refused = [];
    private readonly Lock gate = new();
    private long next = options.FirstSequence - 1;
    private long acknowledged;
    private long duplicates;
    private long unanswered;

    /// <summary>How many were acknowledged so far.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Runs until every delivery was tried, or it is stopped.</summary>
    /// <param name="cancellationToken">Stops the run; the result says how far it came.</param>
    /// <returns>What it came to.</returns>
    public async Task<LoadResult> Run(CancellationToken cancellationToken)
    {
        await using var acks = options.Acknowledged is { } path ? new StreamWriter(path, append: true) : null;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() =>
            Drive(acks, cancellationToken), CancellationToken.None)));
        return new(acknowledged, duplicates, refused, unanswered, Stopwatch.GetElapsedTime(started));
    }

    private async Task Drive(StreamWriter? acks, CancellationToken cancellationToken)
    {
        using var connection = new LoadConnection(options.Hook.Host, options.Hook.Port);
        var request = new byte[bodies.Max(b => b.Length)];
        while (!cancellationToken.IsCancellationRequested)
        {
            var sequence = Interlocked.Increment(ref next);
            if (sequence >= options.FirstSequence + options.Count)
            {
                return;
            }

            var course = options.CourseOf?.Invoke(sequence) ?? (int)(sequence % options.Courses);
            var time = FirstTime + (options.CourseOf is null ? sequence / options.Courses : sequence);
            bodies[course].Write(request, sequence, time);
            try
            {
                var answer = await connection.Send(request.AsMemory(0, bodies[course].Length), cancellationToken);
                Count(answer, acks, sequence, FirstCourse + course, time);
            }
            catch (Exception fault) when (fault is SocketException or IOException or OperationCanceledException)
            {
                Interlocked.Increment(ref unanswered);
                connection.Drop();
                await Task.WhenAny(Task.Delay(reconnectAfter, cancellationToken));
            }
        }
    }

    private void Count(LoadAnswer answer, StreamWriter? acks, long sequence, long course, long time)
    {
        if (answer.Status == 202)
        {
            Interlocked.Increment(ref acknowledged);
            if (answer.Duplicate)
            {
                Interlocked.Increment(ref duplicates);
            }

            if (acks is not null)
            {
                var line = string.Create(
                    CultureInfo.InvariantCulture, $"{sequence} {course} {time} {answer.DeliveryId} {(answer.Duplicate ? 1 : 0)}");
                lock (gate)
                {
                    acks.WriteLine(line);
                }
            }

            return;
        }

        lock (gate)
        {
            refused[answer.Status] = refused.GetValueOrDefault(answer.Status) + 1;
        }
    }

    private static LoadBody[] Render(LoadOptions options)
    {
        var random = new Random(options.Seed);
        return [.. Enumerable.Range(0, options.Courses).Select(i => LoadBody.Of(options.Hook, FirstCourse + i, random))];
    }
}
