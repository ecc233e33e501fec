using MoodleGrains.Silo.Leases;


namespace MoodleGrains.Silo.Tests.Leases;

[Collection(PostgresCollection.Name)]
public sealed class ShardLeasesTests(PostgresServer postgres)
{
    [Fact]
    public async Task Each_silo_takes_its_part()
    {
        await using var silo = await Prepared();
        var silos = Enumerable.Range(0, 3).Select(n => Leases(silo, $"silo{n}", TimeSpan.FromMinutes(1))).ToList();
        List<int> counts = [];
        for (var round = 0; round < 3; round++)
        {
            counts.Clear();
            foreach (var leases in silos)
            {
                counts.Add((await leases.RenewAsync(default)).Count);
            }
        }

        counts.Sum().ShouldBe(8);
        counts.ShouldAllBe(count => count == 2 || count == 3);
    }

    [Fact]
    public async Task What_a_killed_silo_held_is_taken_over_when_its_lease_has_run_out()
    {
        await using var silo = await Prepared();
        var killed = Leases(silo, "killed", TimeSpan.FromSeconds(1));
        var alive = Leases(silo, "alive", TimeSpan.FromMinutes(1));
        var before = await killed.RenewAsync(default);
        before.Count.ShouldBe(8);

        await Eventually.Holds(async () => (await alive.RenewAsync(default)).Count == 8, "the other silo has taken over");
        (await alive.RenewAsync(default)).ShouldAllBe(shard => shard.Epoch == before[0].Epoch + 1);
    }

    [Fact]
    public async Task What_is_given_back_is_free_at_once()
    {
        await using var silo = await Prepared();
        var first = Leases(silo, "first", TimeSpan.FromMinutes(1));
        await first.RenewAsync(default);
        await first.ReleaseAsync(default);

        (await Leases(silo, "second", TimeSpan.FromMinutes(1)).RenewAsync(default)).Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_silo_that_was_away_longer_than_its_lease_finds_nothing_its_own()
    {
        await using var silo = await Prepared();
        var frozen = Leases(silo, "frozen", TimeSpan.FromMilliseconds(1));
        await frozen.RenewAsync(default);
        var other = Leases(silo, "other", TimeSpan.FromMinutes(1));
        await Eventually.Holds(async () => (await other.RenewAsync(default)).Count == 8, "the other silo has taken over");

        (await frozen.RenewAsync(default)).ShouldBeEmpty();
        await Eventually.Holds(
            async () => (await other.RenewAsync(default)).Count == 8,
            "the one that lives only for a moment counts no more");
    }

    private static ShardLeases Leases(SiloHarness silo, string id, TimeSpan lifetime) => new(silo.Database, "inbox", 8, id, lifetime);

    private Task<SiloHarness> Prepared() => postgres.Prepared(with: options => options with { ReadModels = [] });
}
