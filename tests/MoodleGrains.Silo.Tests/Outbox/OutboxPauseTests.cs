namespace MoodleGrains.Silo.Tests.Outbox;

[Collection(PostgresCollection.Outbox)]
public sealed class OutboxPauseTests(PostgresServer postgres)
{
    private readonly World world = new();

    [Fact]
    public async Task A_paused_part_holds_within_two_seconds_and_the_others_go_on()
    {
        await using var silo = await postgres.With(world);
        await silo.Database.Run("insert into mg_pauses (part, by) values ('discord', 'test')");
        await Task.Delay(TimeSpan.FromSeconds(2));
        await silo.Put(new Effect("a", "post", new Post("post")), new Effect("b", "ring", new Ring("ring")));
        await silo.Becomes("ring", "done");
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        world.Said.ShouldBe(["ring"]);

        await silo.Database.Run("delete from mg_pauses");
        (await world.Hears(2)).ShouldBe(["ring", "post"]);
    }

    [Fact]
    public async Task A_paused_site_holds_and_other_sites_go_on_also_behind_what_is_under_way()
    {
        await using var silo = await postgres.PreparedWith(world);
        await silo.Database.Run("insert into mg_pauses (part, by) values ('site:campus', 'test')");
        await silo.Put(
            new Effect("thing-campus-1", "c", new Post("campus")), new Effect("thing-annex-1", "a", new Post("annex")),
            new Effect("no-site", "n", new Post("nobody's")));
        await silo.StartAsync(default);
        await silo.Becomes("a", "done");
        await silo.Becomes("n", "done");
        (await silo.State("c")).ShouldBe("waiting");

        await silo.Database.Run("delete from mg_pauses");
        await silo.Becomes("c", "done");
    }

    [Fact]
    public async Task The_command_line_shows_what_is_not_done_and_lets_it_be_replayed_or_dropped()
    {
        await using var silo = await postgres.PreparedWith(world);
        (await Run("list")).Output.ShouldContain("Nothing waits");
        await silo.Put(new Effect("a", "a1", new Post("one")), new Effect("a", "a2", new Post("two")));
        await silo.Database.Run("update mg_effects set state = 'dead', last_error = 'shut', remedy = 'open it' where id = 'a1'");

        (await Run("list")).Lines[1..].Select(line => line.Split('\t'))
            .Select(cells => $"{cells[0]} {cells[1]} {cells[^2]} {cells[^1]}".Trim())
            .ShouldBe(["dead a1 shut open it", "waiting a2"]);
        (await Run("replay")).ExitCode.ShouldBe(2);
        (await Run("replay", "a2")).ExitCode.ShouldBe(1);
        (await Run("replay", "--all-dead")).Output.ShouldContain("1 effect is tried again now.");
        (await Run("drop", "a1")).Output.ShouldContain("a1 is given up");
        (await Run("drop", "a1")).ExitCode.ShouldBe(1);
        (await silo.Database.Rows("select id, state from mg_effects order by seq")).ShouldBe(["a1|dropped", "a2|waiting"]);

        Task<CommandLine.Told> Run(params string[] arguments) =>
            CommandLine.Told
                .ByRunning(new CommandLine.FakeParts(), ["outbox", .. arguments, $"--ConnectionStrings:Postgres={silo.ConnectionString}"]);
    }

    [Fact]
    public async Task A_person_replays_and_drops_what_failed_and_the_key_goes_on()
    {
        var shut = true;
        world.OnPost = (effect, _) => new(shut && effect.Body.Text == "bad"
            ? new Silo.Outbox.Delivered.Dead("shut", "open it") : new Silo.Outbox.Delivered.Done());
        await using var silo = await postgres.With(world);
        var letters = new Silo.Outbox.DeadLetters(silo.Database, TimeProvider.System);
        await silo.Put(
            new Effect("a", "a1", new Post("bad")), new Effect("a", "a2", new Post("behind a")),
            new Effect("b", "b1", new Post("bad")), new Effect("b", "b2", new Post("behind b")),
            new Effect("c", "timer", new Post("late"), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600));
        await silo.Becomes("a1", "dead");
        await silo.Becomes("b1", "dead");

        var (listed, count) = await letters.ListAsync(false, 3, default);
        count.ShouldBe(4);
        listed.Select(e => (e.Id, e.Stands, e.Error, e.Remedy)).ShouldBe(
            [("a1", "dead", "shut", "open it"), ("b1", "dead", "shut", "open it"), ("a2", "waiting", null, null)]);
        (await letters.ListAsync(true, 10, default)).Effects[^1].Stands.ShouldBe("timer");
        await Eventually.Holds(
            async () =>
            {
                await silo.Upkeep.PruneAsync(default); return (await Silo.Outbox.OutboxCounts
                .ReadAsync(silo.Database, TimeProvider.System.GetUtcNow(), default)).Types is [{ Waiting: 2, Timers: 1, Dead: 2 }];
            },
            "they are counted");

        (await letters.DropAsync("a1", default)).ShouldBe(1);
        await silo.Becomes("a2", "done");
        (await letters.DropAsync("a1", default)).ShouldBe(0);
        (await letters.ReplayAsync("a1", default)).ShouldBe(0);

        shut = false;
        (await letters.ReplayAsync(null, default)).ShouldBe(1);
        await silo.Becomes("b2", "done");
        (await silo.Database.Rows("select id, state, last_error from mg_effects where id in ('a1', 'b1') order by id"))
            .ShouldBe(["a1|dropped|shut", "b1|done|null"]);
    }
}
