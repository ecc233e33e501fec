using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// Two silos over one database, both told everything, both polling, one of them killed or standing still for longer than its leases: people
/// see it once.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class TwoAnnouncingSilosTests(PostgresServer postgres, ITestOutputHelper log)
{
    private const long Lead = 300;

    public static TheoryData<bool> StandsStill => Soak.On ? [false, true] : [false];

    [Theory]
    [MemberData(nameof(StandsStill))]
    public async Task Two_silos_that_hear_everything_twice_and_poll_at_once_make_one_message_and_one_call_of_each_conference(
        bool standsStill)
    {
        log.WriteLine($"Seed {Soak.Seed}");
        var conferences = Soak.Count(5, 60);
        var connection = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var campus = await Campus.Open(
            Soak.Seed,
            new() { BucketLimit = 50, BucketWindow = TimeSpan.FromSeconds(1), GlobalLimit = 500 });

        // Both kinds of poll fall due at the same moment, and do not wait for each other.
        (string, string)[] settings =
        [
            .. campus.Settings, ("Sites__campus__Poll__Conferences", "60"), ("Sites__campus__Poll__Full", "60"),
            ("Announcements__MaxPosts", "0"),
        ];
        await using var here = await TestSilo.Ready(connection, settings);
        await using var there = await TestSilo.Ready(connection, settings);
        foreach (var trouble in (DiscordTrouble[])[DiscordTrouble.DropAfter, DiscordTrouble.ServerErrorAfter, DiscordTrouble.TooMany])
        {
            campus.Discord.Troubles.Switch(trouble, 0.05);
        }

        var start = campus.University.Now + 36_000;
        for (var n = 0; n < conferences; n++)
        {
            var opens = start + n;
            await Tell(() => campus.University.CreateConference(campus.Course, $"Seminar {n}", opens, opens + 5_400));
            campus.Clock.Advance(30);
        }

        await Shows();
        var modules = campus.University.Activities.Keys.ToList();

        // One goes in the middle of it and comes back.
        await (standsStill ? Task.Run(there.Freeze) : there.Kill());
        foreach (var module in modules.Where((_, n) => n % 2 == 0))
        {
            await Tell(() => campus.University.RenameActivity(module, $"Renamed {module}"), only: here);
        }

        if (standsStill)
        {
            await Eventually.Holds(async () => await database.StatusOf(there) == Cluster.Dead, "the other gave it up");
            await Shows();
            there.Thaw();
            (await there.Ends()).ShouldBe(1, there.LastSaid);
        }

        there.Start();
        await there.IsReady();
        foreach (var module in modules.Where((_, n) => n % 3 == 0))
        {
            var opens = campus.University.Activities[module].OpeningTime + 7_200;
            await Tell(() => campus.University.UpdateConference(module, openingTime: opens, closingTime: opens + 5_400));
        }

        campus.Clock.Advance(61);
        await Shows();
        campus.Posted().GroupBy(post => post.Module).Where(posts => posts.Count() > 1).ShouldBeEmpty();
        campus.Posted().Count.ShouldBe(conferences);
        await Eventually.Holds(
            () => database.Scalar<bool>(
                "select count(distinct owner) = 2 from mg_leases where owner <> ''"), "both are at work", seconds: 300);

        var starts = campus.University.Activities.Values.Select(a => (Module: a.Id, StartsAt: a.OpeningTime)).ToList();
        foreach (var next in starts.OrderBy(one => one.StartsAt))
        {
            campus.Clock.Set(Math.Max(next.StartsAt - Lead, campus.University.Now));
            await campus.Comes(
                () => campus.Calls().Any(call => call.Meeting.Module == next.Module),
                $"conference {next.Module} was called");
        }

        await Shows();
        campus.Calls().Select(call => (call.Meeting.Module, call.Meeting.StartsAt)).ShouldBe(starts, ignoreOrder: true);
        campus.Posted().Count.ShouldBe(conferences);

        async Task Tell(Action change, TestSilo? only = null)
        {
            IReadOnlyList<MoodleEvent> events;
            lock (campus.University.Gate)
            {
                change();
                events = campus.University.TakeEvents();
            }

            TestSilo[] told = only is null ? [here, there] : [only];
            await Task.WhenAll(told.Select(silo => campus.Tell(silo, events, times: 2)));
        }

        Task Shows() => campus.Comes(() => campus.Posts().SequenceEqual(campus.Expected()), "the channel shows what Moodle holds");
    }
}
