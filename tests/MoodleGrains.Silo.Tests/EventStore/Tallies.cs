using MoodleGrains.Silo.Tests.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>What tests of read models do with tallies.</summary>
internal static class Tallies
{
    public static async Task Send(SiloHarness silo, long tally, params ICommand[] commands) =>
        await silo.Grains.Send(StreamKey.For("tally", Recorded.Site, tally), new(commands), default);

    public static Task<List<string>> Rows(SiloHarness silo) => silo.Database.Rows("select id, events, word from mg_tallies order by id");

    /// <summary>Every row counts just the events of its stream.</summary>
    public static async Task Same(SiloHarness silo, int times = 1) =>
        (await silo.Database.Rows("select id, events from mg_tallies order by id"))
            .ShouldBe(await silo.Database.Rows(
                $"select split_part(id, '-', 3)::bigint as n, version * {times} from mg_streams order by n"));

    /// <summary>Writes events to that many streams, one to each at a time.</summary>
    public static async Task Load(SiloHarness silo, int events, int streams = 50)
    {
        for (var sent = 0; sent < events; sent += streams)
        {
            await Task.WhenAll(Enumerable.Range(0, streams).Select(n => Task.Run(() => Tried(silo, n))));
        }
    }

    // The cut connections are the loading ones of the grains too: who is told of a failure tries again.
    private static async Task Tried(SiloHarness silo, int tally)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await Send(silo, tally, new Raise());
                return;
            }
            catch (Exception e) when (tries < 20 && Silo.EventStore.Faults.Passing(e))
            {
                // Once more; that the event is there already would do no harm.
            }
        }
    }
}
