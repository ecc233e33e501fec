using MoodleGrains.Silo.Projections;
using MoodleGrains.Silo.Tests.Engine;
using MoodleGrains.Silo.Tests.Inbox;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Projections;

[Collection(PostgresCollection.Name)]
public sealed class RebuildTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task A_rebuild_beside_the_live_daemon_loses_no_event_and_folds_none_twice()
    {
        await using var silo = await Started();
        var load = DaemonTests.Load(silo, Soak.Count(6_000, 200_000));
        var tables = new HashSet<string>();
        for (var rebuilds = 0; rebuilds < 5 || !load.IsCompleted; rebuilds++)
        {
            await silo.Rebuild.RunAsync([], null, default);
            tables.Add(await silo.Database.Scalar<string>("select table_name from mg_read_models"));
        }

        await load;
        await silo.Folded();
        await DaemonTests.Same(silo);
        output.WriteLine($"{tables.Count} rebuilds");
        tables.Count.ShouldBeGreaterThanOrEqualTo(5, "each swapped in a table of its own");
        (await silo.Database.Scalar<long>("select count(*) from pg_tables where tablename like 'mg_tallies_%'")).ShouldBe(
            1,
            "the old ones are gone");
    }

    [Fact]
    public async Task A_new_version_of_a_read_model_is_rebuilt_at_the_start()
    {
        var silo = await Started();
        await DaemonTests.Send(silo, 1, new Raise(3));
        await DaemonTests.Send(silo, 2, new Raise(4));
        await silo.Folded();
        await silo.DisposeAsync();

        await using var newer = await Started(silo.ConnectionString, TallyRowOfTens.Models);
        (await DaemonTests.Rows(newer)).ShouldBe(["1|30|null", "2|40|null"]);
        (await newer.Database.Rows("select name, version from mg_read_models")).ShouldBe(["tallies|2"]);
        await DaemonTests.Send(newer, 1, new Raise());
        await newer.Folded();
        await DaemonTests.Same(newer, 10);
    }

    [Fact]
    public async Task A_rebuild_shows_a_row_that_it_cannot_fold_and_forgets_one_that_it_can()
    {
        var silo = await Started();
        await DaemonTests.Send(silo, 1, new Raise(), new SetWord("poison"), new Raise());
        await DaemonTests.Send(silo, 2, new Raise());
        await silo.Folded();
        await silo.Rebuild.RunAsync(["tallies"], null, default);
        (await silo.Database.Rows("select what, key from mg_parked")).ShouldBe(["tallies|campus/1"]);
        (await DaemonTests.Rows(silo)).ShouldBe(["1|1|null", "2|1|null"]);
        await silo.DisposeAsync();

        await using var mended = await Started(silo.ConnectionString, MendedTallies.Models);
        await mended.Rebuild.RunAsync([], null, default);
        (await mended.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(0);
        (await DaemonTests.Rows(mended)).ShouldBe(["1|3|poison", "2|1|null"]);
    }

    [Fact]
    public async Task A_read_model_that_does_not_exist_is_named_with_those_that_do()
    {
        await using var silo = await Started();
        (await Should.ThrowAsync<ArgumentException>(silo.Rebuild.RunAsync(["towers"], null, default))).Message
            .ShouldBe("Read model 'towers': there is none; known are tallies.");
    }

    [Fact]
    public async Task Of_two_rebuilds_at_once_the_second_is_told_to_wait_and_works_afterwards()
    {
        await using var silo = await Started();
        await using (await Silo.Log.SessionLock.TakeAsync(silo.Database, "rebuild", default))
        {
            (await Should.ThrowAsync<InvalidOperationException>(silo.Rebuild.RunAsync([], null, default))).Message
                .ShouldContain("Another rebuild");
        }

        await silo.Rebuild.RunAsync([], null, default);
    }

    /// <summary>
    /// A reader that holds one view and waits for another made a deadlock with a swap that took them in the opposite order.
    /// </summary>
    [Fact]
    public async Task Readers_of_several_views_notice_nothing_of_a_swap()
    {
        await using var silo = await postgres.Started();
        await silo.Accept(Enumerable.Range(2, 50).Select(n => Hooks.Course(n, $"Course {n}", 100)));
        await silo.Dispatched();
        await silo.Folded();
        using var stop = new CancellationTokenSource();
        var readers = new string[][] { ["mg_courses", "mg_enrolments"], ["mg_conferences", "mg_enrolments", "mg_courses"] }
            .Select(views => Task.Run(() => Read(silo, views, stop.Token))).ToList();
        for (var n = 0; n < Soak.Count(6, 100); n++)
        {
            await silo.Rebuild.RunAsync([], null, default);
        }

        await stop.CancelAsync();
        (await Task.WhenAll(readers)).ShouldAllBe(reads => reads > 0);
        (await silo.Database.Scalar<long>("select count(*) from mg_courses")).ShouldBe(50);
    }

    private static async Task<int> Read(SiloHarness silo, string[] views, CancellationToken stop)
    {
        var reads = 0;
        await using var connection = new NpgsqlConnection(silo.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        for (; !stop.IsCancellationRequested; reads++)
        {
            // As the API reads: each of the views is locked in the order of its naming, until the transaction ends.
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            foreach (var view in views)
            {
                await using var command = new NpgsqlCommand($"select count(*) from {view}", connection);
                await command.ExecuteScalarAsync(CancellationToken.None);
            }
        }

        return reads;
    }

    private Task<SiloHarness> Started(string? database = null, IReadOnlyList<ReadModelTable>? models = null) =>
        postgres.Started(database, options => options with { Kinds = Tally.Kinds, ReadModels = models ?? TallyRow.Models });
}
