using MoodleGrains.Courses;
using MoodleGrains.Silo.Tests.EventStore;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Inbox;

[Collection(PostgresCollection.Name)]
public sealed class DispatcherTests(PostgresServer postgres)
{
    private static readonly StreamKey Course = StreamKey.For("course", Recorded.Site, 41);

    [Fact]
    public async Task What_was_received_reaches_its_grain_and_is_kept_with_its_cause()
    {
        await using var silo = await postgres.Started();
        await silo.Accept(Hooks.Course(41, "Physics", 100));
        await silo.Dispatched();

        (await silo.Grains.Latest<Course>(Course, default)).FullName.Value.ShouldBe("Physics");
        (await silo.Database
            .Rows("select type, headers->>'delivery', headers->>'inbox' from mt_events where stream_id = 'course-campus-41'"))
            .ShouldBe(["course_created|41/Physics/100|1"]);
        (await silo.Database.Rows("select position, event from mg_feed")).ShouldBe([@"1|\core\event\course_updated"]);
    }

    [Fact]
    public async Task A_second_dispatch_of_everything_changes_nothing()
    {
        var silo = await postgres.Started();
        await silo.Accept(Recorded.Names("nosey").Select(name => Hooks.Of(Recorded.Webhook("nosey", name))));
        await silo.Dispatched();
        var before = await Streams(silo);
        before.Count.ShouldBeGreaterThan(40);
        await silo.Database.Run("update mg_progress set position = 0 where name = 'inbox'");
        await silo.DisposeAsync();

        await using var restarted = await postgres.Started(silo.ConnectionString);
        await restarted.Dispatched();
        (await Streams(restarted)).ShouldBe(before);
    }

    [Fact]
    public async Task A_delivery_that_cannot_be_read_is_parked_and_the_others_go_on()
    {
        await using var silo = await postgres.Started();
        var poisoned = Hooks.Course(41, "Physics", 100) with { Body = "{\"event\":{},\"record\":{\"id\":"u8.ToArray() };
        await silo.Accept(Hooks.Course(40, "before", 100), poisoned, Hooks.Course(42, "after", 100));
        await silo.Dispatched();

        (await silo.Database.Rows("select what, position from mg_parked")).ShouldBe(["delivery|2"]);
        (await silo.Database.Scalar<string>("select error from mg_parked")).ShouldContain("no JSON that can be read");
        (await silo.Database.Rows("select stream_id from mt_events order by 1")).ShouldBe(["course-campus-40", "course-campus-42"]);

        (await silo.ParkedDeliveries.RetryAsync(default)).ShouldBe((0, 1));
        (await silo.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(1);
    }

    [Fact]
    public async Task A_parked_delivery_is_taken_once_its_cause_is_mended_although_later_ones_were_taken()
    {
        await using var silo = await postgres.Started();
        await silo.Accept(
            Hooks.Course(41, "Physics", 100),
            Hooks.Course(41, "Chemistry", 300) with { Body = "broken"u8.ToArray() },
            Hooks.Course(41, "Maths", 200));
        await silo.Dispatched();
        await using (var mend = silo.Database.CreateCommand("update mg_inbox set body = $1 where position = 2"))
        {
            mend.Parameters.Add(new() { Value = Hooks.Course(41, "Chemistry", 300).Body.ToArray() });
            await mend.ExecuteNonQueryAsync();
        }

        (await silo.ParkedDeliveries.RetryAsync(default)).ShouldBe((1, 0));
        (await silo.Grains.Latest<Course>(Course, default)).FullName.Value.ShouldBe("Chemistry");
        (await silo.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(0);
    }

    /// <summary>
    /// The append of the first was lost with its connection; the second was committed meanwhile, and the first, now below the
    /// position the grain had acted on, was ignored when it was dispatched again.
    /// </summary>
    [Fact]
    public async Task A_delivery_whose_append_was_lost_is_not_overtaken_by_the_next_one()
    {
        await using var silo = await postgres.Prepared();
        await silo.Accept(Hooks.Course(41, "Physics", 100));
        await using (var first = await postgres.Started(silo.ConnectionString))
        {
            await first.Dispatched();
        }

        await using var locked = await Locked(silo, Course);
        await silo.Accept(Hooks.Course(41, "Chemistry", 200), Hooks.Course(41, "Chemistry", 300, visible: false));
        await silo.StartAsync(default);
        await Eventually.Holds(
            async () => await silo.Database.Scalar<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'moodlegrains-streams' and "
                    + "wait_event_type = 'Lock'") == 1,
            "the writer waits for the stream");
        await silo.Database.Run($"select pg_terminate_backend({await Units.WaitingBackend(silo)})");
        await locked.DisposeAsync();
        await silo.Dispatched();

        (await silo.Database.Rows("select version, headers->>'inbox' from mt_events order by seq_id")).ShouldBe(["1|1", "2|2", "3|3"]);
        (await silo.Grains.Latest<Course>(Course, default)).FullName.Value.ShouldBe("Chemistry");
        (await silo.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(0);
    }

    [Fact]
    public async Task A_paused_dispatcher_holds_within_two_seconds_and_what_is_received_is_kept()
    {
        await using var silo = await postgres.Started();
        await silo.Accept(Hooks.Course(41, "Physics", 100));
        await silo.Dispatched();
        await silo.Database.Run("insert into mg_pauses (part, by) values ('dispatch', 'test')");
        await Task.Delay(TimeSpan.FromSeconds(2));

        await silo.Accept(Hooks.Course(41, "Chemistry", 200));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        (await silo.Database.Scalar<long>("select max(position) from mg_progress where name = 'inbox'")).ShouldBe(1);

        await silo.Database.Run("delete from mg_pauses");
        await silo.Dispatched();
        (await silo.Grains.Latest<Course>(Course, default)).FullName.Value.ShouldBe("Chemistry");
    }

    [Fact]
    public async Task A_silo_that_starts_while_dispatch_is_paused_dispatches_nothing()
    {
        await using var silo = await postgres.Prepared();
        await silo.Database.Run("insert into mg_pauses (part, by) values ('dispatch', 'test')");
        await silo.Accept(Enumerable.Range(1, 100).Select(n => Hooks.Course(n, "Physics", 100)));
        await silo.StartAsync(default);
        await Eventually.Holds(async () => await Owners(silo, "inbox") == "8", "the silo owns its shards");
        await Task.Delay(TimeSpan.FromSeconds(1));

        (await silo.Database.Scalar<long>("select count(*) from mt_events")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_silos_share_the_work_and_nothing_is_done_twice()
    {
        await using var here = await postgres.Started();
        var there = await postgres.Started(here.ConnectionString);
        await Eventually.Holds(
            async () => await Owners(here, "inbox") == "4,4",
            "each has its half");

        for (var round = 0; round < 10; round++)
        {
            var silo = round % 2 == 0 ? here : there;
            await silo.Accept(Enumerable.Range(1, 200).Select(n => Hooks.Course(n, $"Physics {round}", 100 + round)));
        }

        await here.Dispatched();
        (await here.Database.Scalar<long>("select count(*) from mt_events")).ShouldBe(2_000);
        (await here.Database.Rows("select count(*), min(full_name), max(full_name) from mg_courses")).ShouldBe(["200|Physics 9|Physics 9"]);

        await there.DisposeAsync();
        await Eventually.Holds(
            async () => await Owners(here, "inbox") == "8",
            "one has everything");
        await here.Accept(Enumerable.Range(1, 200).Select(n => Hooks.Course(n, "Chemistry", 200)));
        await here.Dispatched();
        (await here.Database.Scalar<long>("select count(*) from mg_courses where full_name = 'Chemistry'")).ShouldBe(200);
    }

    /// <summary>How many shards each owner has.</summary>
    private static Task<string> Owners(SiloHarness silo, string name) => silo.Database.Scalar<string>($"""
        select coalesce(string_agg(n::text, ',' order by n), '') from (
          select count(*) as n from mg_leases where name like '{name}:%' and owner <> '' and until > now() group by owner) owners
        """);

    private static Task<List<string>> Streams(SiloHarness silo) =>
        silo.Database.Rows("select seq_id, stream_id, version, type, data from mt_events order by seq_id");

    private static async Task<NpgsqlConnection> Locked(SiloHarness silo, StreamKey stream)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(silo.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var locking = new NpgsqlCommand($"begin; select from mt_streams where id = '{stream}' for update", connection);
        await locking.ExecuteNonQueryAsync();
        return connection;
    }
}
