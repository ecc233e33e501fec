using System.Diagnostics;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class LargeImportTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Others = 32;

    [Fact]
    public async Task A_course_with_very_many_participants_is_told_while_others_write()
    {
        var participants = Soak.Count(2_000, 10_000);
        await using var silo = await postgres.Prepared();
        using var stop = new CancellationTokenSource();
        var others = Task.WhenAll(Enumerable.Range(1, Others).Select(n => Task.Run(() => Rename(silo, n, stop.Token))));

        var started = Stopwatch.GetTimestamp();
        var outcome = await silo.Grains.Send(
            new("course-campus-9999"),
            new(new ObserveParticipants(
                [.. Enumerable.Range(1, participants).Select(user => new Participant(user, true, [5]))],
                new(null, 100, SourcePrecedence.Polled))),
            default);
        var took = Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();

        var waits = (await others).SelectMany(one => one).Order().ToList();
        output.WriteLine($"{participants} participants, {outcome.Events} events: {took.TotalMilliseconds:F0} ms; "
            + $"{waits.Count} commands to others meanwhile: p50 {waits[waits.Count / 2]:F0} ms, p99 {waits[waits.Count * 99 / 100]:F0} ms");
        (await silo.Database.Scalar<long>("select count(*) from mg_enrolments where course_id = 9999")).ShouldBe(participants);
        (await silo.Database.Scalar<long>("select count(*) from mg_courses")).ShouldBe(Others);
    }

    private static async Task<List<double>> Rename(SiloHarness silo, int course, CancellationToken stop)
    {
        List<double> waits = [];
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var started = Stopwatch.GetTimestamp();
            await silo.Grains.Send(
                StreamKey.For(Course.Kind, "campus", course),
                new(new ObserveCourse(
                    new() { FullName = new($"Course {n}") },
                    new(n + 1, n + 1, n == 0 ? SourcePrecedence.Created : SourcePrecedence.Updated))),
                CancellationToken.None);
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return waits;
    }
}
