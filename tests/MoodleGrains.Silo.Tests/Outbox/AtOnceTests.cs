using System.Collections.Concurrent;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Tests.Engine;
using MoodleGrains.Silo.Tests.EventStore;
using MoodleGrains.Silo.Tests.Inbox;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Outbox;

/// <summary>Effects that are written and begun by the transaction that makes them due.</summary>
[Collection(PostgresCollection.Outbox)]
public sealed class AtOnceTests(PostgresServer postgres)
{
    // The transaction that wrote a row last; that of a claim is the effect's.
    private const string Writers = """
        select (select e.xmin = (select max(m.xmin::text::bigint)::text::xid from mt_events m) from mg_effects e)
          || ' ' || (select e.xmin = (select p.xmin from mg_progress p where p.name = 'projections' limit 1) from mg_effects e)
        """;

    // A lease that is lost on a busy machine and taken again rewrites the rows whose writers are compared.
    private static readonly TimeSpan Longer = TimeSpan.FromMinutes(1);

    private static readonly long Begun = new TestTime().Seconds;

    private readonly World world = new();
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? database;

    [Fact]
    public async Task What_follows_from_an_event_is_claimed_by_the_transaction_that_folds_it()
    {
        Hold();
        await using var silo = await Reacting(Tally.Kinds, Echo);
        await Send(silo, "tally-campus-1", "hello");
        await world.Begins(1);
        await silo.Folded();
        (await silo.Database.Scalar<string>(Writers)).ShouldBe("false true");
        gate.SetResult();
        (await world.Hears(1)).ShouldBe(["hello"]);
    }

    [Fact]
    public async Task What_follows_from_the_events_of_a_stream_that_begins_is_claimed_by_their_append_where_the_grain_allows_it()
    {
        Hold();
        await using var silo = await Reacting(Quick.Kinds, Echo);
        await Send(silo, "quick-campus-1", "hello");
        await world.Begins(1);
        await silo.Folded();
        (await silo.Database.Scalar<string>(Writers)).ShouldBe("true false");
        gate.SetResult();
        await silo.Becomes("quick-campus-1:1", "done");

        // The grain goes on as it began, and the daemon writes nothing twice.
        await Send(silo, "quick-campus-1", "again");
        (await world.Hears(2)).ShouldBe(["hello", "again"]);
        await silo.Becomes("quick-campus-1:2", "done");
        await silo.Folded();
        (await silo.Database.Rows("select id, attempts from mg_effects order by seq")).ShouldBe(
            ["quick-campus-1:1|1", "quick-campus-1:2|1"]);
        (await silo.Database.Scalar<long>("select count(*) from mg_effect_keys")).ShouldBe(0);
    }

    [Fact]
    public async Task A_grain_that_was_loaded_leaves_it_to_the_daemon_which_may_not_have_come_by_its_older_events()
    {
        await using (var before = await Reacting(Quick.Kinds, Echo))
        {
            database = before.ConnectionString;
            await Send(before, "quick-campus-1", "hello");
            await before.Becomes("quick-campus-1:1", "done");
        }

        Hold();
        await using var silo = await Reacting(Quick.Kinds, Echo);
        await Send(silo, "quick-campus-1", "again");
        await world.Begins(2);
        await silo.Folded();
        (await silo.Database.Scalar<bool>("""
            select e.xmin <> m.xmin from mg_effects e, mt_events m where e.id = 'quick-campus-1:2' and m.version = 2
            """)).ShouldBeTrue();
        gate.SetResult();
        await silo.Becomes("quick-campus-1:2", "done");
    }

    [Fact]
    public async Task Another_silo_that_comes_by_the_same_events_does_nothing_twice()
    {
        Hold();
        await using var silo = await Reacting(Quick.Kinds, Echo);
        database = silo.ConnectionString;
        await Send(silo, "quick-campus-1", "hello");
        await world.Begins(1);
        await silo.Folded();
        await silo.Database.Run("update mg_progress set position = 0, epoch = epoch + 1 where name = 'projections'");
        await silo.Database.Run(
            "update mg_leases l set epoch = p.epoch from mg_progress p where l.name = 'projections:' || p.shard and p.name = "
                + "'projections'");
        silo.Notifications.Events.Set();
        await silo.Folded();
        gate.SetResult();
        await silo.Becomes("quick-campus-1:1", "done");
        (await silo.Database.Rows("select id, attempts from mg_effects")).ShouldBe(["quick-campus-1:1|1"]);
        world.Posts.Count.ShouldBe(1);
        await Eventually.Holds(
            async () => await silo.Database.Scalar<long>("select count(*) from mg_effect_keys") == 0,
            "no key is left behind");
    }

    [Fact]
    public async Task A_version_conflict_fails_its_own_append_only_and_what_follows_from_the_others_is_done_all_the_same()
    {
        await using var silo = await Reacting(Quick.Kinds, Echo);
        await using (var held = await Appends.HoldUp(silo))
        {
            // All wait for one batch; the second expects a stream that is there already.
            var fine = Send(silo, "quick-campus-1", "fine");
            var stale = silo.Events.Append(Appends.To("held-campus-1", 7, "{}"), default);
            var other = Send(silo, "quick-campus-2", "other");
            await Eventually.Holds(() => Task.FromResult(silo.Events.Waiting == 3), "they wait together");
            await held.DisposeAsync();
            await held.First;
            await Should.ThrowAsync<Silo.EventStore.VersionConflictException>(stale);
            await Task.WhenAll(fine, other);
        }

        (await world.Hears(2)).Order().ShouldBe(["fine", "other"]);
        await silo.Folded();
        (await silo.Database.Scalar<long>("select count(*) from mg_effects")).ShouldBe(2);
    }

    [Fact]
    public async Task A_reaction_that_throws_keeps_no_event_from_being_appended_and_is_parked_by_the_daemon()
    {
        await using var silo = await Reacting(
            Quick.Kinds,
            e => e.Event is WordSet ? throw new InvalidOperationException("no taste") : [],
            Echo);
        await Send(silo, "quick-campus-1", "hello");
        (await world.Hears(1)).ShouldBe(["hello"]);
        await silo.Folded();
        (await silo.Database.Rows("select what, stream_id, error from mg_parked")).ShouldBe(
            ["reaction|quick-campus-1|InvalidOperationException: no taste"]);
    }

    [Fact]
    public async Task What_cannot_be_kept_of_an_effect_does_not_refuse_the_event()
    {
        await using var silo = await Reacting(
            Quick.Kinds, e => e.Event is WordSet ? [new(e.Grain.Value, $"{e.Grain}:{e.Version}", new Post("much"), long.MaxValue)] : []);
        await Send(silo, "quick-campus-1", "hello");
        await silo.Folded();
        (await silo.Database.Scalar<long>("select count(*) from mt_events")).ShouldBe(1);
        (await silo.Database.Rows("select what, stream_id from mg_parked")).ShouldBe(["reaction|quick-campus-1"]);
    }

    [Fact]
    public async Task What_the_database_refuses_of_an_effect_does_not_refuse_the_event()
    {
        await using var silo = await Reacting(Quick.Kinds, Echo);
        await silo.Database.Run("alter table mg_effects add constraint no_post check (type <> 'post')");
        (await Send(silo, "quick-campus-1", "hello")).Version.ShouldBe(1);
        await silo.Database.Run("alter table mg_effects drop constraint no_post");
        (await world.Hears(1)).ShouldBe(["hello"]);
    }

    [Fact]
    public async Task No_more_is_begun_at_once_than_the_part_has_places()
    {
        var (now, most) = (0, 0);
        using var may = new SemaphoreSlim(0);
        world.OnPost = async (_, stop) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await may.WaitAsync(stop);
            Interlocked.Decrement(ref now);
            return new Delivered.Done();
        };
        await using var silo = await Reacting(Tally.Kinds, 3, Echo);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Send(silo, $"tally-campus-{n}", $"{n}")));
        await silo.Folded();
        await world.Begins(3);
        may.Release(100);
        await world.Hears(100);
        most.ShouldBe(3);

        static void InterlockedMax(ref int most, int value)
        {
            for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            {
                Interlocked.CompareExchange(ref most, value, seen);
            }
        }
    }

    [Fact]
    public async Task A_timer_that_falls_due_before_all_others_rings_in_time()
    {
        var time = new TestTime();
        await using var silo = await postgres.With(
            world,
            null,
            options => options with { Kinds = Tally.Kinds, Time = time, Reactions = [At] });
        await Send(silo, "tally-campus-1", "600");
        await Send(silo, "tally-campus-2", "300");
        await silo.Folded();
        time.Advance(TimeSpan.FromSeconds(299), silo);
        (await silo.Database.Scalar<long>("select count(*) from mg_effects where attempts > 0")).ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(1), silo);
        (await world.Hears(1)).ShouldBe(["300"]);

        IReadOnlyList<Effect> At(RecordedEvent recorded) => recorded.Event is WordSet { Word: var word }
            ? [new(recorded.Grain.Value, $"{recorded.Grain}:{recorded.Version}", new Post(word), Begun + long.Parse(word, null))]
            : [];
    }

    [Fact]
    public async Task An_effect_is_given_what_was_read_for_it_in_the_transaction_that_began_it()
    {
        var ahead = new Reader("select pg_current_xact_id()::xid::text");
        await using var silo = await Reacting(ahead);
        await Send(silo, "tally-campus-1", "hello");
        await Eventually.Holds(() => Task.FromResult(!ahead.Read.IsEmpty), "it is begun");
        await silo.Folded();
        ahead.Read.ShouldBe([await silo.Database.Scalar<string>("select xmin::text from mg_progress where name = 'projections' limit 1")]);
    }

    [Fact]
    public async Task A_question_that_fails_keeps_no_event_from_being_folded()
    {
        var ahead = new Reader("select (1 / 0)::text");
        await using var silo = await Reacting(ahead);
        await Send(silo, "tally-campus-1", "hello");
        await silo.Folded();
        await Eventually.Holds(() => Task.FromResult(!ahead.Read.IsEmpty), "it is begun");
        ahead.Read.ShouldBe([null]);
    }

    [Fact]
    public async Task While_the_projections_are_paused_nothing_follows()
    {
        await using var silo = await Reacting(Quick.Kinds, Echo);
        await silo.Database.Run("insert into mg_pauses (part, by) values ('projections', 'test')");
        await Eventually.Holds(() => Task.FromResult(silo.Pauses.Paused("projections")), "it is paused");
        await Send(silo, "quick-campus-1", "hello");
        (await silo.Database.Scalar<long>("select count(*) from mg_effects")).ShouldBe(0);
        await silo.Database.Run("delete from mg_pauses");
        (await world.Hears(1)).ShouldBe(["hello"]);
    }

    private static Task<Outcome> Send(SiloHarness silo, string grain, string word)
        => silo.Grains.Send(new(grain), new(new SetWord(word)), default).AsTask();

    private static IReadOnlyList<Effect> Echo(RecordedEvent recorded) => recorded.Event is WordSet { Word: var word }
        ? [new(recorded.Grain.Value, $"{recorded.Grain}:{recorded.Version}", new Post(word))]
        : [];

    /// <summary>Keeps what is begun from ending, so that its rows can be looked at.</summary>
    private void Hold() => world.OnPost = async (_, stop) =>
    {
        await gate.Task.WaitAsync(stop);
        return new Delivered.Done();
    };

    private Task<SiloHarness> Reacting(IReadOnlyList<IGrainKind> kinds, params Func<RecordedEvent, IReadOnlyList<Effect>>[] reactions) =>
        Reacting(kinds, 32, reactions);

    private Task<SiloHarness> Reacting(
        IReadOnlyList<IGrainKind> kinds, int places, params Func<RecordedEvent, IReadOnlyList<Effect>>[] reactions) =>
        postgres.With(world, database, options => options with
        {
            Kinds = kinds,
            Reactions = reactions,
            Outbox = new() { Parallel = _ => places },
            LeaseLifetime = Longer,
        });

    private Task<SiloHarness> Reacting(Reader ahead) => postgres.With(world, database, options => options with
    {
        Kinds = Tally.Kinds,
        Reactions = [Echo],
        Handlers = _ => [EffectHandler.For(
            Post.Type,
            ahead,
            OutboxParts.Discord)],
        LeaseLifetime = Longer,
    });

    /// <summary>Asks one thing ahead, and keeps what it is given.</summary>
    private sealed class Reader(string question) : IDeliverer<Post>, IReadsAhead<Post>
    {
        public ConcurrentQueue<string?> Read { get; } = [];

        public IReadOnlyList<NpgsqlBatchCommand> Ask(Post body) => [new(question)];

        public async Task<object> ReadAsync(Post body, NpgsqlDataReader reader, CancellationToken cancellationToken)
        {
            await reader.ReadAsync(cancellationToken);
            return reader.GetString(0);
        }

        public ValueTask<Delivered> DeliverAsync(Due<Post> effect, CancellationToken cancellationToken)
        {
            Read.Enqueue((string?)effect.Ahead);
            return new(new Delivered.Done());
        }
    }
}
