using MoodleGrains.Courses;
using MoodleGrains.Silo.Tests.EventSourcing;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Silo.Tests.EventStore;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Outbox;

[Collection(PostgresCollection.Outbox)]
public sealed class ReactionTests(PostgresServer postgres)
{
    private readonly World world = new();

    [Fact]
    public async Task An_event_leads_to_its_effects_with_the_trace_of_its_cause()
    {
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var silo = await Reacting(Echo);
        await silo.Grains.Send(new("tally-campus-1"), new([new SetWord("hello")], TraceParent: trace), default);
        (await world.Hears(1)).ShouldBe(["hello"]);
        world.Posts.Single().TraceParent.ShouldBe(trace);
    }

    [Fact]
    public async Task What_is_imported_runs_no_reaction_also_where_it_meets_what_is_not()
    {
        await using var silo = await Reacting(Echo);
        List<Task> sent = [];
        for (var n = 0; n < 20; n++)
        {
            sent.Add(silo.Grains.Send(new("tally-campus-1"), new([new SetWord($"{n}")], Imported: n % 2 == 0), default).AsTask());
        }

        await Task.WhenAll(sent);
        await world.Hears(10);
        (await silo.Database.Scalar<long>("select count(*) from mg_effects")).ShouldBe(10);
        world.Said.ShouldBe(Enumerable.Range(0, 20).Where(n => n % 2 == 1).Select(n => $"{n}"));
        (await silo.Database.Scalar<long>("select count(*) from mg_events")).ShouldBe(20);
    }

    [Fact]
    public async Task A_body_from_a_file_is_history_all_the_way_from_the_inbox()
    {
        await using var silo = await postgres.With(
            world, with: options => options with
            {
                Reactions = [e => e.Event is CourseCreated
                ? [new("x", e.Grain.Value, new Post(e.Grain.Value))]
                : []]
            });
        await silo.Accept(Hooks.Course(1, "History", 100) with { Imported = true }, Hooks.Course(2, "Physics", 100));
        await silo.Dispatched();
        (await world.Hears(1)).ShouldBe(["course-campus-2"]);
        (await silo.Database.Rows("select stream_id, headers->'imported' from mg_events order by stream_id"))
            .ShouldBe(["course-campus-1|true", "course-campus-2|null"]);
        (await silo.Database.Rows("select id from mg_effects")).ShouldBe(["course-campus-2"]);
    }

    [Fact]
    public async Task Every_event_leads_to_its_effect_once_however_often_connections_are_cut_off()
    {
        await using var silo = await Reacting(e => [new(e.Grain.Value, $"{e.Grain}:{e.Version}", new Post($"{e.Version:000000}"))]);
        await using var knife = NpgsqlDataSource.Create(silo.ConnectionString);
        var load = Tallies.Load(silo, Soak.Count(1_000, 50_000));
        for (var cut = 0; cut < Soak.Count(5, 100); cut++)
        {
            await Task.Delay(150);
            await knife.Run("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and application_name in ('moodlegrains-streams', 'moodlegrains-outbox')
                """);
        }

        await load;
        silo.Database.Clear();
        await Eventually.Holds(
            async () => await silo.Database.Scalar<bool>(
                "select (select count(*) from mg_events) = (select count(*) from mg_effects where state = 'done')"), "each is done", 60);
        foreach (var key in world.Posts.GroupBy(p => p.Key))
        {
            key.Select(p => p.Body.Text).ShouldBeInOrder();
        }
    }

    [Fact]
    public async Task A_rebuild_runs_no_reaction()
    {
        await using var silo = await Reacting(Echo);
        await Tallies.Send(silo, 1, new SetWord("hello"));
        await world.Hears(1);
        await silo.Becomes("tally-campus-1:1", "done");
        await silo.Database.Run("delete from mg_effects");
        await silo.Rebuild.RunAsync([], null, default);
        (await silo.Database.Scalar<long>("select count(*) from mg_effects")).ShouldBe(0);
    }

    private static IReadOnlyList<Effect> Echo(RecordedEvent recorded) => recorded.Event is WordSet { Word: var word }
        ? [new(recorded.Grain.Value, $"{recorded.Grain}:{recorded.Version}", new Post(word))]
        : [];

    private Task<SiloHarness> Reacting(params Func<RecordedEvent, IReadOnlyList<Effect>>[] reactions) => Reacting(null, reactions);

    private Task<SiloHarness> Reacting(string? database, params Func<RecordedEvent, IReadOnlyList<Effect>>[] reactions) => postgres.With(
        world, database, options => options with { Kinds = Tally.Kinds, ReadModels = TallyRow.Models, Reactions = reactions });
}
