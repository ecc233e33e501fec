using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Log;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class EventWriterTests(PostgresServer postgres)
{
    [Fact]
    public async Task One_value_that_jsonb_refuses_in_a_batch_of_500_fails_only_its_append()
    {
        await using var silo = await Prepared();
        var appends = Enumerable.Range(0, 500)
            .Select(n => Appends.To($"tally-campus-{n}", 0, n == 250 ? """{"word":"\u0000"}""" : """{"word":"a"}""")).ToList();
        List<Task<AppendedAt>> sent;
        await using (await Appends.HoldUp(silo))
        {
            sent = [.. appends.Select(append => silo.Events.AppendUnchecked(append, default))];
        }

        (await Should.ThrowAsync<UnstorableEventException>(sent[250])).Message.ShouldContain("tally-campus-250");
        await Task.WhenAll(sent.Where((_, n) => n != 250));
        (await silo.Database.Scalar<long>("select count(*) from mt_events where stream_id like 'tally-%'")).ShouldBe(499);
        (await silo.Database.Scalar<long>("select count(*) from mt_streams where id = 'tally-campus-250'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_version_conflict_fails_only_its_own_append()
    {
        await using var silo = await Prepared();
        await silo.Events.Append(Appends.To("tally-campus-1", 0, "{}", "{}"), default);
        Task<AppendedAt> early, stale, missing, late;
        await using (await Appends.HoldUp(silo))
        {
            early = silo.Events.Append(Appends.To("tally-campus-0", 0, "{}"), default);
            stale = silo.Events.Append(Appends.To("tally-campus-1", 1, "{}"), default);
            missing = silo.Events.Append(Appends.To("tally-campus-2", 7, "{}"), default);
            late = silo.Events.Append(Appends.To("tally-campus-3", 0, "{}"), default);
        }

        await Task.WhenAll(early, late);
        (await Should.ThrowAsync<VersionConflictException>(stale)).Message
            .ShouldBe("Stream tally-campus-1 is at version 2, expected was 1.");
        (await Should.ThrowAsync<VersionConflictException>(missing)).Message.ShouldContain("at version -1");
        (await silo.Database.Rows("select id, version from mt_streams where id like 'tally-%' order by id"))
            .ShouldBe(["tally-campus-0|1", "tally-campus-1|2", "tally-campus-3|1"]);
    }

    [Fact]
    public async Task Of_two_that_expect_the_same_version_in_one_batch_the_first_wins()
    {
        await using var silo = await Prepared();
        Task<AppendedAt> first, second;
        await using (await Appends.HoldUp(silo))
        {
            first = silo.Events.Append(Appends.To("tally-campus-1", 0, """{"word":"first"}"""), default);
            second = silo.Events.Append(Appends.To("tally-campus-1", 0, """{"word":"second"}"""), default);
        }

        await first;
        await Should.ThrowAsync<VersionConflictException>(second);
        (await silo.Database.Rows("select data->>'word' from mt_events where stream_id = 'tally-campus-1'")).ShouldBe(["first"]);
    }

    [Fact]
    public async Task In_a_batch_numbers_follow_the_order_of_the_appends_and_of_the_events_within_them()
    {
        await using var silo = await Prepared(new(Writers: 1));
        await using (var held = await Appends.HoldUp(silo))
        {
            // Named so that the order in which the streams are locked is another one.
            foreach (var n in Enumerable.Range(0, 50))
            {
                _ = silo.Events.Append(Appends.To($"tally-campus-{99 - n}", 0, $$"""{"at":"{{n}}a"}""", $$"""{"at":"{{n}}b"}"""), default);
            }
        }

        await Eventually.Holds(
            async () => await silo.Database.Scalar<long>("select count(*) from mt_events where stream_id like 'tally-%'") == 100,
            "all are appended");
        (await silo.Database.Rows("select data->>'at' from mt_events where stream_id like 'tally-%' order by seq_id"))
            .ShouldBe(Enumerable.Range(0, 50).SelectMany(n => new[] { $"{n}a", $"{n}b" }));
        (await silo.Database.Scalar<long>("select count(distinct xmin::text) from mt_events where stream_id like 'tally-%'"))
            .ShouldBe(1, "it was one transaction");
    }

    [Fact]
    public async Task A_row_is_shaped_as_Marten_shapes_it()
    {
        await using var silo = await Prepared();
        await silo.Events.Append(Appends.To("tally-campus-1", 0, "{}", "{}"), default);

        (await silo.Database.Rows("""
            select version, type, headers::text, tenant_id, is_archived, bdata, mt_dotnet_type, correlation_id, user_name from mt_events
            where stream_id = 'tally-campus-1' order by version
            """)).ShouldBe(
            ["1|tally_raised|null|*DEFAULT*|False|null|null|null|null", "2|tally_raised|null|*DEFAULT*|False|null|null|null|null"]);
        (await silo.Database.Rows("select id, type, version, tenant_id, is_archived from mt_streams"))
            .ShouldBe(["tally-campus-1|tally|2|*DEFAULT*|False"]);
    }

    [Fact]
    public async Task An_append_during_which_the_connection_is_lost_is_uncertain_and_the_stream_tells()
    {
        await using var silo = await Prepared();
        Task<AppendedAt> behind;
        await using (var held = await Appends.HoldUp(silo))
        {
            await silo.Database.Run($"select pg_terminate_backend({await Appends.WriterBackend(silo)})");
            await Should.ThrowAsync<AppendUncertainException>(held.First);
            behind = silo.Events.Append(Appends.To("tally-campus-1", 0, "{}"), default);
        }

        await behind;
        (await silo.Loader.VersionAsync("held-campus-1", default)).ShouldBe(1);
        (await silo.Loader.VersionAsync("tally-campus-1", default)).ShouldBe(1);
        await silo.Events.Append(Appends.To("held-campus-1", 1, "{}"), default);
    }

    /// <summary>A cancelled statement was once reported as a value that cannot be stored, and its delivery parked for good.</summary>
    [Fact]
    public async Task A_fault_that_says_nothing_about_the_values_is_not_blamed_on_them()
    {
        await using var silo = await Prepared();
        await using var held = await Appends.HoldUp(silo);
        await silo.Database.Run($"select pg_cancel_backend({await Appends.WriterBackend(silo)})");

        await Should.ThrowAsync<AppendUncertainException>(held.First);
    }

    private Task<SiloHarness> Prepared(GroupCommitLimits? limits = null) =>
        postgres.Prepared(with: options => options with { ReadModels = [], Commits = limits ?? new() });
}
