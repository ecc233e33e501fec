using System.Globalization;
using MoodleGrains.Sandbox.Model;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Polling;

[Collection(PostgresCollection.Polling)]
public sealed class BigSiteTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task The_calls_of_a_reconcile_stay_within_their_bounds()
    {
        var courses = Soak.Count(100, 1000);
        var hidden = courses / 10;
        var (users, conferences) = (courses * 20, courses / 5);
        await using var polled = await Polled.Start(postgres, site => Fill(site, courses, hidden, users, conferences));
        var first = await polled.Poll();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first: {first}"));
        first.Outcome.ShouldBe("done", first.Detail);
        first.Calls.ShouldBeLessThanOrEqualTo(courses + hidden + conferences + 100);
        (await polled.Rows("select count(*) from mg_enrolments")).ShouldBe([(users * 5 / 2).ToString(CultureInfo.InvariantCulture)]);
        (await polled.Rows("select count(*) from mg_conferences where starts_at is not null")).ShouldBe(
            [conferences.ToString(CultureInfo.InvariantCulture)]);

        polled.Advance(1800);
        var hiddenDue = (courses * 1800 / 86_400) + 1;
        var second = await polled.Poll();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"second: {second}"));
        second.Calls.ShouldBeLessThanOrEqualTo(60 + (2 * Math.Min(hidden, hiddenDue)));
        second.Events.ShouldBe(0);
    }

    private static void Fill(University site, int courses, int hidden, int users, int conferences)
    {
        var ids = site.Courses(courses, hidden);
        var people = site.Users(users);
        for (var i = 0; i < users * 5 / 2; i++)
        {
            site.Enrol(ids[(i + (i / users)) % courses], people[i % users]);
            if (i % 1000 == 0)
            {
                site.TakeEvents();
            }
        }

        for (var i = 0; i < conferences; i++)
        {
            var start = site.Now + 3600 + (i * 29L * 86_400 / conferences);
            site.CreateConference(ids[(i * 5) % courses], $"Conference {i}", start, start + 5400);
        }
    }
}
