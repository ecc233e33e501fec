using System.Diagnostics;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The sandbox and the client at the size of a big site: 1,000 courses, 20,000 users, 50,000 enrolments.</summary>
public sealed class BigSiteTests
{
    private static readonly CancellationToken Go = CancellationToken.None;

    [Fact]
    public async Task A_big_site_is_read_whole_call_by_call()
    {
        var (courses, users, enrolments) = (Soak.Count(100, 1_000), Soak.Count(2_000, 20_000), Soak.Count(5_000, 50_000));
        var moodle = Build(courses, users, enrolments);
        await using var standIn = await StandIn.Start(moodle, Campus.Token, 0, Go);
        using var network = new SocketsHttpHandler();
        var site = Campus.Site(
            new()
            {
                Slug = "campus",
                Url = standIn.Address.GetLeftPart(UriPartial.Authority),
                Token = Campus.Token,
                Rate = 0
            }, network, TimeProvider.System);
        var took = Stopwatch.StartNew();

        var read = await site.CoursesAsync(Go);
        var people = await site.UsersAsync(Go);
        var byId = await site.UsersByIdAsync([.. people.Users.Select(user => user.Id)], Go);
        var enrolled = 0;
        foreach (var course in read.Courses.Where(course => course.Format != "site"))
        {
            enrolled += (await site.EnrolledUsersAsync(course.Id, course.Visible ?? true, 0, Go)).Users.Count;
        }

        read.Courses.Count.ShouldBe(courses + 1);
        people.Users.Count.ShouldBe(moodle.Users.Count);
        byId.Users.Count.ShouldBe(people.Users.Count);
        enrolled.ShouldBe(enrolments);
        took.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    private static University Build(int courses, int users, int enrolments)
    {
        var moodle = new University(new SiteClock(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)));
        var everybody = Enumerable.Range(1, users).Select(i => moodle.CreateUser($"user{i}", "First", $"Last{i}", $"user{i}@example.org"))
            .ToList();
        for (var i = 0; i < courses; i++)
        {
            var course = moodle.CreateCourse(
                new() { FullName = $"Course {i}", ShortName = $"c{i}", CategoryId = 1, Visible = i % 10 != 0 });
            for (var j = 0; j < enrolments / courses; j++)
            {
                moodle.Enrol(course, everybody[((i * 37) + j) % users]);
            }
        }

        moodle.TakeEvents();
        return moodle;
    }
}
