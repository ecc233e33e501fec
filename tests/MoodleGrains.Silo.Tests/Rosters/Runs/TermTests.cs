using System.Diagnostics;
using System.Globalization;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Tests.Moodle;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>A whole term from nothing: how many calls, and how long beside one call for each enrolment.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class TermTests(PostgresServer postgres, ITestOutputHelper log)
{
    private const int Each = 30;
    private static readonly int Courses = Soak.Count(100, 1000);
    private static readonly int People = Courses * 6;

    [Fact]
    public async Task A_term_from_nothing_costs_few_calls_and_the_second_run_writes_nothing()
    {
        await using var silo = await MirroringSilo.Start(postgres, RosterFile.People(People));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Term(Courses, Each, People));
        await silo.Put(silo.Terms);

        var watch = Stopwatch.StartNew();
        var first = await silo.Run();
        var took = watch.Elapsed;
        var (reads, writes) = (silo.Moodle.Calls.Reads, silo.Moodle.Calls.Writes);
        silo.Moodle.Calls.Reset();
        var second = await silo.Run();
        var (readsAgain, writesAgain) = (silo.Moodle.Calls.Reads, silo.Moodle.Calls.Writes);
        var naive = await Naive(silo);

        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Courses} courses × {Each}: {writes} writes, {reads} reads, {first.Confirmed} of {first.Done} confirmed,
            {took.TotalSeconds:0.0} s;
            one call for each would be {Courses * (Each + 1)} writes, {naive.TotalSeconds:0.0} s: {naive / took:0.0} × as long.
            The second run: {readsAgain} reads.
            """));
        (first.State, first.Done, first.Failed).ShouldBe(("finished", Courses * (Each + 1), 0), first.Reason);
        writes.ShouldBeLessThanOrEqualTo(Soak.Count(35, 350));
        reads.ShouldBeLessThanOrEqualTo(400);
        (writes * 10).ShouldBeLessThan(Courses * Each);
        (second.State, second.Done).ShouldBe(("finished", 0), second.Reason);
        writesAgain.ShouldBe(0);
        if (!Soak.On)
        {
            first.Confirmed.ShouldBe(first.Done);
        }
    }

    // A tenth of a percent and more of the calls, one after the other, and what all of them would take.
    private static async Task<TimeSpan> Naive(MirroringSilo silo)
    {
        using var network = new SocketsHttpHandler();
        var moodle = Campus.Site(
            new()
            {
                Slug = "campus",
                Url = silo.Moodle.Address.GetLeftPart(UriPartial.Authority),
                Token = Campus.Token,
                Rate = 0
            }, network, TimeProvider.System);
        long course;
        lock (silo.Site.Gate)
        {
            course = silo.Site.CreateCourse(new() { FullName = "Naive", ShortName = "naive", CategoryId = 1 });
        }

        const int calls = 200;
        var watch = Stopwatch.StartNew();
        foreach (var user in Enumerable.Range(3, calls))
        {
            await moodle.EnrolAsync([new ManualEnrolment(course, user, Plans.Student)], default);
        }

        return watch.Elapsed / calls * Courses * Each;
    }
}
