using System.Diagnostics;
using System.Globalization;
using System.Net;
using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>Two silos over one database, of which one or both are killed. How long it takes is told, not tested.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ClusterKillTests(PostgresServer shared, ITestOutputHelper log)
{
    private const int Senders = 8;

    [Fact]
    public async Task Whichever_is_killed_the_other_goes_on_and_every_acknowledged_webhook_is_kept_once()
    {
        log.WriteLine($"Seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        await using var postgres = await TestPostgres.Started();
        await using var here = await TestSilo.Ready(postgres.ConnectionString);
        await using var there = await TestSilo.Ready(postgres.ConnectionString);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var load = new Load(log, ..Senders, here, there);
        for (var kill = 1; kill <= Soak.Count(3, 50); kill++)
        {
            await load.Further(random.Next(20, 300));
            var killed = random.Next(2) == 0 ? here : there;
            await killed.Kill();
            if (kill % 2 == 1)
            {
                await load.Further(random.Next(20, 300));
            }

            killed.Start();
            if (kill % 10 == 2)
            {
                await load.Further(random.Next(20, 300));
                postgres.Kill();
            }
            else if (kill % 10 == 3)
            {
                await load.Further(random.Next(20, 300));
                postgres.Freeze();
                await load.Refused(20);
                postgres.Thaw();
            }
        }

        await load.Further(100);
        await load.Stop();
        await load.AllReady();
        await database.IsShared(silos: 2);
        await database.IsWhatWasPosted(here, load.Poster);
    }

    [Fact]
    public async Task Grains_of_a_killed_silo_answer_by_way_of_the_other()
    {
        const int Rules = 40;
        var rounds = Soak.Count(1, 10);
        var connection = await shared.PreparedDatabase();
        await using var here = await TestSilo.Ready(connection, [.. Office.Settings]);
        await using var there = await TestSilo.Ready(connection, [.. Office.Settings]);
        await using var database = NpgsqlDataSource.Create(connection);
        using var office = new Office(here, there);
        for (var round = 1; round <= rounds; round++)
        {
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

            log.WriteLine(
                $"After the kill the first answered in {Seconds(waits.Min())}, half in {Seconds(waits.Order().ElementAt(Rules / 2))}, "
                    + $"all in {Seconds(waits.Max())}.");
            there.Start();
            await there.IsReady();
        }

        (await database.Rows($"""
            select stream_id, count(*) from mg_events where type = 'rule_put' group by stream_id having count(*) <> {2 * rounds}
            """)).ShouldBeEmpty("changes lost or done twice");
        await database.HasNoGaps();
    }

    [Fact]
    public async Task After_all_were_killed_a_silo_at_the_same_address_and_one_at_another_start_by_themselves()
    {
        var connection = await shared.PreparedDatabase();
        await using var here = await TestSilo.Ready(connection, [.. Office.Settings]);
        await using var there = await TestSilo.Ready(connection, [.. Office.Settings]);
        await using var elsewhere = TestSilo.With(connection, [.. Office.Settings]);
        await using var database = NpgsqlDataSource.Create(connection);
        using var office = new Office(here, elsewhere);
        (await office.Put(0, "rule", "before")).ShouldBe(HttpStatusCode.OK);

        await Task.WhenAll(here.Kill(), there.Kill());
        await Starts(here, "at the address of one of them");
        (await office.Put(0, "rule", "at the same address")).ShouldBe(HttpStatusCode.OK);

        await here.Kill();
        await Starts(elsewhere, "at another address");
        (await office.Put(1, "rule", "at another address")).ShouldBe(HttpStatusCode.OK);
        await database.IsShared(silos: 1);
    }

    private async Task Starts(TestSilo silo, string where)
    {
        var started = Stopwatch.GetTimestamp();
        silo.Start();
        await silo.IsReady();
        log.WriteLine($"After all were killed, a silo {where} was ready in {Seconds(Stopwatch.GetElapsedTime(started))}.");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");
}
