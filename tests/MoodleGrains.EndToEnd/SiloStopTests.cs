using System.Diagnostics;
using System.Globalization;
using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>One of two silos that leaves the cluster for a while or for good, without having been killed.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SiloStopTests(PostgresServer postgres, ITestOutputHelper log)
{
    private const int Senders = 8;

    [Fact]
    public async Task Asked_to_stop_under_load_it_leaves_the_cluster_and_the_other_goes_on()
    {
        var connection = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var here = await TestSilo.Ready(connection);
        await using var there = await TestSilo.Ready(connection);
        await database.IsShared(silos: 2);
        await using var load = new Load(log, ..Senders, here, there);
        await load.Further(200);

        var asked = Stopwatch.GetTimestamp();
        (await there.Stop()).ShouldBe(0, there.LastSaid);
        log.WriteLine($"It stopped in {Seconds(asked)}.");

        (await database.Members()).ShouldBe("3|1, 6|1");
        await load.Further(200);
        await load.Stop();
        await database.IsShared(silos: 1);
        await database.IsWhatWasPosted(here, load.Poster);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_stood_still_for_longer_than_a_lease_writes_nothing_twice_and_is_a_member_again_or_ends(bool untilDead)
    {
        var connection = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var here = await TestSilo.Ready(connection);
        await using var there = await TestSilo.Ready(connection);
        await database.IsShared(silos: 2);
        await using var awake = new Load(log, ..(Senders / 2), here);
        await using var asleep = new Load(log, (Senders / 2)..Senders, there);
        for (var round = 1; round <= Soak.Count(1, 5); round++)
        {
            await awake.Further(100);
            await asleep.Further(100);
            var frozen = Stopwatch.GetTimestamp();
            there.Freeze();
            try
            {
                await Eventually.Holds(
                    () => database.Scalar<bool>(
                        $"select coalesce(bool_and(until < now()), true) from mg_leases where owner like '%:{there.Id}:%'"),
                    "its leases ran out");
                if (untilDead)
                {
                    await Eventually.Holds(
                        async () => await database.Scalar<long>("select count(*) from orleans_silos where status = 3") == 1,
                        "it was declared dead");
                    log.WriteLine($"It was declared dead {Seconds(frozen)} after it stood still.");
                }

                await awake.Further(100);
            }
            finally
            {
                there.Thaw();
            }

            var thawed = Stopwatch.GetTimestamp();
            if (untilDead)
            {
                (await there.Ends()).ShouldBe(1, there.LastSaid);
                log.WriteLine($"It ended by itself {Seconds(thawed)} after it went on.");
                there.Output.ShouldContain("The other silos have declared this one dead");
            }

            await asleep.Further(100);
            await database.IsShared(silos: 2);
            log.WriteLine($"It had its share again {Seconds(thawed)} after it went on.");
        }

        await awake.Stop();
        await asleep.Stop();
        await database.IsWhatWasPosted(here, awake.Poster, asleep.Poster);
    }

    private static string Seconds(long since) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s");
}
