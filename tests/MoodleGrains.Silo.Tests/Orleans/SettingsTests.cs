using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Orleans;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Orleans;

[Collection(PostgresCollection.Name)]
public sealed class SettingsTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("Orleans:AdvertisedAddress", "silo-1")]
    [InlineData("Orleans:AdvertisedAddress", "0.0.0.0")]
    [InlineData("Orleans:AdvertisedAddress", "::")]
    [InlineData("Orleans:Port", "0")]
    [InlineData("Orleans:Port", "70000")]
    [InlineData("Orleans:Port", "eleven")]
    [InlineData("Orleans:Dashboard", "yes")]
    public void A_wrong_setting_is_named_with_its_value_and_a_remedy(string name, string value)
    {
        List<SettingProblem> problems = [];
        Read(problems, (name, value));
        var problem = problems.ShouldHaveSingleItem();
        problem.Name.ShouldBe(name);
        problem.Problem.ShouldContain($"'{value}'");
        problem.Remedy.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", 15080)]
    [InlineData("http://*:8080;http://127.0.0.1:5080", 18080)]
    [InlineData("http://[::1]:60000", 50000)]
    public void The_port_for_silos_stands_ten_thousand_beside_the_HTTP_port(string urls, int port) =>
        Read([], ("Urls", urls)).Port.ShouldBe(port);

    [Fact]
    public void A_port_that_is_taken_is_passed_over_unless_it_was_asked_for()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        (Read([], ("Orleans:Port", $"{taken}")) with { AnyPort = true }).FreePort().ShouldBeGreaterThan(taken);
        Read([], ("Orleans:Port", $"{taken}")).FreePort().ShouldBe(taken);
    }

    [Fact]
    public async Task Doctor_names_the_silos_at_work_and_warns_of_a_port_that_others_can_reach()
    {
        await using var silo = await postgres.Prepared();
        await using var connection = new NpgsqlConnection(silo.ConnectionString);
        await connection.OpenAsync();
        await silo.Database.Run("""
            insert into orleans_clusters values ('moodlegrains');
            insert into orleans_silos
              (deployment, address, port, generation, silo_name, host_name, status, started_at, alive_at)
            values
              ('moodlegrains', '10.0.0.5', 15080, 1, 'a', 'a', 3, now(), now()),
              ('moodlegrains', '10.0.0.6', 15080, 1, 'b', 'b', 3, now(), now() - interval '1 minute'),
              ('moodlegrains', '10.0.0.7', 15080, 1, 'c', 'c', 6, now(), now())
            """);

        var findings = await new OrleansDoctor(Read([], ("Orleans:AdvertisedAddress", "10.0.0.5"))).LookAsync(connection, default);

        findings[0].Found.ShouldBe("1 at work: 10.0.0.5:15080");
        findings[1].Found.ShouldBe("10.0.0.5:15080 takes calls without a password");
        findings[1].Fails.ShouldBeFalse();
        (await new OrleansDoctor(Read([])).LookAsync(connection, default)).Count.ShouldBe(1);
    }

    private static OrleansSettings Read(List<SettingProblem> problems, params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(one => one.Name, one => (string?)one.Value);
        return OrleansSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), problems);
    }
}
