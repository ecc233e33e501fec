using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Inbox;

[Collection(PostgresCollection.Name)]
public sealed class InboxWriterTests(PostgresServer postgres)
{
    private const string Writer = "datname = current_database() and application_name = 'moodlegrains-inbox'";

    private Task<Receipt>? first;

    [Fact]
    public async Task A_delivery_with_an_id_of_its_senders_own_is_stored_once()
    {
        await using var silo = await Prepared();
        List<Task<Receipt>> together;
        await using (await HoldUp(silo))
        {
            together = [.. Enumerable.Range(0, 3).Select(_ => silo.Inbox.Accept(Hooks.Sent("d1"), default).AsTask())];
        }

        var receipts = await Task.WhenAll(together);
        var later = await silo.Inbox.Accept(Hooks.Sent("d1"), default);

        receipts.Select(receipt => receipt.Duplicate).ShouldBe([false, true, true]);
        later.Duplicate.ShouldBeTrue();
        receipts.Append(later).Select(receipt => receipt.Position).Distinct().Count()
            .ShouldBe(1, "they are told where the first one stands");
        (await silo.Database.Rows("select delivery_id from mg_inbox where delivery_id = 'd1'")).ShouldBe(["d1"]);
    }

    [Fact]
    public async Task A_body_repeated_byte_by_byte_is_stored_again_and_said_to_be_a_repetition()
    {
        await using var silo = await Prepared();
        List<Task<Receipt>> together;
        await using (await HoldUp(silo))
        {
            together = [.. Enumerable.Range(0, 2).Select(_ => silo.Inbox.Accept(Hooks.Hashed("h1"), default).AsTask())];
        }

        var receipts = await Task.WhenAll(together);
        var later = await silo.Inbox.Accept(Hooks.Hashed("h1"), default);

        receipts.Append(later).Select(receipt => receipt.Duplicate).ShouldBe([false, true, true]);
        (await silo.Database.Rows("select position from mg_inbox where delivery_id = 'h1' order by position"))
            .ShouldBe(receipts.Append(later).Select(receipt => $"{receipt.Position}"));
    }

    [Fact]
    public async Task The_same_id_from_two_sites_is_two_deliveries()
    {
        await using var silo = await Prepared();
        await silo.Inbox.Accept(Hooks.Sent("d1"), default);
        (await silo.Inbox.Accept(Hooks.Sent("d1") with { Site = "other" }, default)).Duplicate.ShouldBeFalse();
    }

    /// <summary>Keys were once taken in the order of arrival: two silos met in a deadlock, and one answered 503.</summary>
    [Fact]
    public async Task Two_silos_that_are_sent_the_same_deliveries_at_once_store_each_once()
    {
        await using var here = await Prepared();
        await using var there = await Prepared(here.ConnectionString);
        for (var round = 0; round < Soak.Count(20, 400); round++)
        {
            var ids = Enumerable.Range(0, 200).Select(n => $"{round}/{n}").ToList();
            var receipts = await Task.WhenAll(
                ids.Select(id => here.Inbox.Accept(Hooks.Sent(id), default).AsTask())
                    .Concat(ids.AsEnumerable().Reverse().Select(id => there.Inbox.Accept(Hooks.Sent(id), default).AsTask())));
            receipts.Count(receipt => !receipt.Duplicate).ShouldBe(ids.Count);
        }

        (await here.Database.Scalar<bool>("select count(*) = count(distinct delivery_id) from mg_inbox")).ShouldBeTrue();
    }

    [Fact]
    public async Task Deliveries_stand_in_the_order_in_which_they_were_given()
    {
        await using var silo = await Prepared();
        await silo.Accept(Enumerable.Range(0, 2_000).Select(n => Hooks.Sent($"d{n}")));
        (await silo.Database.Rows("select delivery_id from mg_inbox order by position")).ShouldBe(
            Enumerable.Range(0, 2_000).Select(n => $"d{n}"));
    }

    [Fact]
    public async Task A_full_queue_refuses_instead_of_growing()
    {
        await using var silo = await Prepared(limits: new(MaxWaiting: 5));
        List<Task<Receipt>> queued;
        await using (await HoldUp(silo))
        {
            queued = [.. Enumerable.Range(0, 5).Select(n => silo.Inbox.Accept(Hooks.Sent($"d{n}"), default).AsTask())];
            await Should.ThrowAsync<InboxFullException>(silo.Inbox.Accept(Hooks.Sent("too many"), default).AsTask());
        }

        (await Task.WhenAll(queued)).ShouldAllBe(receipt => !receipt.Duplicate);
        (await silo.Inbox.Accept(Hooks.Sent("again"), default)).Duplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task A_value_the_database_cannot_hold_fails_its_own_delivery_only()
    {
        await using var silo = await Prepared();
        List<Task<Receipt>> sent;
        await using (await HoldUp(silo))
        {
            sent = [.. Enumerable.Range(0, 100)
                .Select(n => silo.Inbox.Accept(Hooks.Sent(n == 40 ? "d\0" : $"d{n}"), default).AsTask())];
        }

        await Should.ThrowAsync<InboxUnavailableException>(sent[40]);
        await Task.WhenAll(sent.Where((_, n) => n != 40));
        (await silo.Database.Scalar<long>("select count(*) from mg_inbox where delivery_id like 'd%'")).ShouldBe(99);
    }

    [Fact]
    public async Task A_lost_connection_is_told_and_the_next_delivery_is_stored()
    {
        await using var silo = await Prepared();
        Task<Receipt> behind;
        await using (await HoldUp(silo))
        {
            behind = silo.Inbox.Accept(Hooks.Sent("behind"), default).AsTask();
            await silo.Database.Run($"select pg_terminate_backend(pid) from pg_stat_activity where {Writer}");
            await Should.ThrowAsync<InboxUnavailableException>(first!);
        }

        await behind;
        (await silo.Database.Rows("select delivery_id from mg_inbox")).ShouldBe(["behind"]);
    }

    /// <summary>Locks the inbox, and waits until its writer stands before it with a first delivery.</summary>
    private async Task<NpgsqlConnection> HoldUp(SiloHarness silo)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(silo.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var locking = new NpgsqlCommand("begin; lock table mg_deliveries in exclusive mode", connection);
        await locking.ExecuteNonQueryAsync();
        first = silo.Inbox.Accept(Hooks.Hashed("first"), default).AsTask();
        await Eventually.Holds(
            async () => await silo.Database
                .Scalar<long>($"select count(*) from pg_stat_activity where {Writer} and wait_event_type = 'Lock'") > 0,
            "the writer waits");
        return connection;
    }

    private Task<SiloHarness> Prepared(string? database = null, GroupCommitLimits? limits = null) =>
        postgres.Prepared(database, options => options with { ReadModels = [], Commits = limits ?? new() });
}
