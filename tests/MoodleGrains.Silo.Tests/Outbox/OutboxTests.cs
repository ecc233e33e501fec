using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Outbox;

[Collection(PostgresCollection.Outbox)]
public sealed class OutboxTests(PostgresServer postgres)
{
    private readonly World world = new();
    private readonly TestTime time = new();

    [Fact]
    public async Task Effects_of_one_key_are_done_in_the_order_they_were_written()
    {
        await using var silo = await postgres.With(world);
        for (var n = 0; n < 20; n++)
        {
            (await silo.Put([.. Enumerable.Range(0, 5).Select(k => new Effect($"key{k}", $"{k}:{n}", new Post($"{k}:{n}")))])).ShouldBe(5);
        }

        var said = await world.Hears(100);
        for (var key = 0; key < 5; key++)
        {
            said.Where(text => text.StartsWith($"{key}:", StringComparison.Ordinal))
                .ShouldBe(Enumerable.Range(0, 20).Select(n => $"{key}:{n}"));
        }

        await Eventually.Holds(
            async () => await silo.Database.Scalar<long>("select count(*) from mg_effect_keys") == 0, "no key is left when all is done");
        (await silo.Database.Rows("select distinct state, body, attempts from mg_effects")).ShouldBe(["done|null|1"]);
    }

    /// <summary>It went on only when the last place was given back; where several were at once, it slept for a second.</summary>
    [Fact]
    public async Task More_effects_than_places_are_done_without_waiting_for_the_clock()
    {
        await using var silo = await postgres.With(
            world, with: options => options with { Outbox = new() { Idle = TimeSpan.FromHours(1), Parallel = _ => 8 } });
        await silo.Put([.. Enumerable.Range(0, 2000).Select(n => new Effect($"key{n}", $"{n}", new Post($"{n}")))]);
        (await world.Hears(2000)).Distinct().Count().ShouldBe(2000);
    }

    [Fact]
    public async Task The_same_id_is_written_once_also_when_it_is_done_already()
    {
        await using var silo = await postgres.With(world);
        var effect = new Effect("a", "once", new Post("hello"));
        (await silo.Put(effect, effect)).ShouldBe(1);
        await silo.Becomes("once", "done");
        (await silo.Put(effect, new Effect("a", "twice", new Post("again")))).ShouldBe(1);
        (await world.Hears(2)).ShouldBe(["hello", "again"]);
        await silo.Becomes("twice", "done");
        world.Said.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_effect_is_told_who_caused_it_when_it_was_due_and_which_attempt_it_is()
    {
        await using var silo = await postgres.With(world, with: options => options with { Time = time });
        await silo.Put(new Effect("a", "x", new Post("hello"), time.Seconds - 60));
        await world.Hears(1);
        var due = world.Posts.Single();
        due.ShouldBe(new Due<Post>("a", "x", new("hello"), time.GetUtcNow().AddSeconds(-60), 1, time.GetUtcNow(), null));
    }

    [Fact]
    public async Task A_failure_blocks_its_key_until_its_back_off_is_over_and_nobody_elses()
    {
        world.OnPost = (effect, _) => new(
            effect is { Body.Text: "bad", Attempt: 1 } ? new Delivered.Failed("no luck") : new Delivered.Done());
        await using var silo = await postgres.With(world, with: options => options with { Time = time });
        await silo.Put(
            new Effect("a", "a1", new Post("bad")),
            new Effect("a", "a2", new Post("behind")),
            new Effect("b", "b1", new Post("other")));
        await Eventually.Holds(
            async () => await silo.Database.Scalar<int>("select failures from mg_effects where id = 'a1'") == 1,
            "the failure is written");
        await silo.Put(new Effect("b", "b2", new Post("another")));
        await silo.Becomes("b2", "done");
        world.Said.ShouldBe(["other", "another"], ignoreOrder: true);
        (await silo.Database.Rows("select state, last_error, attempts from mg_effects where id = 'a1'")).ShouldBe(["waiting|no luck|1"]);

        time.Advance(TimeSpan.FromSeconds(1.3), silo);
        (await world.Hears(4))[2..].ShouldBe(["bad", "behind"]);
        world.Posts.Where(p => p.Id == "a1").Select(p => p.FirstTriedAt).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task After_the_last_attempt_about_an_hour_later_it_is_a_dead_letter_that_names_the_remedy()
    {
        world.OnPost = (_, _) => throw new InvalidOperationException("the door is shut\n\0");
        await using var silo = await postgres.With(world, with: options => options with { Time = time });
        var started = time.GetUtcNow();
        await silo.Put(new Effect("a", "a1", new Post("bad")), new Effect("a", "a2", new Post("behind")));
        for (var attempt = 1; attempt < 10; attempt++)
        {
            await Eventually.Holds(
                async () => await silo.Database
                    .Scalar<int>("select failures from mg_effects where id = 'a1'") == attempt, $"attempt {attempt} is written");
            var wait = await silo.Database.Scalar<DateTime>("select retry_at from mg_effects where id = 'a1'")
                - time.GetUtcNow().UtcDateTime;
            time.Advance(wait + TimeSpan.FromMilliseconds(1), silo);
        }

        await silo.Becomes("a1", "dead");
        (time.GetUtcNow() - started).ShouldBeInRange(TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(70));
        (await silo.Database.Rows("select last_error, remedy, attempts from mg_effects where state = 'dead'"))
            .ShouldBe(
                ["InvalidOperationException: the door is shut  |It failed 10 times; when the cause is mended: silo outbox replay a1|10"]);
        world.Posts.Count.ShouldBe(10);
        (await silo.State("a2")).ShouldBe("waiting");
    }

    [Fact]
    public async Task An_answer_that_it_is_not_its_turn_counts_no_attempt_and_blocks_the_key_for_that_long()
    {
        world.OnPost = (effect, _) => new(world.Posts.Count <= 30 ? new Delivered.Later(TimeSpan.FromSeconds(40)) : new Delivered.Done());
        await using var silo = await postgres.With(world, with: options => options with { Time = time });
        await silo.Put(new Effect("a", "a1", new Post("patient")), new Effect("a", "a2", new Post("behind")));
        for (var turn = 1; turn <= 30; turn++)
        {
            await Eventually.Holds(() => world.Posts.Count == turn, $"it was tried {turn} times");
            await Eventually.Holds(
                async () => await silo.Database
                    .Scalar<long>("select count(*) from mg_effects where retry_at is not null and attempts = 0") == 1,
                "the wait is written");
            time.Advance(TimeSpan.FromSeconds(41), silo);
        }

        (await world.Hears(2)).ShouldBe(["patient", "behind"]);
        world.Posts.Select(p => p.Attempt).Distinct().ShouldBe([1]);
    }

    [Fact]
    public async Task A_dead_letter_blocks_its_key_until_a_later_effect_of_its_type_supersedes_it()
    {
        world.OnPost = (effect, _) => new(effect.Body.Text == "bad" ? new Delivered.Dead("gone", "look there") : new Delivered.Done());
        await using var silo = await postgres.With(world);
        await silo.Put(
            new Effect("a", "a1", new Post("bad")),
            new Effect("a", "a2", new Post("behind")),
            new Effect("a", "r", new Ring("ring")));
        await silo.Becomes("a1", "dead");
        await silo.Put(new Effect("b", "b1", new Post("other")));
        (await world.Hears(1)).ShouldBe(["other"]);

        await silo.Put(new Effect("a", "a3", new Post("newest"), Supersedes: true));
        (await world.Hears(3))[1..].ShouldBe(["ring", "newest"]);
        await silo.Becomes("a3", "done");
        (await silo.Database.Rows("select id, state from mg_effects where key = 'a' order by seq"))
            .ShouldBe(["a1|superseded", "a2|superseded", "r|done", "a3|done"]);
        (await silo.Database.Scalar<long>("select count(*) from mg_effects where body is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task A_timer_blocks_nothing_and_goes_off_at_its_time_in_the_order_of_due_times()
    {
        await using var silo = await postgres.With(world, with: options => options with { Time = time });
        await silo.Put(
            new Effect("a", "late", new Post("late"), time.Seconds + 7200),
            new Effect("a", "soon", new Post("soon"), time.Seconds + 3600),
            new Effect("a", "now", new Post("now")));
        (await world.Hears(1)).ShouldBe(["now"]);
        await silo.Becomes("now", "done");
        time.Advance(TimeSpan.FromSeconds(3599), silo);
        await silo.Put(new Effect("a", "before", new Post("before")));
        await silo.Becomes("before", "done");
        world.Said.ShouldBe(["now", "before"]);

        time.Advance(TimeSpan.FromSeconds(1), silo);
        (await world.Hears(3)).ShouldBe(["now", "before", "soon"]);
        await silo.Becomes("soon", "done");
        time.Advance(TimeSpan.FromDays(1), silo);
        (await world.Hears(4)).Last().ShouldBe("late");
    }

    [Fact]
    public async Task A_timer_of_the_machines_clock_goes_off_without_anybody_calling()
    {
        var clock = new AlarmClock();
        await using var silo = await postgres.With(world, with: options => options with { Time = clock });
        var dueAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + 2);
        await silo.Put(new Effect("a", "soon", new Post("soon"), dueAt.ToUnixTimeSeconds()));
        await world.Hears(1);

        clock.GetUtcNow().ShouldBeGreaterThanOrEqualTo(dueAt);

        // Set for the due time itself, not left to the look around once a second.
        clock.Rings.ShouldContain(at => at >= dueAt.AddMilliseconds(-50) && at < dueAt.AddMilliseconds(50));
    }

    [Fact]
    public async Task What_follows_from_an_effect_is_written_with_its_outcome_and_a_periodic_timer_goes_on()
    {
        world.OnPost = (effect, _) => new(new Delivered.Done(
            new Effect("a", $"turn:{effect.DueAt.ToUnixTimeSeconds() + 60}", new Post("tick"), effect.DueAt.ToUnixTimeSeconds() + 60),
            new Effect("b", $"ring:{effect.Id}", new Ring("ring"))));
        await using var silo = await postgres.With(world, with: options => options with { Time = time });
        await silo.Put(new Effect("a", "turn", new Post("tick"), time.Seconds));
        for (var turn = 1; turn <= 3; turn++)
        {
            await world.Hears(2 * turn);
            await Eventually.Holds(
                async () => await silo.Database
                    .Scalar<long>("select count(*) from mg_effects where done_at is null and turn > now() - interval '100 years'") == 1,
                "the next turn is written");
            time.Advance(TimeSpan.FromSeconds(60), silo);
        }
    }

    [Fact]
    public async Task A_grain_is_woken_at_its_time_and_may_refuse_a_stale_timer()
    {
        await using var silo = await postgres.With(
            world, with: options => options with { Time = time, Kinds = [new GrainKind<Sleeper, IEventSourcedGrain<Sleeper>>()] });
        await silo.Put(
            new Effect("sleeper-campus-1", "w1", new Wake("sleeper-campus-1", "nine"), time.Seconds + 60),
            new Effect("sleeper-campus-1", "w2", new Wake("sleeper-campus-1", "stale"), time.Seconds + 60));
        time.Advance(TimeSpan.FromSeconds(61), silo);
        await silo.Becomes("w1", "done");
        await silo.Becomes("w2", "done");
        (await silo.Grains.Latest<Sleeper>(new("sleeper-campus-1"), default)).WokenAt.ShouldBe([time.Seconds]);
    }

    [Fact]
    public async Task An_effect_that_cannot_be_kept_is_refused_with_its_field()
    {
        await using var silo = await postgres.PreparedWith(world);
        (await Should.ThrowAsync<UnstorableEffectException>(() => silo.Put(new Effect("", "x", new Post("y"))))).Message
            .ShouldContain("key");
        (await Should.ThrowAsync<UnstorableEffectException>(() => silo.Put(new Effect("k", new('x', 500), new Post("y"))))).Message
            .ShouldContain("id");
        (await Should.ThrowAsync<UnstorableEffectException>(() => silo.Put(new Effect("k", "x", new Post("y\0"))))).Message
            .ShouldContain("u0000");
    }

    [Fact]
    public async Task What_cannot_be_kept_of_what_follows_makes_a_dead_letter_and_keeps_nothing_else_up()
    {
        world.OnPost = (effect, _) => new(effect.Id == "a1" ? new Delivered.Done(new Effect("", "", new Post(""))) : new Delivered.Done());
        await using var silo = await postgres.With(world);
        await silo.Put(new Effect("a", "a1", new Post("one")), new Effect("b", "b1", new Post("two")));
        await silo.Becomes("a1", "dead");
        await silo.Becomes("b1", "done");
    }

    [Fact]
    public async Task Ids_of_what_was_done_are_forgotten_after_their_retention()
    {
        await using var silo = await postgres.With(world, with: options => options with { Time = time });
        await silo.Put(new Effect("a", "old", new Post("old")));
        await silo.Becomes("old", "done");
        time.Advance(TimeSpan.FromDays(29), silo);
        (await silo.Upkeep.PruneAsync(default)).ShouldBe(0);
        time.Advance(TimeSpan.FromDays(2), silo);
        (await silo.Upkeep.PruneAsync(default)).ShouldBe(1);
    }
}
