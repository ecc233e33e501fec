using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MoodleGrains.Silo.Orleans;
using MoodleGrains.Silo.Tests.Orleans;
using Npgsql;
using Orleans.Runtime;
using Orleans.Storage;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>Orleans' own AdoNet providers on PostgreSQL, by the queries of orleans.sql.</summary>
[Collection(PostgresCollection.Libraries)]
public sealed class OrleansClusterTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Two_silos_on_one_database_form_a_cluster_and_share_the_grains()
    {
        var (connectionString, database) = await Tables();
        await using var _ = database;
        using var here = await OrleansSilos.Start(connectionString, "one");
        using var there = await OrleansSilos.Start(connectionString, "one");
        await Eventually.Holds(
            async () => await database.Scalar<long>("select count(*) from orleans_silos where status = 3") == 2, "both are active");

        var grains = here.Services.GetRequiredService<IGrainFactory>();
        var hosts = new HashSet<string>();
        await Eventually.Holds(
            async () =>
            {
                for (var n = 0; n < 20; n++)
                {
                    hosts.Add(await grains.GetGrain<IEchoGrain>($"{hosts.Count}-{n}-{Guid.NewGuid():N}").Where());
                }

                return hosts.Count == 2;
            },
            "grains are placed on both");

        // The same grain, asked from both sides, is one.
        await grains.GetGrain<IEchoGrain>("shared").Count();
        (await there.Services.GetRequiredService<IGrainFactory>().GetGrain<IEchoGrain>("shared").Count()).ShouldBe(2);

        await there.StopAsync();
        (await database.Rows("select status from orleans_silos order by status")).ShouldBe(["3", "6"]);
        (await grains.GetGrain<IEchoGrain>("afterwards").Count()).ShouldBe(1);
        await here.StopAsync();
    }

    [Fact]
    public async Task A_delivery_crosses_between_real_silos()
    {
        var (connectionString, database) = await Tables();
        await using var _ = database;
        using var here = await OrleansSilos.Start(connectionString, "two");
        using var there = await OrleansSilos.Start(connectionString, "two");
        var sent = new Delivery(OrleansMessages.Commands.Select(type => (ICommand)Instances.Of(type)).ToList(), 7, "d7");
        foreach (var grains in new[] { here, there }.Select(host => host.Services.GetRequiredService<IGrainFactory>()))
        {
            for (var n = 0; n < 10; n++)
            {
                (await grains.GetGrain<IEchoGrain>($"{n}").Echo(sent)).ShouldBeEquivalentTo(sent);
            }
        }

        await there.StopAsync();
        await here.StopAsync();
    }

    [Fact]
    public async Task After_a_time_out_the_grain_goes_on_with_the_call()
    {
        var (connectionString, database) = await Tables();
        await using var _ = database;
        using var host = await OrleansSilos.Start(connectionString, "three");
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IEchoGrain>("slow");
        await Should.ThrowAsync<TimeoutException>(grain.CountSlowly(TimeSpan.FromSeconds(3)));
        await Eventually.Holds(async () => await grain.Count() > 1, "the call that timed out counted all the same");
        await host.StopAsync();
    }

    [Fact]
    public async Task A_state_is_kept_under_its_version_and_an_older_one_is_refused()
    {
        var (connectionString, database) = await Tables();
        await using var _ = database;
        using var host = await OrleansSilos.Start(connectionString, "four");
        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>("snapshots");
        var id = GrainId.Create("course", "campus-41");
        var first = new GrainState<KeptState> { State = new("a") };
        await storage.WriteStateAsync("snapshot", id, first);
        var late = new GrainState<KeptState>();
        await storage.ReadStateAsync("snapshot", id, late);
        (late.State?.Text, late.ETag).ShouldBe(("a", "1"));

        first.State = new("b");
        await storage.WriteStateAsync("snapshot", id, first);
        first.ETag.ShouldBe("2");
        late.State = new("c");
        var error = await Should.ThrowAsync<InconsistentStateException>(storage.WriteStateAsync("snapshot", id, late));
        output.WriteLine(error.Message);

        var beginning = new GrainState<KeptState> { State = new("d") };
        await Should.ThrowAsync<InconsistentStateException>(storage.WriteStateAsync("snapshot", id, beginning));
        await storage.ClearStateAsync("snapshot", id, first);
        var gone = new GrainState<KeptState>();
        await storage.ReadStateAsync("snapshot", id, gone);
        gone.RecordExists.ShouldBeFalse();
        await host.StopAsync();
    }

    private async Task<(string ConnectionString, NpgsqlDataSource Database)> Tables()
    {
        var connectionString = await postgres.FreshDatabase();
        var database = NpgsqlDataSource.Create(connectionString);
        await OrleansSilos.MakeTables(database);
        return (connectionString, database);
    }
}

/// <summary>What a grain keeps.</summary>
public sealed record KeptState(string Text)
{
    public KeptState()
        : this("")
    {
    }
}

/// <summary>Says what it was told, and where it is.</summary>
public interface IEchoGrain : IGrainWithStringKey
{
    Task<Delivery> Echo(Delivery delivery);

    Task<string> Where();

    Task<int> Count();

    [ResponseTimeout("00:00:01")]
    Task<int> CountSlowly(TimeSpan after);
}

public sealed class EchoGrain(ILocalSiloDetails silo) : Grain, IEchoGrain
{
    private int count;

    public Task<Delivery> Echo(Delivery delivery) => Task.FromResult(delivery);

    public Task<string> Where() => Task.FromResult(silo.SiloAddress.ToString());

    public Task<int> Count() => Task.FromResult(++count);

    public async Task<int> CountSlowly(TimeSpan after)
    {
        await Task.Delay(after);
        return ++count;
    }
}
