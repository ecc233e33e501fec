using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Rosters.Source;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.Benchmarks;

/// <summary>
/// A term mirrored from nothing, beside one call for each enrolment. A call takes 20 ms on the way, which is little for Moodle.
/// </summary>
internal sealed class MirrorBenchmarks : IAsyncDisposable
{
    private const string Site = "campus";
    private const string Token = "70000000000000000000000000000007";
    private const int Each = 30;
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(20);

    private readonly University university = new(TimeProvider.System);
    private readonly Slow network = new();
    private readonly string file = Path.GetTempFileName();
    private readonly int courses;
    private readonly int people;
    private StandIn? moodle;
    private MoodleSite? site;
    private long naive;

    public MirrorBenchmarks(int courses)
    {
        (this.courses, people) = (courses, courses * 6);
        foreach (var i in Enumerable.Range(1, people))
        {
            university.CreateUser($"user{i}", $"First{i}", $"Last{i}", $"user{i}@example.org");
        }
    }

    /// <summary>Enrolments a second, from the start of the run to its end, verification included.</summary>
    public async Task<double> MirrorAsync(BenchDatabase database)
    {
        await OpenAsync();
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Enumerable.Range(0, courses).Select(course => new
        {
            shortname = $"c{course}",
            name = $"Course {course}",
            participants = Enumerable.Range(0, Each).Select(n => new { username = $"user{(((course * Each) + n) % people) + 1}" }),
        })));
        var (_, runtime) = await database.FreshAsync("mirror", options => options with { Handlers = Handlers });
        await using var _ = runtime;
        await runtime.StartAsync(default);
        var (grain, now) = (Roster.Id(Site, "bench"), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var started = Stopwatch.GetTimestamp();
        await runtime.Grains
            .Send(grain, new([new PutRoster(Terms(), "bench", now), new StartRun("person", false, null, "bench", now)]), default);
        while ((await runtime.Grains.Latest<Roster>(grain, default)).Open is not null)
        {
            await Task.Delay(20);
        }

        var took = Stopwatch.GetElapsedTime(started);
        var enrolled = university.Enrolments.Count(enrolment => enrolment.CourseId != naive);
        return enrolled == courses * Each
            ? enrolled / took.TotalSeconds
            : throw new InvalidOperationException($"{enrolled} of {courses * Each} were enrolled.");
    }

    /// <summary>Enrolments a second, one call each.</summary>
    public async Task<double> NaiveAsync(int calls)
    {
        await OpenAsync();
        naive = university.CreateCourse(new() { FullName = "Naive", ShortName = "naive", CategoryId = 1 });
        var started = Stopwatch.GetTimestamp();
        foreach (var user in Enumerable.Range(3, calls))
        {
            await site!.EnrolAsync([new ManualEnrolment(naive, user, University.Student)], default);
        }

        return calls / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        if (moodle is not null)
        {
            await moodle.DisposeAsync();
        }

        network.Dispose();
        File.Delete(file);
    }

    private async Task OpenAsync()
    {
        moodle ??= await StandIn.Start(university, Token, 0, default);
        site ??= new(new(
            new()
            {
                Slug = Site,
                Url = moodle.Address.GetLeftPart(UriPartial.Authority),
                Token = Token,
                Rate = 0,
                Timeout = TimeSpan.FromMinutes(1)
            },
            () => new HttpClient(network, disposeHandler: false),
            TimeProvider.System,
            NullLogger.Instance));
    }

    private IReadOnlyList<EffectHandler> Handlers(SiloHarness runtime) => EffectHandlers.Rosters(
        runtime,
        runtime.Grains,
        new(new Dictionary<string, long> { ["student"] = University.Student }, 300),
        new RosterReader(new(new Dictionary<string, SourceLogin>()), TimeProvider.System, NullLogger<RosterReader>.Instance),
        _ => site);

    private RosterTerms Terms() => new(
        new(RosterSource.File, file, RosterSource.Json, false, RosterSource.DefaultMaxBytes, RosterSource.DefaultTimeoutSeconds),
        RosterTerms.ByUserName, [new("", "student")], "Category 1", null, RosterTerms.Keep,
            RosterTerms.Keep, true, false, false, true, null,
        ChangeLimits.Default, [], false);

    private sealed class Slow() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(OnTheWay, cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
