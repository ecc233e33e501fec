using MoodleGrains.Silo.Projections;
using MoodleGrains.Silo.Tests.Engine;
using MoodleGrains.Silo.Tests.Inbox;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Projections;

[Collection(PostgresCollection.Name)]
public sealed class DaemonTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task No_event_is_folded_twice_or_lost_however_often_the_daemon_is_cut_off()
    {
        output.WriteLine($"seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        await using var silo = await Started();
        await using var knife = NpgsqlDataSource.Create(silo.ConnectionString);
        var load = Load(silo, Soak.Count(4_000, 100_000));
        for (var cut = 0; cut < Soak.Count(8, 100); cut++)
        {
            await Task.Delay(random.Next(50, 300));
            await knife.Run("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and application_name in ('moodlegrains', 'moodlegrains-pages')
                """);
        }

        await load;
        silo.Database.Clear();
        await silo.Folded();
        await Same(silo);
    }

    [Fact]
    public async Task No_event_is_folded_twice_or_lost_when_silos_come_and_go()
    {
        await using var silo = await Started();
        var load = Load(silo, Soak.Count(4_000, 100_000));
        for (var visit = 0; visit < Soak.Count(3, 30); visit++)
        {
            await using var other = await Started(silo.ConnectionString);
            await Eventually.Holds(
                async () => await silo.Database
                    .Scalar<long>("select count(distinct owner) from mg_leases where name like 'projections:%' and owner <> ''") == 2,
                "the visitor has its part");
        }

        await load;
        await silo.Folded();
        await Same(silo);
    }

    [Fact]
    public async Task A_row_whose_fold_throws_is_parked_alone_and_stands_again_after_the_mend()
    {
        var silo = await Started();
        await Send(silo, 1, new Raise(2), new SetWord("poison"), new Raise(3));
        await Send(silo, 2, new Raise(5));
        await silo.Folded();

        (await Rows(silo)).ShouldBe(["1|2|null", "2|5|null"]);
        (await silo.Database.Rows("select what, key, stream_id, position, error from mg_parked"))
            .ShouldBe(["tallies|campus/1|tally-campus-1|3|InvalidOperationException: poisoned"]);
        (await silo.ParkedRows.RetryAsync(default)).ShouldBe((0, 1));
        await Send(silo, 1, new Raise());
        await Send(silo, 2, new Raise());
        await silo.Folded();
        (await Rows(silo)).ShouldBe(["1|2|null", "2|6|null"]);
        await silo.DisposeAsync();

        await using var mended = await Started(silo.ConnectionString, MendedTallies.Models);
        (await mended.ParkedRows.RetryAsync(default)).ShouldBe((1, 0));
        (await Rows(mended)).ShouldBe(["1|7|poison", "2|6|null"]);
        (await mended.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(0);

        await Send(mended, 1, new Raise());
        await mended.Folded();
        (await Rows(mended)).ShouldBe(["1|8|poison", "2|6|null"]);
    }

    [Fact]
    public async Task The_events_of_another_application_in_the_same_log_are_passed_over()
    {
        await using var silo = await Started();
        await silo.Database.Run("""
            insert into mt_streams (id, type, version) values ('order-7', 'order', 3), ('tally', 'order', 1);
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            select nextval('mt_events_sequence'), gen_random_uuid(), stream, version, data::jsonb, type, now()
            from (values ('order-7', 1, '{"sum": 3}', 'order_placed'), ('order-7', 2, '{}', 'tally_raised'), ('order-7', 3, '[]', 'word_set'),
                         ('tally', 1, '{}', 'tally_raised')) as e(stream, version, data, type)
            """);
        await Send(silo, 1, new Raise(2));
        await silo.Folded();

        (await Rows(silo)).ShouldBe(["1|2|null"]);
        (await silo.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(0);
    }

    /// <summary>The daemon once tried the page with such an event for ever, and every read model stood still.</summary>
    [Fact]
    public async Task An_event_that_cannot_be_read_is_parked_and_everything_else_goes_on()
    {
        await using var silo = await Started();
        await Send(silo, 1, new Raise(), new SetWord("a"), new Raise());
        await silo.Folded();
        await silo.Database.Run("""
            insert into mt_streams (id, type, version) values ('tally-campus-9', 'tally', 1);
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            values (nextval('mt_events_sequence'), gen_random_uuid(), 'tally-campus-9', 1, '"no object"', 'word_set', now())
            """);
        await Send(silo, 2, new Raise());
        await silo.Folded();

        (await Rows(silo)).ShouldBe(["1|3|a", "2|1|null"]);
        (await silo.Database.Rows("select what, key, stream_id, position from mg_parked")).ShouldBe(["event|4|tally-campus-9|4"]);
        (await silo.ParkedRows.RetryAsync(default)).ShouldBe((0, 1));

        await silo.Database.Run("""update mt_events set data = '{"word": "read"}' where stream_id = 'tally-campus-9'""");
        (await silo.ParkedRows.RetryAsync(default)).ShouldBe((1, 0));
        (await Rows(silo)).ShouldBe(["1|3|a", "2|1|null", "9|1|read"]);
        (await silo.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(0);
    }

    [Fact]
    public async Task A_paused_projection_stands_still_within_two_seconds_and_catches_up_when_it_goes_on()
    {
        await using var silo = await Started();
        await Send(silo, 1, new Raise());
        await silo.Folded();
        await silo.Database.Run("insert into mg_pauses (part, by) values ('projections', 'test')");
        await Task.Delay(TimeSpan.FromSeconds(2));

        await Send(silo, 1, new Raise(10));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        (await Rows(silo)).ShouldBe(["1|1|null"]);

        await silo.Database.Run("delete from mg_pauses");
        await silo.Folded();
        (await Rows(silo)).ShouldBe(["1|11|null"]);
    }

    internal static async Task Send(SiloHarness silo, long tally, params ICommand[] commands) =>
        await silo.Grains.Send(StreamKey.For("tally", Recorded.Site, tally), new(commands), default);

    internal static Task<List<string>> Rows(SiloHarness silo) => silo.Database.Rows("select id, events, word from mg_tallies order by id");

    /// <summary>Every row counts just the events of its stream.</summary>
    internal static async Task Same(SiloHarness silo, int times = 1) =>
        (await silo.Database.Rows("select id, events from mg_tallies order by id"))
            .ShouldBe(await silo.Database.Rows(
                $"select split_part(id, '-', 3)::bigint as n, version * {times} from mt_streams order by n"));

    /// <summary>Appends events to 50 streams, a few at a time.</summary>
    internal static async Task Load(SiloHarness silo, int events)
    {
        for (var sent = 0; sent < events; sent += 50)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => Tried(silo, n))));
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

    private Task<SiloHarness> Started(string? database = null, IReadOnlyList<ReadModelTable>? models = null) =>
        postgres.Started(database, options => options with { Kinds = Tally.Kinds, ReadModels = models ?? TallyRow.Models });
}
