using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Tests.EventSourcing;
using MoodleGrains.Silo.Tests.Inbox;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class ReadModelsTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Views_show_what_the_streams_say_and_a_rebuild_shows_the_same()
    {
        output.WriteLine($"seed {Soak.Seed}");
        var site = new RandomSite(Soak.Seed);
        await using var silo = await postgres.Started();
        for (var round = 0; round < 4; round++)
        {
            await silo.Accept(site.Happens(silo, Soak.Count(150, 5_000)));
        }

        await silo.Dispatched();
        (await silo.Database.Rows("select error from mg_parked")).ShouldBeEmpty();
        var rows = await Folds.Compare(silo.Database);
        output.WriteLine($"{rows} rows");
        rows.ShouldBeGreaterThan(50);
        output.WriteLine($"{await ReactedEffects.Compare(silo.Database)} effects");
        var order = await silo.Database.Rows("select id, position from mg_changes_order order by id");

        await silo.Rebuild.RunAsync([], null, default);
        (await Folds.Compare(silo.Database)).ShouldBe(rows);
        (await silo.Database.Rows("select id, position from mg_changes_order order by id"))
            .ShouldBe(order, "changes keep their numbers");

        await silo.Accept(site.Happens(silo, 100));
        await silo.Dispatched();
        await Folds.Compare(silo.Database);
    }

    [Fact]
    public async Task Documents_are_right_however_often_connections_are_cut()
    {
        var random = new Random(Soak.Seed);
        output.WriteLine($"seed {Soak.Seed}");
        await using var silo = await Started();
        await using var knife = NpgsqlDataSource.Create(silo.ConnectionString);
        var load = Tallies.Load(silo, Soak.Count(4_000, 100_000));
        for (var cut = 0; cut < Soak.Count(8, 100); cut++)
        {
            await Task.Delay(random.Next(50, 300));
            await knife.Run("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and application_name = 'moodlegrains-streams'
                """);
        }

        await load;
        await Tallies.Same(silo);
    }

    [Fact]
    public async Task Two_silos_that_write_the_same_streams_lose_no_update_in_any_document()
    {
        await using var here = await Started();
        await using var there = await Started(here.ConnectionString);
        await Task.WhenAll(new[] { here, there }.Select(silo => Tallies.Load(silo, Soak.Count(1_000, 20_000), streams: 200)));
        await Tallies.Same(here);
        (await here.Database.Scalar<long>("select sum(events)::bigint from mg_tallies")).ShouldBe(2 * Soak.Count(1_000, 20_000));
    }

    [Fact]
    public async Task A_document_that_its_fold_removes_is_gone_and_may_come_again()
    {
        await using var silo = await postgres.Prepared();
        var course = new StreamKey("course-campus-41");
        await Tell(27, EnrolmentChange.Created, 1);
        (await silo.Database.Scalar<long>("select count(*) from mg_enrolments")).ShouldBe(1);
        await Tell(27, EnrolmentChange.Deleted, 2);
        (await silo.Database.Scalar<long>("select count(*) from mg_enrolments")).ShouldBe(0);
        await Tell(28, EnrolmentChange.Created, 3);
        (await silo.Database.Scalar<long>("select count(*) from mg_enrolments")).ShouldBe(1);

        async Task Tell(long enrolment, EnrolmentChange change, long at)
        {
            var gone = change == EnrolmentChange.Deleted;
            var version = new FieldVersion(null, at, gone ? SourcePrecedence.Deleted : SourcePrecedence.Created);
            await silo.Grains.Send(
                course,
                new(new ObserveEnrolment(
                    4, enrolment, change, "manual", gone ? null : true, null, null, null, gone ? true : null, version)),
                default);
        }
    }

    [Fact]
    public void Every_document_is_one_streams_own()
    {
        var visitor = new Documents();
        Catalogue.Visit(visitor);
        visitor.Models.ShouldBeGreaterThan(10);
    }

    private Task<SiloHarness> Started(string? database = null) =>
        postgres.Started(database, options => options with { Kinds = Tally.Kinds, ReadModels = TallyRow.Models });

    /// <summary>Two streams that tell the same never name the same document, and each names its stream first.</summary>
    private sealed class Documents : ICatalogueVisitor
    {
        private readonly List<IReadOnlyList<EventType>> kinds = [];

        public int Models { get; private set; }

        public void Grain<TState, TGrain>()
            where TState : class, IAggregate<TState>
            where TGrain : IEventSourcedGrain<TState> => kinds.Add(TState.Events);

        public void ReadModel<TModel, TRow>()
            where TModel : IReadModel<TRow>
            where TRow : class, IReadModelRow
        {
            Models++;
            foreach (var type in kinds.SelectMany(events => events))
            {
                var happened = (IEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type.Type);
                foreach (var stream in new[] { "course-campus-1", "course-campus-2", "conference-annex-1", "mirror-campus-a-1" })
                {
                    var id = TModel.DocumentOf(new(0, new(stream), 3, type.Name, default, happened));
                    var isItsOwn = id is null || id == stream || id.StartsWith($"{stream}/", StringComparison.Ordinal);
                    isItsOwn.ShouldBeTrue($"{TModel.Schema.Name}: {id}");
                }
            }
        }

        public void Reaction<TReaction>()
            where TReaction : IReaction
        {
        }

        public void Effect(EffectType type)
        {
        }
    }
}
