using System.Net;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>Where a silo can be reached. What silos say to each other needs no key: nobody else may reach that.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ListeningTests(PostgresServer postgres)
{
    [Fact]
    public async Task By_itself_a_silo_listens_at_its_own_address_and_at_one_port_that_this_machine_alone_reaches()
    {
        await using var silo = await TestSilo.Ready(null);

        var listening = Listening.Of(silo.Id);

        listening.Count.ShouldBe(2, string.Join(", ", listening));
        listening.ShouldContain(new IPEndPoint(IPAddress.Loopback, silo.Address.Port));
        listening.ShouldAllBe(at => at.Address.Equals(IPAddress.Loopback));
        listening.ShouldAllBe(at => at.Port != 11111 && at.Port != 30000);
    }

    [Fact]
    public async Task Silos_of_a_cluster_listen_for_each_other_at_the_address_they_are_given_and_nowhere_else()
    {
        var connection = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var here = await TestSilo.Ready(connection, ("Orleans__AdvertisedAddress", "127.0.0.2"));
        await using var there = await TestSilo.Ready(connection, ("Orleans__AdvertisedAddress", "127.0.0.3"));

        await database.IsShared(silos: 2);

        foreach (var (silo, address) in (((TestSilo, string)[])[(here, "127.0.0.2"), (there, "127.0.0.3")]))
        {
            var listening = Listening.Of(silo.Id);
            listening.Count.ShouldBe(2, string.Join(", ", listening));
            listening.ShouldContain(new IPEndPoint(IPAddress.Loopback, silo.Address.Port));
            listening.ShouldContain(at => at.Address.Equals(IPAddress.Parse(address)));
        }
    }
}
