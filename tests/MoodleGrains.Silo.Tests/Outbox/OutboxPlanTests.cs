using System.Globalization;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Outbox;

/// <summary>The plans of the outbox's statements with much in it: those of the indexes, whatever the statistics say.</summary>
[Collection(PostgresCollection.Outbox)]
public sealed class OutboxPlanTests(PostgresServer postgres)
{
    // Most are timers of the future or stand behind a dead letter; few are due.
    private const string Fill = """
        insert into mg_effects (id, key, type, body, due, turn) select 'e' || n, 'key' || n, 'post', '{}', now(), now() from generate_series(1, 100000) n;
        insert into mg_effect_keys (key, head, type, next_at, last_turn)
        select key, seq, type, case when seq % 3 = 0 then 'infinity' when seq % 1000 = 1 then now() - interval '1 s' else now() + seq * interval '1 s' end, now()
        from mg_effects
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claim_reads_only_what_is_due_among_a_hundred_thousand_keys(bool analyzed)
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        await silo.Database.Run(Fill);
        if (analyzed)
        {
            await silo.Database.Run("analyze mg_effects, mg_effect_keys");
        }

        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(silo.ConnectionString)
            {
                Options = EffectStatements.Options,
                Pooling = false
            }.ConnectionString);
        await connection.OpenAsync();
        await Run(
            connection,
            $"prepare claim (text[], text[], timestamptz, text, interval, text[], text[], int[]) as {ClaimStatements.DueSql}");
        await Run(connection, $"prepare next (text[], timestamptz) as {ClaimStatements.NextSql}");

        var claim = await Plan(connection, "claim('{post}', '{}', now(), 'me', '10 s', '{post,ring}', '{discord,mail}', '{32,32}')");
        claim.ShouldContain(line => line.Contains("Index Scan using mg_effect_keys_next on mg_effect_keys", StringComparison.Ordinal));
        claim.ShouldContain(line => Searches(line, "mg_effect_keys_pkey"));
        claim.ShouldContain(line => Searches(line, "mg_effects_pkey"));
        claim.ShouldNotContain(line => line.Contains("Seq Scan on mg_", StringComparison.Ordinal));
        Rows(claim.First(line => line.Contains("mg_effect_keys_next", StringComparison.Ordinal))).ShouldBeLessThanOrEqualTo(32);

        var next = await Plan(connection, "next('{post,ring}', now())");
        next.ShouldContain(line => line.Contains("Scan using mg_effect_keys_next", StringComparison.Ordinal));
        Rows(next.First(line => line.Contains("mg_effect_keys_next", StringComparison.Ordinal))).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_new_outbox_gets_its_first_statistics_once_there_is_something_to_count()
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        (await silo.Upkeep.AnalyzeAsync(default)).ShouldBeFalse();
        await silo.Database.Run(Fill);
        await Eventually.Holds(() => silo.Upkeep.AnalyzeAsync(default), "PostgreSQL counted the new rows");
        (await silo.Database.Rows("select relname from pg_class where relname in ('mg_effects', 'mg_effect_keys') and reltuples > 90000"))
            .Count.ShouldBe(2);
        await Eventually.Holds(async () => !await silo.Upkeep.AnalyzeAsync(default), "it is not done again");
    }

    private static bool Searches(string line, string index) =>
        line.Contains("Index Scan", StringComparison.Ordinal) && line.Contains(index, StringComparison.Ordinal);

    [Theory]
    [InlineData("{post}", "on")]
    [InlineData("{ring}", "off")]
    public async Task A_claim_waits_for_the_disk_if_an_attempt_in_it_is_to_be_counted(string counted, string waits)
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        await silo.Database.Run(Fill);
        await using var connection = await silo.Database.OpenConnectionAsync();
        await Run(
            connection,
            $"prepare claim (text[], text[], timestamptz, text, interval, text[], text[], int[]) as {ClaimStatements.DueSql}");
        await Run(connection, "begin");
        await Run(connection, $"execute claim('{counted}', '{{}}', now(), 'me', '10 s', '{{post}}', '{{discord}}', '{{1}}')");
        await using var show = new NpgsqlCommand("show synchronous_commit", connection);
        (await show.ExecuteScalarAsync()).ShouldBe(waits);
        await Run(connection, "rollback");
        (await show.ExecuteScalarAsync()).ShouldBe("on");
    }

    /// <summary>
    /// An outbox is empty most of the time, and so are its statistics and the plans that were made by them; then comes a backlog.
    /// </summary>
    [Fact]
    public async Task Plans_that_were_made_while_nothing_was_undone_find_effects_by_their_keys()
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        await silo.Database.Run("analyze mg_effects, mg_effect_keys");
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(silo.ConnectionString)
            {
                Options = EffectStatements.Options,
                Pooling = false
            }.ConnectionString);
        await connection.OpenAsync();
        await Run(
            connection,
            $"prepare claim (text[], text[], timestamptz, text, interval, text[], text[], int[]) as {ClaimStatements.DueSql}");
        await Run(
            connection,
            $"prepare verdicts (text[], bigint[], bigint[], text[], timestamptz[], text[], text[], timestamptz) as "
                + $"{OutcomeBatch.Verdicts}");
        await Run(connection, $"prepare supersede (text[], timestamptz) as {EffectStatements.SupersedeSql}");
        const string claim = "claim('{post}', '{}', now(), 'me', '10 s', '{post}', '{discord}', '{32}')";
        const string
            verdicts = "verdicts('{key5,key6}', '{0,0}', '{5,6}', '{done,done}', '{null,null}', '{null,null}', '{null,null}', now())";
        const string supersede = "supersede('{e5,e6}', now())";
        await Plan(connection, claim);
        await Plan(connection, verdicts);
        await Plan(connection, supersede);

        await silo.Database.Run(Fill.Replace("100000", "10000", StringComparison.Ordinal));
        await silo.Database.Run("update mg_effects set supersedes = true where seq in (5, 6)");

        ReadsFew([.. await Plan(connection, claim), .. await Plan(connection, verdicts), .. await Plan(connection, supersede)]);
    }

    private static void ReadsFew(IEnumerable<string> plan)
    {
        foreach (var line in plan)
        {
            var read = line.Contains("Rows Removed", StringComparison.Ordinal)
                ? double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)
                : line.Contains(" on mg_effect", StringComparison.Ordinal) && line.Contains("rows=", StringComparison.Ordinal) ? Rows(line)
                : 0;
            read.ShouldBeLessThanOrEqualTo(100, line);
        }
    }

    private static double Rows(string line) =>
        double.Parse(line.Split("rows=")[^1].Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> Plan(NpgsqlConnection connection, string call)
    {
        await using var command = new NpgsqlCommand($"explain (analyze, costs off, timing off) execute {call}", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
