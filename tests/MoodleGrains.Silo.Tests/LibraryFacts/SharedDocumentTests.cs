using JasperFx.Events.Projections;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>An inline projection reads its document before it writes it, and nothing holds the document in between.</summary>
[Collection(PostgresCollection.Libraries)]
public sealed class SharedDocumentTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_document_that_two_streams_share_loses_an_update_without_an_error()
    {
        await using var store = await LibraryStore.With(
            postgres, options => options.Projections.Add<CoursesOfUsers>(ProjectionLifecycle.Inline));
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new ParticipantEnrolled(7)));
        await using var slow = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: false);
        await slow.SaveWinners([Unit.Of("course-2", 0, new ParticipantEnrolled(7))]);
        var fast = UnitCommit.Save(store, Unit.Of("course-3", 0, new ParticipantEnrolled(7)));
        await store.SomebodyWaitsForALock();
        await slow.Commit();
        (await fast).ShouldBeEmpty();

        (await store.Streams()).ShouldBe(["course-1|1", "course-2|1", "course-3|1"]);
        var courses = (await store.Load<CoursesOfUser>("user-7"))!.Courses;
        courses.ShouldBe(2, "else Marten protects shared documents now: read the design again");
    }

    [Fact]
    public async Task A_document_of_one_stream_loses_nothing_when_versions_are_locked_and_compared_first()
    {
        await using var store = await LibraryStore.WithSummaries(
            postgres, options => options.Projections.Add<Participations>(ProjectionLifecycle.Inline));
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new ParticipantEnrolled(7)));
        await using var slow = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: false);
        (await slow.SaveWinners([Unit.Of("course-1", 1, new ParticipantEnrolled(7))])).ShouldBeEmpty();
        var fast = UnitCommit.Save(store, Unit.Of("course-1", 1, new ParticipantEnrolled(7)));
        await store.SomebodyWaitsForALock();
        await slow.Commit();
        (await fast).Count.ShouldBe(1);
        (await UnitCommit.Save(store, Unit.Of("course-1", 2, new ParticipantEnrolled(7)))).ShouldBeEmpty();

        (await store.Streams()).ShouldBe(["course-1|3"]);
        (await store.Load<CourseSummary>("course-1"))!.Changes.ShouldBe(3);
        (await store.Load<Participation>("course-1-7"))!.Enrolments.ShouldBe(3);
    }

    [Fact]
    public async Task Callers_that_lock_compare_and_try_again_lose_no_update_of_a_document_of_one_stream()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var saved = 0; saved < 10;)
            {
                await using var session = store.Documents.QuerySession();
                var version = (await session.Events.FetchStreamStateAsync("course-1"))?.Version ?? 0;
                try
                {
                    saved += (await UnitCommit.Save(store, Unit.Of("course-1", version, new CourseRenamed("Algebra")))).Count == 0 ? 1 : 0;
                }
                catch (Marten.Exceptions.ExistingStreamIdCollisionException)
                {
                    // Another caller started the stream.
                }
            }
        })));

        (await store.Streams()).ShouldBe(["course-1|40"]);
        (await store.Load<CourseSummary>("course-1"))!.Changes.ShouldBe(40);
    }
}
