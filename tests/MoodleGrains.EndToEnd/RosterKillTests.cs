using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;
using MoodleGrains.Silo.Tests.PrivatePostgres;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>A silo that mirrors a term into a stand-in Moodle, killed again and again.</summary>
public sealed class RosterKillTests(ITestOutputHelper log)
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const int Each = 10;
    private static readonly int Kills = Soak.Count(2, 50);
    private static readonly int Courses = Soak.Count(30, 1000);
    private static readonly int People = Courses * 2;
    private static readonly StreamKey Grain = Roster.Id("campus", "registrar");

    [Fact]
    public async Task Killed_at_random_moments_it_leaves_what_an_undisturbed_silo_leaves_and_makes_nothing_twice()
    {
        log.WriteLine($"Seed {Soak.Seed}");
        var random = new Random(Soak.Seed);

        var undisturbed = await Mirrored(random, 0);
        var disturbed = await Mirrored(random, Kills);

        disturbed.Truth.ShouldBe(undisturbed.Truth);
        disturbed.Done.ShouldBe(undisturbed.Done);
        disturbed.Kills.ShouldBeGreaterThan(Kills / 2);
        foreach (var made in (MadeOnce[])[undisturbed, disturbed])
        {
            made.Courses.ShouldBe(Courses);
            made.Enrolments.ShouldBe(Courses * Each);
        }
    }

    private sealed record MadeOnce(List<string> Truth, string Done, int Courses, int Enrolments, int Kills);

    private async Task<MadeOnce> Mirrored(Random random, int kills)
    {
        var university = new University(TimeProvider.System);
        foreach (var i in Enumerable.Range(1, People))
        {
            university.CreateUser($"user{i}", $"First{i}", $"Last{i}", $"user{i}@example.org");
        }

        university.TakeEvents();
        var folder = TestFolder.Make();
        var file = Path.Combine(folder, "roster.json");
        await File.WriteAllTextAsync(file, Term());
        await using var moodle = await StandIn.Start(university, Token, 0, default);
        await using var postgres = await TestPostgres.Started();
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var silo = await TestSilo.Ready(
            postgres.ConnectionString,
            ("Sites__campus__Url", moodle.Address
                .GetLeftPart(UriPartial.Authority)), ("Sites__campus__Token", Token), ("Sites__campus__Poll__Off", "true"),
            ("Sites__campus__Calls__Rate", "25"), ("Rosters__Roles__student", "5"), ("Rosters__Roles__editingteacher", "3"));
        await using (var guest = new SiloHarness(
            new() { ConnectionString = postgres.ConnectionString, Loggers = NullLoggerFactory.Instance }))
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            (await guest.Grains
                .Send(Grain, new([new PutRoster(Terms(file), "test", now), new StartRun("person", false, null, "test", now)]), default))
                .Refusal.ShouldBeNull();
        }

        var made = 0;
        while (made < kills && !await Ended())
        {
            // At any moment: while it plans, between any two calls, or while it looks at what it did.
            var until = moodle.Calls.Reads + moodle.Calls.Writes + random.Next(1, 12);
            await Eventually.Holds(
                async () => moodle.Calls.Reads + moodle.Calls.Writes >= until || await Ended(),
                "Moodle was called",
                seconds: 300);
            await silo.Kill();
            made++;
            silo.Start();
        }

        await Eventually.Holds(Ended, "the run ended", seconds: 300);
        var done = (await database
            .Rows("select state || ' ' || done || ' ' || failed || ' ' || coalesce(reason, '') from mg_roster_runs"))[0];
        done.ShouldStartWith("finished", customMessage: silo.Output);
        log.WriteLine($"{made} kills, {moodle.Calls.Writes} writes, {moodle.Calls.Reads} reads; {done}");
        var events = university.TakeEvents();
        TestFolder.Remove(folder);
        return new(
            Truth(university),
            done,
            events.Count(e => e.Kind.EventName == @"\core\event\course_created"),
            events.Count(e => e.Kind.EventName == @"\core\event\user_enrolment_created"),
            made);

        async Task<bool> Ended() => await database.Scalar<bool>(
            "select exists (select from mg_roster_runs where state in ('finished', 'failed', 'cancelled'))");
    }

    private static string Term() => JsonSerializer.Serialize(Enumerable.Range(0, Courses).Select(course => new
    {
        shortname = $"c{course}",
        name = $"Course {course}",
        participants = Enumerable.Range(0, Each)
            .Select(n => new { username = $"user{(((course * Each) + n) % People) + 1}", roleid = n == 0 ? "teacher" : "student" }),
    }));

    private static RosterTerms Terms(string file) => new(
        new(RosterSource.File, file, RosterSource.Json, false, RosterSource.DefaultMaxBytes, RosterSource.DefaultTimeoutSeconds),
        RosterTerms.ByUserName,
        [new("student", "student"), new("teacher", "editingteacher")],
        "Category 1", null, RosterTerms.Keep, RosterTerms.Keep, true, false, false, true, null, ChangeLimits.Default, [], false);

    private static List<string> Truth(University site) =>
    [
        .. site.Courses.Values.Where(course => course.Format != "site")
            .Select(course => $"{course.ShortName}|{course.FullName}|{course.Visible}"),
        .. site.Enrolments.Select(e => $"{site.Courses[e.CourseId].ShortName}|{site.Users[e.UserId].UserName}|{e.Suspended}|"
            + string.Join(',', site.RolesOf(e.CourseId, e.UserId).Select(role => role.RoleId).Order())).Order(StringComparer.Ordinal),
    ];
}
