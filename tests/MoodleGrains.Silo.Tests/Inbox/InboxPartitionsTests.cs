using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.Inbox;

namespace MoodleGrains.Silo.Tests.Inbox;

[Collection(PostgresCollection.Name)]
public sealed class InboxPartitionsTests(PostgresServer postgres)
{
    [Fact]
    public async Task Partitions_are_there_two_weeks_ahead()
    {
        await using var silo = await Prepared();

        (await Partitions(silo)).ShouldBe(await silo.Database.Rows("""
            select 'mg_inbox_' || to_char((now() at time zone 'UTC')::date + d, 'YYYYMMDD') from generate_series(-1, 14) d
            """));
    }

    [Fact]
    public async Task Whole_days_past_their_retention_are_dropped_once_everything_in_them_was_dispatched()
    {
        await using var silo = await Prepared();
        await silo.Database.Run("""
            create table mg_inbox_20200101 partition of mg_inbox for values from ('2020-01-01 00:00+00') to ('2020-01-02 00:00+00');
            create table mg_inbox_20200102 partition of mg_inbox for values from ('2020-01-02 00:00+00') to ('2020-01-03 00:00+00');
            insert into mg_inbox (position, site, delivery_id, sent_id, shape, event, crud, told, received_at, body)
            values (5, 'campus', 'a', true, 'nosey', 'e', 'u', 0, '2020-01-01 12:00+00', ''), (6, 'campus', 'b', true, 'nosey', 'e', 'u', 0, '2020-01-02 12:00+00', '');
            insert into mg_deliveries (key, position, received_at)
            values (gen_random_uuid(), 5, '2020-01-01 12:00+00'), (gen_random_uuid(), 6, '2020-01-02 12:00+00');
            """);
        var partitions = new InboxPartitions(silo.Database, TimeSpan.FromDays(90), NullLogger<InboxPartitions>.Instance);

        await partitions.KeepAsync(default);
        (await Old(silo)).ShouldBe(["mg_inbox_20200101", "mg_inbox_20200102"]);

        await silo.Database.Run("update mg_progress set position = 6 where name = 'inbox'; update mg_progress set position = 5 where name "
            + "= 'inbox' and shard = 3");
        await partitions.KeepAsync(default);
        (await Old(silo)).ShouldBe(["mg_inbox_20200102"]);
        (await silo.Database.Rows("select position from mg_deliveries")).ShouldBe(["6"]);

        await silo.Database.Run("update mg_progress set position = 6 where name = 'inbox'");
        await partitions.KeepAsync(default);
        (await Old(silo)).ShouldBeEmpty();
    }

    private static async Task<IEnumerable<string>> Old(SiloHarness silo)
        => (await Partitions(silo)).Where(name => name.StartsWith("mg_inbox_2020", StringComparison.Ordinal));

    private static Task<List<string>> Partitions(SiloHarness silo) =>
        silo.Database.Rows("select inhrelid::regclass::text as name from pg_inherits where inhparent = 'mg_inbox'::regclass order by name");

    private Task<SiloHarness> Prepared() => postgres.Prepared(with: options => options with { ReadModels = [] });
}
