using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventSourcing;

/// <summary>Grains hosted by Orleans, with snapshots in its grain storage.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OrleansGrainTests(PostgresServer postgres)
{
    private static readonly StreamKey Hot = new("tally-campus-1");

    [Fact]
    public async Task Sixteen_callers_on_one_grain_lose_no_update()
    {
        await using var silo = await Tallies();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await silo.Grains.Send(Hot, new(new Raise()), default);
            }
        })));

        (await silo.Grains.Latest<Tally>(Hot, default)).Count.ShouldBe(800);
        (await silo.Database.Rows($"select version from mt_events where stream_id = '{Hot}' order by version"))
            .ShouldBe(Enumerable.Range(1, 800).Select(n => $"{n}"));
    }

    /// <summary>Two hosts that do not know each other each have an activation of the grain.</summary>
    [Fact]
    public async Task Two_activations_of_one_grain_lose_nothing_and_the_one_that_came_too_late_decides_again()
    {
        await using var here = await Tallies();
        await using var there = await Tallies(here);
        await here.Grains.Send(Hot, new(new SetWord("X")), default);
        (await there.Grains.Send(Hot, new(new Raise()), default)).Version.ShouldBe(2);

        // Here the grain is at version 1 still.
        (await here.Grains.Send(Hot, new(new Raise()), default)).Version.ShouldBe(3);
        (await there.Grains.Latest<Tally>(Hot, default)).ShouldBe(new() { Word = "X", Count = 2 });
    }

    [Fact]
    public async Task A_stream_of_many_events_activates_from_its_snapshot()
    {
        var events = Soak.On ? 100_000 : 5_000;
        await using (var silo = await Tallies())
        {
            for (var i = 0; i < events / 100; i++)
            {
                await silo.Grains.Send(Hot, new(new Raise(100)), default);
            }
        }

        await using var other = await Tallies(null);
    }

    private Task<SiloHarness> Tallies(SiloHarness? besides = null) => postgres.Started(
        besides?.ConnectionString, options => options with { Kinds = Tally.Kinds, ReadModels = [], Orleans = true });
}
