using System.Globalization;
using System.Net;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>Two silos that were given the same database: people see one MoodleGrains.</summary>
[Collection(TwoSilosCollection.Name)]
public sealed class ClusterTests(TwoSilos cluster) : IAsyncLifetime
{
    private readonly NpgsqlDataSource database = cluster.Database;

    public Task InitializeAsync() => cluster.BothAtWork();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task They_are_one_cluster_and_both_host_the_grains_of_what_one_of_them_is_told()
    {
        using var office = new Office(cluster.Here, cluster.There);
        var told = new Doings(20, Soak.Seed);
        await new HookPoster(cluster.Here.Address).Post([told.Steps(60)], default);
        await database.CaughtUp();

        await Eventually.Holds(
            async () => (await office.Read(1, "/orleans/DashboardCounters"))["simpleGrainStats"]!.AsArray()
                .Where(grains => grains!["grainType"]!.GetValue<string>().StartsWith("MoodleGrains.Courses.", StringComparison.Ordinal)
                    && grains["activationCount"]!.GetValue<int>() > 0)
                .Select(grains => grains!["siloAddress"]!.GetValue<string>()).Distinct().Count() == 2,
            "the dashboard shows courses on both silos");
        foreach (var silo in (TestSilo[])[cluster.Here, cluster.There])
        {
            foreach (var id in told.Made)
            {
                var course = await silo.Api.Json(string.Create(CultureInfo.InvariantCulture, $"/api/v1/sites/campus/courses/{id}"));
                course["fullName"]!.GetValue<string>().ShouldBe(told.University.Courses[id].FullName);
            }
        }
    }

    [Fact]
    public async Task Sixteen_people_change_one_rule_by_way_of_both_and_no_change_is_lost_or_done_twice()
    {
        const int People = 16;
        var changes = Soak.Count(5, 200);
        using var office = new Office(cluster.Here, cluster.There);

        await Task.WhenAll(Enumerable.Range(0, People).Select(async person =>
        {
            for (var change = 0; change < changes; change++)
            {
                (await office.Put((person + change) % 2, "hot", $"{person} {change}")).ShouldBe(HttpStatusCode.OK);
            }
        }));

        var put = await database.Rows("""
            select data->'revision', data->'terms'->'scope'->>'pattern' from mg_events
            where stream_id = 'rule-campus-hot' and type = 'rule_put' order by version
            """);
        put.Select(row => row.Split('|')[0]).ShouldBe(Enumerable.Range(1, People * changes).Select(revision => $"{revision}"));
        put.Select(row => row.Split('|')[1]).ShouldBe(
            Enumerable.Range(0, People).SelectMany(person => Enumerable.Range(0, changes).Select(change => $"{person} {change}")),
            ignoreOrder: true);
        await database.HasNoGaps();
    }

    [Fact]
    public async Task The_recorded_webhooks_lead_to_the_same_streams_and_read_models_as_in_one_silo()
    {
        var connection = await cluster.OtherDatabase();
        await using var lonely = NpgsqlDataSource.Create(connection);
        await using var alone = TestSilo.With(connection);
        alone.Start();

        await Import(cluster.Here, database);
        await alone.IsReady();
        await Import(alone, lonely);

        var streams = await Streams(lonely);
        streams.ShouldNotBeEmpty();
        (await Streams(database)).ShouldBe(streams);
        await lonely.FollowsFromItsStreams();
        await database.FollowsFromItsStreams();
    }

    [Fact]
    public void They_listen_for_each_other_at_the_address_they_are_given_and_else_where_this_machine_alone_reaches_them()
    {
        foreach (var (silo, address) in ((TestSilo, string)[])[(cluster.Here, "127.0.0.1"), (cluster.There, TwoSilos.Elsewhere)])
        {
            var http = new IPEndPoint(IPAddress.Loopback, silo.Address.Port);
            var listening = Listening.Of(silo.Id);

            listening.ShouldContain(http);
            var other = listening.Where(at => !at.Equals(http)).ShouldHaveSingleItem(string.Join(", ", listening));
            other.Address.ShouldBe(IPAddress.Parse(address));
        }
    }

    private static async Task Import(TestSilo silo, NpgsqlDataSource database)
    {
        var all = ((string[])["nosey", "local_webhooks"]).SelectMany(plugin => Recorded.Names(plugin).Select(name => (plugin, name)));
        await silo.ImportRecorded("annex", [.. all]);
        await database.CaughtUp();
    }

    private static Task<List<string>> Streams(NpgsqlDataSource database) => database.Rows("""
        select stream_id, version, type, data, headers->>'delivery' from mg_events where stream_id like '%-annex-%' order by 1, 2
        """);
}
