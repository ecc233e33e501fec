using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Tests.EventStore;
using MoodleGrains.Silo.Tests.Inbox;

namespace MoodleGrains.Silo.Tests.Log;

[Collection(PostgresCollection.Name)]
public sealed class LogSignalTests(PostgresServer postgres)
{
    private readonly LogSignal signal = new();

    [Fact]
    public void A_reader_asks_the_database_first_and_then_believes_the_commits_of_its_silo()
    {
        signal.Whole().ShouldBeNull();
        signal.Whole().ShouldBe(0);
        signal.Committed(7);
        signal.Committed(5);
        signal.Whole().ShouldBe(7);
    }

    [Fact]
    public void A_commit_beside_another_one_or_a_word_from_elsewhere_makes_the_reader_ask_once()
    {
        signal.Whole();
        signal.Committed(7);
        signal.Committed(null);
        signal.Whole().ShouldBeNull();
        signal.Whole().ShouldBe(7);
        signal.Set();
        signal.Committed(9);
        signal.Whole().ShouldBeNull();
        signal.Whole().ShouldBe(9);
    }

    [Fact]
    public async Task Who_waited_in_vain_asks_the_database()
    {
        signal.Whole();
        signal.Committed(7);
        await signal.WaitAsync(TimeSpan.FromMinutes(1), default);
        signal.Whole().ShouldBe(7);
        await signal.WaitAsync(TimeSpan.FromMilliseconds(1), default);
        signal.Whole().ShouldBeNull();
    }

    [Fact]
    public async Task An_append_tells_up_to_where_all_is_there_unless_somebody_else_is_appending()
    {
        await using var silo = await postgres.Prepared();
        await RawAppender.Prepare(silo.Database);
        silo.Notifications.Events.IsRead = true;
        silo.Notifications.Events.Whole();
        var alone = await silo.Events.Append(Appends.To("tally-campus-1", 0, "{}", "{}"), default);
        silo.Notifications.Events.Whole().ShouldBe(alone.Position);

        await using var slow = await RawAppender.Open(silo.ConnectionString);
        var below = (await slow.Append()).Single();
        var beside = await silo.Events.Append(Appends.To("tally-campus-2", 0, "{}"), default);
        beside.Position.ShouldBeGreaterThan(below);
        silo.Notifications.Events.Whole().ShouldBeNull("a lower row may still be committed");
        silo.Notifications.Events.Whole().ShouldBe(alone.Position);

        await slow.Commit();
        var after = await silo.Events.Append(Appends.To("tally-campus-3", 0, "{}"), default);
        silo.Notifications.Events.Whole().ShouldBe(after.Position);
    }

    [Fact]
    public async Task A_delivery_tells_up_to_where_all_is_there_unless_another_silo_is_storing_one()
    {
        await using var silo = await postgres.Prepared();
        silo.Notifications.Inbox.IsRead = true;
        silo.Notifications.Inbox.Whole();
        await silo.Accept(Hooks.Course(1, "History", 100));
        silo.Notifications.Inbox.Whole().ShouldBe(await silo.Database.Scalar<long>("select max(position) from mg_inbox"));

        await using var connection = await silo.Database.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await using var takes = new Npgsql.NpgsqlCommand(
            $"{LogName.Inbox.SharedLock}; select nextval('{LogName.Inbox.Sequence}')",
            connection);
        await takes.ExecuteNonQueryAsync();
        await silo.Accept(Hooks.Course(2, "Physics", 100));
        silo.Notifications.Inbox.Whole().ShouldBeNull();
    }
}
