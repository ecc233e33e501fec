using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>Two silos under load, killed in turn again and again, and in soak their database killed and frozen with them.</summary>
public sealed class ClusterKillTests(ITestOutputHelper log)
{
    private const int Senders = 8;

    [Fact]
    public async Task Whichever_is_killed_the_other_goes_on_and_every_acknowledged_webhook_is_kept_once()
    {
        log.WriteLine($"Seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        await using var postgres = await TestPostgres.Started();
        await using var here = TestSilo.With(postgres.ConnectionString);
        await using var there = TestSilo.With(postgres.ConnectionString);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        here.Start();
        there.Start();
        await using var load = new Load(log, ..Senders, here, there);
        await load.AllReady();
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
            if (kill % 10 == 4)
            {
                await load.Further(random.Next(20, 300));
                postgres.Kill();
            }
            else if (kill % 10 == 5)
            {
                await load.Further(random.Next(20, 300));
                postgres.Freeze();
                await load.Refused(Senders);
                postgres.Thaw();
            }
        }

        await load.Further(100);
        await load.Stop();
        await load.AllReady();
        await database.IsShared(silos: 2);
        await database.IsWhatWasPosted(load.Poster);
        await database.IsWhatARebuildMakes(here);
    }
}
