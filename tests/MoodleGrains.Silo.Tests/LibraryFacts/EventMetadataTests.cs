using JasperFx.Events;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

[Collection(PostgresCollection.Libraries)]
public sealed class EventMetadataTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task An_inline_projection_sees_the_version_of_an_event_and_a_sequence_of_0(long expectedVersion)
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        if (expectedVersion > 0)
        {
            await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a"), new CourseRenamed("b")));
        }

        await UnitCommit.Save(store, Unit.Of("course-1", expectedVersion, new CourseRenamed("c"), new CourseRenamed("d")));
        var summary = (await store.Load<CourseSummary>("course-1"))!;
        summary.SeenVersion.ShouldBe(expectedVersion + 2);
        summary.SeenSequence.ShouldBe(0);
        (await store.Database.Scalar<long>("select max(seq_id) from mt_events")).ShouldBe(expectedVersion + 2);
    }

    [Fact]
    public async Task After_the_commit_the_events_carry_their_version_and_their_sequence()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await using var session = store.Documents.LightweightSession();
        var renamed = session.Events.BuildEvent(new CourseRenamed("a"));
        session.Events.StartStream("course-1", renamed);
        await session.SaveChangesAsync();
        (renamed.Version, renamed.Sequence).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Each_event_of_a_session_keeps_metadata_of_its_own_and_the_session_fills_in_the_rest()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        var id = Guid.CreateVersion7();
        await using (var session = store.Documents.LightweightSession())
        {
            session.CorrelationId = "of the session";
            session.SetHeader("common", "of the session");
            var wrapped = new Event<CourseRenamed>(new("a"))
            {
                Id = id,
                CorrelationId = "of the event",
                CausationId = "cause",
            };
            wrapped.SetHeader("delivery", "d1");
            var built = session.Events.BuildEvent(new CourseRenamed("b"));
            built.SetHeader("delivery", "d2");
            built.UserName = "teacher-7";
            built.Timestamp = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
            session.Events.StartStream("course-1", wrapped);
            session.Events.StartStream("course-2", built);
            await session.SaveChangesAsync();
        }

        await using var query = store.Documents.QuerySession();
        var first = (await query.Events.FetchStreamAsync("course-1")).ShouldHaveSingleItem();
        var second = (await query.Events.FetchStreamAsync("course-2")).ShouldHaveSingleItem();
        first.Id.ShouldBe(id);
        (first.CorrelationId, first.CausationId).ShouldBe(("of the event", "cause"));
        (second.CorrelationId, second.UserName).ShouldBe(("of the session", "teacher-7"));
        second.Timestamp.ShouldBe(new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        (await store.Database.Rows("select headers->>'delivery', headers->>'common' from mt_events order by stream_id"))
            .ShouldBe(["d1|of the session", "d2|of the session"]);
    }

    [Fact]
    public async Task EnableAll_leaves_out_the_names_of_users_which_need_a_line_of_their_own()
    {
        await using var without = await LibraryStore.With(postgres, options => options.Events.MetadataConfig.UserNameEnabled = false);
        await using var with = await LibraryStore.With(postgres);
        const string sql = "select column_name from information_schema.columns where table_name = 'mt_events'";
        var columns = await without.Database.Rows(sql);
        new[] { "correlation_id", "causation_id", "headers" }.ShouldBeSubsetOf(columns);
        (await with.Database.Rows(sql)).Except(columns).ShouldBe(["user_name"]);
    }

    [Fact]
    public async Task A_mapped_event_has_its_snake_case_name_and_a_stream_its_text_key()
    {
        await using var store = await LibraryStore.With(postgres);
        await UnitCommit.Save(store, Unit.Of("course-campus-41", 0, new CourseRenamed("a"), new ParticipantEnrolled(7)));
        (await store.Database.Rows("select stream_id, version, type from mt_events order by version"))
            .ShouldBe(["course-campus-41|1|course_renamed", "course-campus-41|2|participant_enrolled"]);
        (await store.Database.Scalar<string>("select pg_typeof(id)::text from mt_streams")).ShouldBe("character varying");
    }

    [Fact]
    public async Task The_mapped_name_alone_finds_the_type_when_the_class_was_renamed()
    {
        await using var store = await LibraryStore.With(postgres);
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a")));
        await store.Database.Run("update mt_events set mt_dotnet_type = 'An.Older.Name, OfAnotherAssembly'");
        await using var session = store.Documents.QuerySession();
        (await session.Events.FetchStreamAsync("course-1")).ShouldHaveSingleItem().Data.ShouldBe(new CourseRenamed("a"));
    }
}
