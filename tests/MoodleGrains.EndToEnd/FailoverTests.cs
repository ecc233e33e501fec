using System.Diagnostics;
using System.Globalization;
using System.Net;
using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// One of two silos, or both, go away: killed, stopped, or standing still. How long it takes until all is well again is printed, not asserted.
/// </summary>
[Collection(TwoSilosCollection.Name)]
public sealed class FailoverTests(TwoSilos cluster, ITestOutputHelper log) : IAsyncLifetime
{
    private readonly NpgsqlDataSource database = cluster.Database;
    private readonly TestSilo here = cluster.Here;
    private readonly TestSilo there = cluster.There;

    public Task InitializeAsync() => cluster.BothAtWork();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Grains_of_a_killed_silo_answer_by_way_of_the_other()
    {
        const int Rules = 40;
        var rounds = Soak.Count(1, 10);
        using var office = new Office(here, there);
        for (var round = 1; round <= rounds; round++)
        {
            await cluster.BothAtWork();
            var put = await Task.WhenAll(Enumerable.Range(0, Rules).Select(rule => office.Put(rule % 2, $"rule{rule}", $"{round} before")));
            put.ShouldAllBe(status => status == HttpStatusCode.OK);

            var killed = Stopwatch.GetTimestamp();
            await there.Kill();
            var waits = await Task.WhenAll(Enumerable.Range(0, Rules).Select(async rule =>
            {
                await Eventually.Holds(
                    async () => await office.Put(0, $"rule{rule}", $"{round} after") == HttpStatusCode.OK, $"rule {rule} answered");
                return Stopwatch.GetElapsedTime(killed);
            }));

            log.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"After the kill the first answered in {waits.Min().TotalSeconds:F1} s, all in {waits.Max().TotalSeconds:F1} s."));
        }

        (await database.Rows($"""
            select stream_id, count(*) from mg_events where stream_id like 'rule-campus-rule%' and type = 'rule_put'
            group by stream_id having count(*) <> {2 * rounds}
            """)).ShouldBeEmpty("changes lost or done twice");
        await database.HasNoGaps();
    }

    [Fact]
    public async Task After_all_were_killed_a_silo_at_the_same_address_and_one_at_another_start_by_themselves()
    {
        for (var round = 1; round <= Soak.Count(1, 5); round++)
        {
            await cluster.BothAtWork();
            await Task.WhenAll(here.Kill(), cluster.There.Kill());
            await cluster.MoveThere();

            await Task.WhenAll(Starts(here, "it had before"), Starts(cluster.There, "of its own"));

            using var office = new Office(here, cluster.There);
            foreach (var silo in (int[])[0, 1])
            {
                await Eventually.Holds(
                    async () => await office.Put(silo, "risen", $"{round} {silo}") == HttpStatusCode.OK, $"silo {silo} changed a rule");
            }

            await database.IsShared(silos: 2);
        }
    }

    [Fact]
    public async Task Asked_to_stop_under_load_it_leaves_the_cluster_and_the_other_goes_on()
    {
        await using var load = new Load(log, ..8, here, there);
        await load.Further(200);

        var asked = Stopwatch.GetTimestamp();
        (await there.Stop()).ShouldBe(0, there.LastSaid);
        log.WriteLine($"It stopped in {Since(asked)}.");

        (await database.StatusOf(there)).ShouldBe(Cluster.Dead);
        await load.Further(200);
        await load.Stop();
        await database.IsShared(silos: 1);
        await database.IsWhatWasPosted(load.Poster);
    }

    [Fact]
    public async Task One_that_stood_still_for_longer_than_a_lease_writes_nothing_twice_and_is_a_member_again_or_ends()
    {
        await using var awake = new Load(log, 8..12, here);
        await using var asleep = new Load(log, 12..16, there);
        for (var round = 1; round <= Soak.Count(1, 10); round++)
        {
            await awake.Further(100);
            await asleep.Further(100);
            var untilDead = round % 2 == 1;
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
                    await Eventually.Holds(async () => await database.StatusOf(there) == Cluster.Dead, "it was declared dead");
                    log.WriteLine($"It was declared dead {Since(frozen)} after it stood still.");
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
                log.WriteLine($"It ended by itself {Since(thawed)} after it went on.");
                there.Output.ShouldContain("The other silos have declared this one dead");
            }

            await asleep.Further(100);
            await database.IsShared(silos: 2);
            log.WriteLine($"It had its share again {Since(thawed)} after it went on.");
        }

        await awake.Stop();
        await asleep.Stop();
        await database.IsWhatWasPosted(awake.Poster, asleep.Poster);
        await database.IsWhatARebuildMakes(here);
    }

    private async Task Starts(TestSilo silo, string address)
    {
        var started = Stopwatch.GetTimestamp();
        silo.Start();
        await silo.IsReady();
        log.WriteLine($"After all were killed, a silo at an address {address} was ready in {Since(started)}.");
    }

    private static string Since(long started) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
}
