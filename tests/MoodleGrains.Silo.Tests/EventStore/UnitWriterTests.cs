using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Tests.EventSourcing;
using MoodleGrains.Silo.Tests.Outbox;

namespace MoodleGrains.Silo.Tests.EventStore;

[Collection(PostgresCollection.Name)]
public sealed class UnitWriterTests(PostgresServer postgres)
{
    [Fact]
    public async Task Events_documents_and_effects_of_a_group_are_one_transaction()
    {
        var oneWriter = UnitLimits.Default with { Small = new(MaxBatch: 150, Writers: 1) };
        await using var silo = await Prepared(reactions: [Echo], limits: oneWriter);
        Task<long>[] written;
        await using (await Units.HoldUp(silo))
        {
            written = [.. Enumerable.Range(0, 50).Select(n => silo.Units.Write(Units.Words($"tally-campus-{n}", 0, "a", "b"), default))];
        }

        await Task.WhenAll(written);
        (await silo.Database.Rows("""
            select count(distinct e.xmin::text), count(distinct d.xmin::text), count(distinct o.xmin::text)
            from mt_events e, mt_doc_tallies d, mg_effects o
            where e.stream_id like 'tally-campus-%' and d.id = e.stream_id and o.key = e.stream_id
              and e.xmin = d.xmin and d.xmin = o.xmin
            """)).ShouldBe(["1|1|1"]);
        (await silo.Database.Scalar<long>("select count(*) from mg_tallies where site = 'campus' and events = 2 and word = 'b'"))
            .ShouldBe(50);
        (await silo.Database.Scalar<long>("select count(*) from mg_effects where key like 'tally-campus-%'")).ShouldBe(100);
    }

    [Fact]
    public async Task A_value_that_jsonb_refuses_fails_its_unit_before_it_is_queued()
    {
        await using var silo = await Prepared();
        (await Should.ThrowAsync<UnstorableEventException>(silo.Units.Write(Units.Words("tally-campus-1", 0, "\0"), default)))
            .Message.ShouldContain("tally-campus-1");
        (await silo.Streams.VersionAsync("tally-campus-1", default)).ShouldBe(0);
    }

    [Fact]
    public async Task An_event_that_a_read_model_cannot_fold_fails_only_its_own_unit_of_a_group()
    {
        await using var silo = await Prepared();
        Task<long>[] written;
        await using (await Units.HoldUp(silo))
        {
            written = [.. Enumerable.Range(0, 20)
                .Select(n => silo.Units.Write(Units.Words($"tally-campus-{n}", 0, n == 7 ? "poison" : "fine"), default))];
        }

        (await Should.ThrowAsync<ReadModelFoldException>(written[7])).Message.ShouldBe(
            "Read model tallies cannot fold word_set, version 1 of tally-campus-7, into tally-campus-7: poisoned");
        await Task.WhenAll(written.Where((_, n) => n != 7));
        (await silo.Database.Scalar<long>("select count(*) from mg_tallies where site = 'campus'")).ShouldBe(19);
        (await silo.Streams.VersionAsync("tally-campus-7", default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_reaction_that_throws_fails_its_unit()
    {
        await using var silo = await Prepared(reactions: [_ => throw new InvalidOperationException("no taste")]);
        await Should.ThrowAsync<InvalidOperationException>(silo.Units.Write(Units.Words("tally-campus-1", 0, "a"), default));
        (await silo.Streams.VersionAsync("tally-campus-1", default)).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_database_refuses_of_an_effect_fails_its_unit_and_no_other()
    {
        await using var silo = await Prepared(reactions: [Echo]);
        await silo.Database.Run("alter table mg_effects add constraint no_post check (body->>'text' <> 'refused' or done_at is not null)");
        Task<long> refused, fine;
        await using (await Units.HoldUp(silo))
        {
            refused = silo.Units.Write(Units.Words("tally-campus-1", 0, "refused"), default);
            fine = silo.Units.Write(Units.Words("tally-campus-2", 0, "fine"), default);
        }

        await fine;
        await Should.ThrowAsync<UnstorableEventException>(refused);
        (await silo.Database.Rows("select id from mg_tallies where site = 'campus'")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_version_conflict_fails_only_its_own_unit()
    {
        await using var silo = await Prepared();
        await silo.Units.Write(Units.Words("tally-campus-1", 0, "a", "b"), default);
        Task<long> early, stale, missing, late;
        await using (await Units.HoldUp(silo))
        {
            early = silo.Units.Write(Units.Words("tally-campus-0", 0, "a"), default);
            stale = silo.Units.Write(Units.Words("tally-campus-1", 1, "c"), default);
            missing = silo.Units.Write(Units.Words("tally-campus-2", 7, "a"), default);
            late = silo.Units.Write(Units.Words("tally-campus-3", 0, "a"), default);
        }

        await Task.WhenAll(early, late);
        (await Should.ThrowAsync<VersionConflictException>(stale)).Message
            .ShouldBe("Stream tally-campus-1 is at version 2, expected was 1.");
        (await Should.ThrowAsync<VersionConflictException>(missing)).Message.ShouldContain("at version 0");
        (await silo.Database.Rows("select id, version from mg_streams where id like 'tally-campus-%' order by id"))
            .ShouldBe(["tally-campus-0|1", "tally-campus-1|2", "tally-campus-3|1"]);
    }

    [Fact]
    public async Task Of_two_that_expect_the_same_version_at_the_same_time_the_first_wins()
    {
        await using var silo = await Prepared();
        Task<long> first, second;
        await using (await Units.HoldUp(silo))
        {
            first = silo.Units.Write(Units.Words("tally-campus-1", 0, "first"), default);
            second = silo.Units.Write(Units.Words("tally-campus-1", 0, "second"), default);
        }

        await first;
        await Should.ThrowAsync<VersionConflictException>(second);
        (await silo.Database.Rows("select data->>'word' from mg_events where stream_id = 'tally-campus-1'")).ShouldBe(["first"]);
    }

    [Fact]
    public async Task Of_two_silos_that_begin_the_same_stream_one_wins_and_the_other_is_told_of_a_conflict()
    {
        await using var here = await Prepared();
        await using var there = await Prepared(here.ConnectionString);
        for (var n = 0; n < 20; n++)
        {
            var stream = $"tally-campus-{n}";
            var both = new[] { here, there }.Select(silo => silo.Units.Write(Units.Words(stream, 0, silo.Id), default)).ToList();
            await Task.WhenAll(both.Select(one => Task.WhenAny(one)));
            both.Count(one => one.IsCompletedSuccessfully).ShouldBe(1);
            await Should.ThrowAsync<VersionConflictException>(both.Single(one => !one.IsCompletedSuccessfully));
        }

        (await here.Database.Scalar<long>("select count(*) from mg_tallies where events = 1")).ShouldBe(20);
    }

    [Fact]
    public async Task A_row_says_what_led_to_it()
    {
        await using var silo = await Prepared();
        var unit = Units.Words("tally-campus-1", 0, "a");
        await silo.Units.Write(unit with { Events = [unit.Events[0] with { Cause = new("d1", 12, "00-trace-01", true) }] }, default);
        await silo.Units.Write(Units.Words("tally-campus-1", 1, "b"), default);

        (await silo.Database.Rows("select version, type, headers::text from mg_events order by version")).ShouldBe(
        [
            """1|word_set|{"inbox": 12, "delivery": "d1", "imported": true, "traceparent": "00-trace-01"}""",
            "2|word_set|null",
        ]);
        (await silo.Database.Rows("select id, type, version from mg_streams")).ShouldBe(["tally-campus-1|tally|2"]);
    }

    [Fact]
    public async Task A_unit_during_which_the_connection_is_lost_is_written_all_the_same()
    {
        await using var silo = await Prepared();
        Task<long> behind;
        await using (var held = await Units.HoldUp(silo))
        {
            behind = silo.Units.Write(Units.Words("tally-campus-1", 0, "a"), default);
            await silo.Database.Run($"select pg_terminate_backend({await Units.WaitingBackend(silo)})");
            await held.DisposeAsync();
            await held.First;
        }

        await behind;
        (await silo.Streams.VersionAsync("tally-held-1", default)).ShouldBe(2);
        (await silo.Streams.VersionAsync("tally-campus-1", default)).ShouldBe(1);
    }

    [Fact]
    public async Task A_large_unit_does_not_hold_up_the_small_ones()
    {
        await using var silo = await Prepared();
        var large = silo.Units.Write(
            Units.Of("tally-campus-1", 0, [.. Enumerable.Range(0, 500).Select(_ => new TallyRaised())]), default);
        await silo.Units.Write(Units.Words("tally-campus-2", 0, "a"), default);
        await large;
        (await silo.Database.Rows("select id, events from mg_tallies order by id")).ShouldBe(["1|500", "2|1"]);
    }

    [Fact]
    public async Task A_decision_of_very_many_events_is_written_in_several_units_of_which_the_last_names_the_delivery()
    {
        await using var silo = await Prepared();
        await silo.Grains.Send(new("tally-campus-1"), new([new Raise(1_200)], Position: 7, DeliveryId: "d7"), default);

        (await silo.Database.Rows("select events from mg_tallies")).ShouldBe(["1200"]);
        (await silo.Database.Rows(
            "select count(*), min(version), max(version), headers->>'inbox' from mg_events group by 4 order by 2"))
            .ShouldBe(["1000|1|1000|null", "200|1001|1200|7"]);
        await using var fresh = await Prepared(silo.ConnectionString);
        (await fresh.Grains.Latest<Tally>(new("tally-campus-1"), default)).Count.ShouldBe(1_200);
    }

    private static IReadOnlyList<Effect> Echo(RecordedEvent recorded) => recorded.Event is WordSet { Word: var word }
        ? [new(recorded.Grain.Value, $"{recorded.Grain}:{recorded.Version}", new Post(word))]
        : [];

    private Task<SiloHarness> Prepared(
        string? database = null, Func<RecordedEvent, IReadOnlyList<Effect>>[]? reactions = null, UnitLimits? limits = null) =>
        postgres.Prepared(database, options => options with
        {
            Kinds = Tally.Kinds,
            ReadModels = TallyRow.Models,
            Reactions = reactions ?? [],
            Effects = [Post.Type],
            Units = limits ?? UnitLimits.Default,
        });
}
