namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>
/// What the daemon of a Marten that reads our database relies on (docs/decisions/003-marten-tables.md), as measured with Marten 9.29.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class MartenTablesTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("mt_high_water_skips", "ending_sequence int8!, starting_sequence int8!, timestamp timestamptz")]
    [InlineData("mt_doc_deadletterevent", "id uuid!, data jsonb!, mt_last_modified timestamptz, mt_version uuid!, mt_dotnet_type varchar")]
    public async Task A_table_of_its_daemon_has_Martens_columns_and_no_other(string table, string columns)
    {
        await using var silo = await postgres.Prepared();

        (await silo.Database.Scalar<string>($"""
            select string_agg(column_name || ' ' || udt_name || case is_nullable when 'NO' then '!' else '' end, ', ' order by ordinal_position)
            from information_schema.columns where table_schema = 'public' and table_name = '{table}'
            """)).ShouldBe(columns);
    }

    [Fact]
    public async Task A_daemon_marks_its_progress_and_moves_over_a_gap_only_from_where_it_stands()
    {
        await using var silo = await postgres.Prepared();
        await silo.Database.Run("select mt_mark_event_progression('HighWaterMark', 5), mt_mark_event_progression('HighWaterMark', 7)");

        (await silo.Database.Scalar<long>("select mt_mark_progression_with_skip('HighWaterMark', 12, 9)")).ShouldBe(7);
        (await silo.Database.Scalar<long>("select mt_mark_progression_with_skip('HighWaterMark', 12, 7)")).ShouldBe(12);
        (await silo.Database.Scalar<long>("select mt_mark_progression_with_skip('New', 3, 0)")).ShouldBe(3);

        (await silo.Database.Rows("select name, last_seq_id from mt_event_progression order by 1")).ShouldBe(["HighWaterMark|12", "New|3"]);
        (await silo.Database.Rows("select starting_sequence, ending_sequence from mt_high_water_skips order by 1")).ShouldBe(
            ["0|3", "7|12"]);
    }
}
