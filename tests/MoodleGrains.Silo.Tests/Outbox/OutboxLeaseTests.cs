using System.Collections.Concurrent;
using MoodleGrains.Silo.Outbox;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Outbox;

[Collection(PostgresCollection.Outbox)]
public sealed class OutboxLeaseTests(PostgresServer postgres, ITestOutputHelper output)
{
    private readonly World world = new();

    [Fact]
    public async Task A_silo_that_froze_loses_its_lease_and_what_it_writes_when_it_wakes_is_nothing()
    {
        var woken = new TaskCompletionSource();
        CancellationToken told = default;
        world.OnPost = async (effect, cancellationToken) =>
        {
            told = cancellationToken;
            await woken.Task;
            return new Delivered.Done(new Effect("b", "from the frozen", new Ring("late")));
        };
        var frozen = await postgres.With(world, with: OneAtOnce);
        await frozen.Put(new Effect("a", "a1", new Post("hello")));
        await Eventually.Holds(() => world.Posts.Count == 1, "it was begun");

        // Its lease as it stands when it has run out; it renews no more.
        await frozen.Database.Run("update mg_effect_keys set until = '-infinity', epoch = 0");
        var other = new World { OnPost = (_, _) => new(new Delivered.Done(new Effect("b", "from the other", new Ring("in time")))) };
        await using var silo = await postgres.With(other, frozen.ConnectionString);
        await silo.Becomes("a1", "done");
        await Eventually.Holds(() => told.IsCancellationRequested, "the frozen silo learns that its lease is lost");
        other.Posts.Single().Attempt.ShouldBe(2);
        other.Posts.Single().FirstTriedAt.ShouldBe(world.Posts.Single().FirstTriedAt);

        woken.SetResult();
        await frozen.DisposeAsync();
        await silo.Becomes("from the other", "done");
        (await silo.Database.Rows("select id, attempts from mg_effects order by seq")).ShouldBe(["a1|2", "from the other|1"]);
    }

    [Fact]
    public async Task What_was_delivered_before_a_crash_is_delivered_again_as_first_tried_then()
    {
        var crashed = new World { OnPost = (_, _) => new(new TaskCompletionSource<Delivered>().Task) };
        var silo = await postgres.With(crashed, with: options => OneAtOnce(options) with { Outbox = Quick });
        await silo.Put(new Effect("a", "a1", new Post("one")), new Effect("a", "a2", new Post("two")));
        await Eventually.Holds(() => crashed.Posts.Count == 1, "it was begun");
        await silo.DisposeAsync();

        await using var next = await postgres.With(world, silo.ConnectionString);
        (await world.Hears(2)).ShouldBe(["one", "two"]);
        world.Posts.First().FirstTriedAt.ShouldBe(crashed.Posts.Single().FirstTriedAt);
        world.Posts.First().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_lease_is_renewed_while_its_effect_takes_long()
    {
        world.OnPost = async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(4), cancellationToken);
            return new Delivered.Done();
        };
        await using var one = await postgres.With(world);
        await using var two = await postgres.With(world, one.ConnectionString);
        await one.Put(new Effect("a", "a1", new Post("slow")));
        await world.Hears(1);
        await one.Becomes("a1", "done");
        world.Posts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_finishes_what_is_being_delivered_and_begins_nothing_more()
    {
        world.OnPost = async (_, _) =>
        {
            await Task.Delay(500, CancellationToken.None);
            return new Delivered.Done();
        };
        var silo = await postgres.With(world);
        await silo.Put(new Effect("a", "a1", new Post("one")), new Effect("a", "a2", new Post("two")));
        await Eventually.Holds(() => world.Posts.Count == 1, "it was begun");
        await silo.DisposeAsync();

        await using var next = await postgres.Prepared(silo.ConnectionString);
        (await next.Database.Rows("select id, state, attempts from mg_effects order by seq")).ShouldBe(["a1|done|1", "a2|waiting|0"]);
        (await next.Database.Rows("select until from mg_effect_keys where until > now()")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_heeds_the_stop_is_no_attempt_and_is_begun_by_the_next_silo_at_once()
    {
        world.OnPost = async (effect, cancellationToken) =>
        {
            await Task.Delay(world.Posts.Count == 1 ? Timeout.Infinite : 0, cancellationToken);
            return new Delivered.Done();
        };
        var silo = await postgres.With(world, with: options => options with { Outbox = Quick });
        await silo.Put(new Effect("a", "a1", new Post("one")));
        await Eventually.Holds(() => world.Posts.Count == 1, "it was begun");
        await silo.DisposeAsync();
        await using var next = await postgres.With(world, silo.ConnectionString);
        await next.Becomes("a1", "done");
        world.Posts.Select(p => p.Attempt).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task Two_silos_share_the_keys_and_none_is_done_by_both_at_once()
    {
        ConcurrentDictionary<string, int> now = new();
        var overlaps = 0;
        World[] worlds = [new(), new()];
        foreach (var one in worlds)
        {
            one.OnPost = async (effect, _) =>
            {
                overlaps += now.AddOrUpdate(effect.Key, 1, (_, n) => n + 1) - 1;
                await Task.Yield();
                now.AddOrUpdate(effect.Key, 0, (_, n) => n - 1);
                return new Delivered.Done();
            };
        }

        await using var first = await postgres.With(worlds[0], with: Few);
        await using var second = await postgres.With(worlds[1], first.ConnectionString, Few);
        var (keys, each) = (Soak.Count(100, 1000), 5);
        for (var n = 0; n < each; n++)
        {
            await (n % 2 == 0 ? first : second).Put(
                [.. Enumerable.Range(0, keys).Select(k => new Effect($"key{k}", $"{k}:{n}", new Post($"{n}")))]);
        }

        await Eventually.Holds(
            async () => await first.Database.Scalar<long>("select count(*) from mg_effects where state = 'done'") == keys
                * each, "all is done", 60);
        overlaps.ShouldBe(0);
        worlds.ShouldAllBe(one => one.Posts.Count > 0);
        var posts = worlds.SelectMany(one => one.Posts).ToList();
        posts.Count.ShouldBe(keys * each);
        foreach (var one in worlds)
        {
            foreach (var key in one.Posts.GroupBy(p => p.Key))
            {
                key.Select(p => p.Body.Text).ShouldBeInOrder();
            }
        }

        static HarnessOptions Few(HarnessOptions options) => options with { Outbox = new() { Parallel = _ => 8 } };
    }

    [Fact]
    public async Task Nothing_is_lost_and_the_order_is_kept_however_often_the_connections_are_cut()
    {
        output.WriteLine($"seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        world.OnPost = (effect, _) => new(
            new Delivered.Done(new Effect($"echo of {effect.Key}", $"echo of {effect.Id}", new Ring(effect.Id))));
        await using var silo = await postgres.With(world);
        await using var knife = NpgsqlDataSource.Create(silo.ConnectionString);
        var (keys, each) = (20, Soak.Count(10, 200));
        for (var n = 0; n < each; n++)
        {
            await PutAgain([.. Enumerable.Range(0, keys).Select(k => new Effect($"key{k}", $"{k}:{n:000}", new Post($"{n:000}")))]);
            await knife.Run("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and application_name in ('moodlegrains', 'moodlegrains-outbox')
                """);
            await Task.Delay(random.Next(10, 100));
        }

        await Eventually.Holds(
            async () => await knife.Scalar<long>("select count(*) from mg_effects where state = 'done'") == 2 * keys
                * each, "all is done, echoes too", 60);
        foreach (var key in world.Posts.GroupBy(p => p.Key))
        {
            key.Select(p => p.Body.Text).ShouldBeInOrder();
            key.Select(p => p.Id).Distinct().Count().ShouldBe(each);
        }

        async Task PutAgain(Effect[] effects)
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    await silo.Put(effects);
                    return;
                }
                catch (Exception e) when (tries < 20 && Silo.EventStore.Faults.Passing(e))
                {
                    // Once more: the same ids are written once.
                }
            }
        }
    }

    private static OutboxSettings Quick => new() { Grace = TimeSpan.FromMilliseconds(300), Parallel = _ => 1 };

    private static HarnessOptions OneAtOnce(HarnessOptions options) => options with { Outbox = new() { Parallel = _ => 1 } };
}
