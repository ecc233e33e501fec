using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Tests.EventSourcing;
using MoodleGrains.Silo.Tests.Inbox;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class RebuildTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task A_rebuild_under_load_shows_no_reader_a_short_list_and_leaves_every_document_right()
    {
        await using var silo = await Started();
        await Tallies.Load(silo, 50);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() => Lists(silo, stop.Token));
        var load = Tallies.Load(silo, Soak.Count(6_000, 200_000));
        var rebuilds = 0;
        for (; rebuilds < 5 || !load.IsCompleted; rebuilds++)
        {
            await silo.Rebuild.RunAsync([], null, default);
            await GoesOn(silo, load, Soak.Count(1, 10_000));
        }

        await load;
        await stop.CancelAsync();
        var (reads, shortest) = await reader;
        output.WriteLine($"{rebuilds} rebuilds, {reads} lists read");
        reads.ShouldBeGreaterThan(rebuilds);
        shortest.ShouldBe(50);
        await Tallies.Same(silo);
    }

    [Fact]
    public async Task A_rebuild_under_load_of_two_silos_leaves_every_document_right()
    {
        await using var silo = await Started();
        await using var other = await Started(silo.ConnectionString);
        var load = Task.WhenAll(Tallies.Load(silo, Soak.Count(1_000, 50_000)), Tallies.Load(other, Soak.Count(1_000, 50_000)));
        while (!load.IsCompleted)
        {
            await silo.Rebuild.RunAsync([], null, default);
            await GoesOn(silo, load, Soak.Count(1, 5_000));
        }

        await load;
        await Tallies.Same(silo);
    }

    /// <summary>Rebuilds that follow each other at once would leave a load of very many events no time: each reads all of them again.</summary>
    private static async Task GoesOn(SiloHarness silo, Task load, int events)
    {
        var next = await Written() + events;
        await Eventually.Holds(async () => load.IsCompleted || await Written() >= next, "the load goes on");

        Task<long> Written() => silo.Database.Scalar<long>("select coalesce(sum(version), 0)::bigint from mg_streams");
    }

    [Fact]
    public async Task A_new_version_of_a_read_model_is_rebuilt_at_the_start()
    {
        var silo = await Started();
        await Tallies.Send(silo, 1, new Raise(3));
        await Tallies.Send(silo, 2, new Raise(4));
        await silo.DisposeAsync();

        await using var newer = await Started(silo.ConnectionString, TallyRowOfTens.Models);
        (await Tallies.Rows(newer)).ShouldBe(["1|30|null", "2|40|null"]);
        (await newer.Database.Rows("select name, version from mg_read_models")).ShouldBe(["tallies|2"]);
        await Tallies.Send(newer, 1, new Raise());
        await Tallies.Same(newer, 10);
    }

    [Fact]
    public async Task A_rebuild_that_fails_leaves_everything_as_it_was()
    {
        var silo = await Started(models: MendedTallies.Models);
        await Tallies.Send(silo, 1, new Raise(), new SetWord("poison"));
        await silo.DisposeAsync();

        await using var poisoned = await Started(silo.ConnectionString);
        (await Should.ThrowAsync<ReadModelFoldException>(poisoned.Rebuild.RunAsync([], null, default))).Message
            .ShouldContain("version 2 of tally-campus-1");
        (await Tallies.Rows(poisoned)).ShouldBe(["1|2|poison"]);
        await Tallies.Send(poisoned, 1, new Raise());
        (await Tallies.Rows(poisoned)).ShouldBe(["1|3|poison"]);
    }

    [Fact]
    public async Task A_document_that_went_wrong_is_right_after_a_rebuild_and_one_that_should_not_be_is_gone()
    {
        await using var silo = await Started();
        await Tallies.Send(silo, 1, new Raise(2));
        await silo.Database.Run("""
            update mt_doc_tallies set data = jsonb_set(data, '{events}', '77');
            insert into mt_doc_tallies (id, data) values ('tally-campus-9', '{"documentId": "tally-campus-9", "site": "campus", "id": 9, "events": 1}')
            """);
        (await silo.Rebuild.RunAsync(["tallies"], null, default)).ShouldBe(2);
        (await Tallies.Rows(silo)).ShouldBe(["1|2|null"]);
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
        await using (await Silo.Database.SessionLock.TakeAsync(silo.Database, "rebuild", default))
        {
            (await Should.ThrowAsync<InvalidOperationException>(silo.Rebuild.RunAsync([], null, default))).Message
                .ShouldContain("Another rebuild");
        }

        await silo.Rebuild.RunAsync([], null, default);
    }

    [Fact]
    public async Task Webhooks_are_stored_while_a_rebuild_holds_the_gate()
    {
        await using var silo = await postgres.Started();
        await silo.Accept(Hooks.Course(2, "Before", 100));
        await silo.Dispatched();
        await using var connection = new NpgsqlConnection(silo.ConnectionString);
        await connection.OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await RebuildGate.IsClosedAsync(silo.Database, default)).ShouldBeFalse();
            await using var gate = new NpgsqlCommand(RebuildGate.Close, connection);
            await gate.ExecuteNonQueryAsync();
            (await RebuildGate.IsClosedAsync(silo.Database, default)).ShouldBeTrue();
            await silo.Accept(Hooks.Course(2, "Meanwhile", 200));
            (await silo.Database.Rows("select full_name from mg_courses")).ShouldBe(["Before"]);
        }

        await silo.Dispatched();
        (await silo.Database.Rows("select full_name from mg_courses")).ShouldBe(["Meanwhile"]);
    }

    /// <summary>A reader that holds one view and waits for another made a deadlock with a rebuild that replaced them the other way round.</summary>
    [Fact]
    public async Task Readers_of_several_views_notice_nothing_of_their_replacement()
    {
        await using var silo = await postgres.Started();
        await silo.Accept(Enumerable.Range(2, 50).Select(n => Hooks.Course(n, $"Course {n}", 100)));
        await silo.Dispatched();
        using var stop = new CancellationTokenSource();
        var readers = new string[][] { ["mg_courses", "mg_enrolments"], ["mg_conferences", "mg_enrolments", "mg_courses"] }
            .Select(views => Task.Run(() => Read(silo, views, stop.Token))).ToList();
        for (var n = 0; n < Soak.Count(6, 100); n++)
        {
            await silo.Database.Run("update mg_read_models set version = 0");
            await silo.Rebuild.EnsureAsync(default);
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

    private static async Task<(int Reads, long Shortest)> Lists(SiloHarness silo, CancellationToken stop)
    {
        var (reads, shortest) = (0, long.MaxValue);
        for (; !stop.IsCancellationRequested; reads++)
        {
            shortest = Math.Min(shortest, await silo.Database.Scalar<long>("select count(*) from mg_tallies"));
        }

        return (reads, shortest);
    }

    private Task<SiloHarness> Started(string? database = null, IReadOnlyList<ReadModel>? models = null) =>
        postgres.Started(database, options => options with { Kinds = Tally.Kinds, ReadModels = models ?? TallyRow.Models });
}
