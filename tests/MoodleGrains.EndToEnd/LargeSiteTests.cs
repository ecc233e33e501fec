using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>The first reading of a large site, by a silo that is killed in between, at ten calls a second.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LargeSiteTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const int MegaByte = 1024 * 1024;
    private static readonly int Courses = Soak.Count(60, 3_000);
    private static readonly int Users = Soak.Count(2_100, 30_000);
    private static readonly int Enrolments = Soak.Count(1_200, 300_000);
    private static readonly int Budget = Soak.Count(40, 1_400);

    [Fact]
    public async Task A_large_site_is_read_whole_in_parts_and_where_the_silo_was_killed_it_goes_on()
    {
        await using var moodle = await StandIn.Start(Filled(), Token, 0, default);
        var connectionString = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connectionString);
        var began = Stopwatch.GetTimestamp();
        await using var silo = await TestSilo.Ready(
            connectionString,
            ("Sites__campus__Url", moodle.Address.GetLeftPart(UriPartial.Authority)),
            ("Sites__campus__Token", Token),
            ("Sites__campus__Poll__Calls", Budget.ToString(CultureInfo.InvariantCulture)));

        await Eventually.Holds(async () => await Read(silo, "coursesRead") >= Courses / 4, "a part was read", seconds: 3600);
        await silo.Kill();
        var status = (await silo.Run("poll", "status")).Out;
        output.WriteLine(status);
        status.ShouldContain("campus: first reading: enrolments of ");
        silo.Start();
        await silo.IsReady();
        await Eventually.Holds(
            async () => (bool)(await Polled(silo))!["complete"]!
                && await database.Scalar<long>("select count(*) from mg_enrolments") == Enrolments,
            "all was read",
            seconds: 3600);
        var took = Stopwatch.GetElapsedTime(began);

        (await Read(silo, "coursesRead"), await Read(silo, "usersRead")).ShouldBe((Courses, Users + 2));
        (await database.Scalar<long>("select count(*) from mg_people where user_name like 'user%'")).ShouldBe(Users);
        (await silo.Run("poll", "status")).Out.ShouldContain(string.Create(
            CultureInfo.InvariantCulture, $"campus: everything was read: enrolments of {Courses} of {Courses} courses, {Users + 2} of "
                + $"{Users + 2} users"));

        // Of the courses, those whose answers the killed silo did not keep were asked for twice; the rest lists the users' ids.
        var runs = await database.Scalar<long>("select count(*) from mg_poll_runs where kind = 'full'");
        moodle.Calls.Of("core_enrol_get_enrolled_users").ShouldBeLessThan(Courses + 10 + ((int)runs * ((Users / 2_000) + 2)));
        moodle.Calls.Largest.Values.Max().ShouldBeLessThan(5 * MegaByte);
        (await database.Scalar<int>("select max(calls) from mg_poll_runs")).ShouldBeLessThanOrEqualTo(Budget);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{took.TotalSeconds:0} s, {moodle.Calls.Reads} calls in {runs} full reconciles, slowest answer "
                + $"{moodle.Calls.Slowest.TotalMilliseconds:0} ms"));
        foreach (var (function, bytes) in moodle.Calls.Largest.OrderByDescending(one => one.Value))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{function}: {moodle.Calls.Of(function)} calls, largest answer {bytes / 1024} KB"));
        }
    }

    private static University Filled()
    {
        var site = new University(new SiteClock(TimeProvider.System.GetUtcNow()));
        var courses = Enumerable.Range(1, Courses)
            .Select(i => site.CreateCourse(new() { FullName = $"Course {i}", ShortName = $"c{i}", CategoryId = 1 }))
            .ToList();
        var users = Enumerable.Range(1, Users).Select(i => site.CreateUser($"user{i}", $"First{i}", $"Last{i}", $"user{i}@example.org"))
            .ToList();
        for (var i = 0; i < Enrolments; i++)
        {
            site.Enrol(courses[(i + (i / Users)) % Courses], users[i % Users]);
            if (i % 1_000 == 0)
            {
                site.TakeEvents();
            }
        }

        site.TakeEvents();
        return site;
    }

    private static async Task<JsonNode?> Polled(TestSilo silo) => (await silo.Api.Json("/api/v1/sites/campus"))["polled"];

    private static async Task<int> Read(TestSilo silo, string what) => (int?)(await Polled(silo))?[what] ?? 0;
}
