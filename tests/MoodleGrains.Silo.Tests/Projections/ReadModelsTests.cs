using MoodleGrains.Silo.Tests.Inbox;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Projections;

[Collection(PostgresCollection.Name)]
public sealed class ReadModelsTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Views_show_what_the_streams_say_and_a_rebuild_shows_the_same()
    {
        output.WriteLine($"seed {Soak.Seed}");
        var site = new RandomSite(Soak.Seed);
        await using var silo = await postgres.Started();
        for (var round = 0; round < 4; round++)
        {
            await silo.Accept(site.Happens(silo, Soak.Count(150, 5_000)));
        }

        await silo.Dispatched();
        await silo.Folded();
        (await silo.Database.Rows("select error from mg_parked")).ShouldBeEmpty();
        var rows = await Folds.Compare(silo);
        output.WriteLine($"{rows} rows");
        rows.ShouldBeGreaterThan(50);

        await silo.Rebuild.RunAsync([], null, default);
        (await Folds.Compare(silo)).ShouldBe(rows);

        // With less room than there are rows, they are written, forgotten and loaded again on the way.
        silo.Rebuild.Bounds = new(PageSize: 20, Rows: 30, EventRows: 5);
        await silo.Rebuild.RunAsync([], null, default);
        (await Folds.Compare(silo)).ShouldBe(rows);

        await silo.Accept(site.Happens(silo, 100));
        await silo.Dispatched();
        await silo.Folded();
        await Folds.Compare(silo);
    }
}
