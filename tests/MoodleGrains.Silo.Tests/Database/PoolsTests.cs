using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Database;

public sealed class PoolsTests
{
    [Fact]
    public void All_pools_together_are_what_a_silo_takes_at_most()
    {
        using var services = new ServiceCollection().AddLogging().AddSilo(new ConfigurationBuilder().Build())
            .AddSingleton(new DatabaseAddress("Host=127.0.0.1"))
            .BuildServiceProvider();
        string[] named = [Pools.Streams, Pools.Inbox, Pools.Pages, Pools.Outbox, Pools.Membership];
        named.Select(services.Pool).Append(services.GetRequiredService<NpgsqlDataSource>())
            .Sum(pool => new NpgsqlConnectionStringBuilder(pool.ConnectionString).MaxPoolSize)
            .ShouldBe(Pools.PerSilo);
    }

    [Fact]
    public void Two_silos_fit_into_what_PostgreSQL_allows_by_default()
    {
        ConnectionsCheck.Judge(100 - 3).Remedy.ShouldBeNull();
        ConnectionsCheck.Judge(50).Remedy.ShouldBe(
            "Two silos and the commands want 93: raise max_connections in postgresql.conf, and restart the server.");
    }
}
