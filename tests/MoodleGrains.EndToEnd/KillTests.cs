using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>A silo under load, killed again and again, and its database with it.</summary>
public sealed class KillTests(ITestOutputHelper log)
{
    private const int Connections = 8;

    [Fact]
    public async Task Whatever_is_killed_every_acknowledged_webhook_is_kept_once_and_nothing_happens_twice()
    {
        log.WriteLine($"Seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        var kills = Soak.Count(3, 100);
        await using var postgres = await TestPostgres.Started();
        await using var silo = await TestSilo.Ready(postgres.ConnectionString);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var load = new Load(log, ..Connections, silo);
        for (var kill = 1; kill <= kills; kill++)
        {
            await load.Further(random.Next(20, 300));
            await silo.Kill();
            silo.Start();
            if (kill % 20 == 3)
            {
                await load.Further(random.Next(20, 300));
                postgres.Kill();
                if (kill / 20 % 2 == 1)
                {
                    await silo.Kill();
                    silo.Start();
                }
            }
        }

        await load.Further(100);
        await load.Stop();
        await load.AllReady();
        await database.IsWhatWasPosted(load.Poster);
        await database.IsWhatARebuildMakes(silo);
    }

    [Fact]
    public async Task A_silo_that_is_killed_leaves_its_own_database_to_the_next()
    {
        await using var silo = await TestSilo.Ready(null);
        var first = new Doings(0, Soak.Seed);
        var poster = new HookPoster(silo.Address);
        await poster.Post([first.Steps(30)], default);

        await silo.Kill();
        silo.Start();
        await silo.IsReady();
        await poster.Post([first.Steps(30)], default);

        // The next one goes on when the leases of the one that was killed have run out.
        await Eventually.Holds(
            async () => (await silo.Api.Json("/api/v1/sites/campus/feed?limit=1"))["items"]!.AsArray().Count == 1,
            "the feed showed what was posted");
        var doctor = await silo.Run("doctor");
        doctor.ExitCode.ShouldBe(0, doctor.Out + doctor.Error);
        (await silo.Stop()).ShouldBe(0);
    }

    [Fact]
    public async Task Asked_to_stop_under_load_it_answers_what_it_stored_and_exits_with_0()
    {
        await using var postgres = await TestPostgres.Started();
        await using var silo = await TestSilo.Ready(postgres.ConnectionString);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var load = new Load(log, ..Connections, silo);
        await load.Further(300);

        (await silo.Stop()).ShouldBe(0, silo.Output);
        await load.Stop();

        silo.Start();
        await silo.IsReady();
        await database.IsWhatWasPosted(load.Poster);
    }
}
