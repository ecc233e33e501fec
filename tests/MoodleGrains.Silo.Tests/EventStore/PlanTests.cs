using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Projections;
using Npgsql;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>The plans of the statements that the speed rests on: those of the indexes, whatever the statistics say.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PlanTests(PostgresServer postgres)
{
    private const string FillEvents = """
        insert into mt_streams (id, type, version) select 'course-campus-' || n, 'course', 50 from generate_series(1, 1000) n;
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'course-campus-' || (n % 1000 + 1), n / 1000 + 1, '{}', 'course_shown', now()
        from generate_series(0, 49999) n
        """;

    private const string FillInbox = """
        insert into mg_inbox (position, site, delivery_id, sent_id, shape, event, crud, told, received_at, body)
        select nextval('mg_inbox_sequence'), 'campus', 'd' || n, false, 'nosey', 'e', 'u', 0, now() + (n / 10000) * interval '1 day', ''
        from generate_series(0, 49999) n
        """;

    [Theory]
    [InlineData("force_custom_plan")]
    [InlineData("force_generic_plan")]
    public async Task The_daemon_pages_through_events_by_the_primary_key(string mode)
    {
        await using var silo = await Prepared();
        await using var pages = await Paging(silo, mode, $"prepare page (bigint, bigint, integer) as {EventPages.Query}");
        (await Plan(pages, "page(0, 100, 1000)")).ShouldBe(["Limit", "Index Scan using pkey_mt_events_seq_id on mt_events"]);

        await silo.Database.Run(FillEvents);
        (await Plan(pages, "page(25000, 50000, 1000)")).ShouldBe(["Limit", "Index Scan using pkey_mt_events_seq_id on mt_events"]);
        await silo.Database.Run("analyze mt_events");
        (await Plan(pages, "page(0, 50000, 50000)")).ShouldBe(["Limit", "Index Scan using pkey_mt_events_seq_id on mt_events"]);
    }

    [Theory]
    [InlineData("force_custom_plan")]
    [InlineData("force_generic_plan")]
    public async Task The_dispatcher_pages_through_the_inbox_by_its_primary_keys(string mode)
    {
        await using var silo = await Prepared();
        await using var pages = await Paging(silo, mode, $"prepare page (bigint, bigint, timestamptz, bigint) as {InboxReader.Query}");
        await silo.Database.Run(FillInbox);
        foreach (var analyzed in (bool[])[false, true])
        {
            if (analyzed)
            {
                await silo.Database.Run("analyze mg_inbox");
            }

            var plan = await Plan(pages, "page(25000, 50000, now() - interval '1 day', 512)");
            plan[..2].ShouldBe(["Limit", "Merge Append"]);
            plan[2..].ShouldAllBe(node => node.StartsWith("Index Scan using mg_inbox_20", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Appends_find_their_streams_by_the_primary_key()
    {
        await using var silo = await Prepared();
        await using var writer = await Connection(silo, EventBatch.WriterOptions);
        await Run(writer, $"prepare append (varchar[], bigint[], bigint[], uuid[], varchar[], bigint[], jsonb[], varchar[], jsonb[], "
            + $"integer[]) as {EventBatch.Append}");
        const string call = "append('{a}', '{0}', '{1}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')";
        var fresh = await Plan(writer, call);
        fresh.Count(node => node.StartsWith("Index Scan using pkey_mt_streams_id", StringComparison.Ordinal)).ShouldBe(2);

        // What locks them is the update: one after the other as the arrays name them.
        var update = fresh.FindIndex(node => node.StartsWith("Update on mt_streams", StringComparison.Ordinal));
        fresh[(update + 1)..(update + 4)].ShouldBe(
            ["Nested Loop", "Function Scan on s", "Index Scan using pkey_mt_streams_id on mt_streams m"]);

        await silo.Database.Run(FillEvents);
        (await Plan(writer, call)).ShouldBe(fresh);
        fresh.ShouldNotContain(node => node.StartsWith("Seq Scan on mt", StringComparison.Ordinal));
    }

    private static async Task<NpgsqlConnection> Paging(SiloHarness silo, string mode, string prepare)
    {
        var connection = await Connection(silo, EventPages.ReaderOptions);
        await Run(connection, $"set plan_cache_mode = {mode}");
        await Run(connection, prepare);
        return connection;
    }

    private static async Task<NpgsqlConnection> Connection(SiloHarness silo, string options)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(silo.ConnectionString) { Options = options, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The nodes of the plan, outermost first.</summary>
    private static async Task<List<string>> Plan(NpgsqlConnection connection, string call)
    {
        await using var command = new NpgsqlCommand($"explain (costs off) execute {call}", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> nodes = [];
        while (await reader.ReadAsync())
        {
            var line = reader.GetString(0).Trim();
            if (nodes.Count == 0 || line.StartsWith("->", StringComparison.Ordinal))
            {
                nodes.Add(line.TrimStart('-', '>', ' '));
            }
        }

        return nodes;
    }

    private Task<SiloHarness> Prepared() => postgres.Prepared(with: options => options with { ReadModels = [] });
}
