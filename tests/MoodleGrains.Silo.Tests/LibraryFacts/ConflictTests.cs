using JasperFx.Events;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>What Marten does when one of the streams in a session is not at the expected version.</summary>
[Collection(PostgresCollection.Libraries)]
public sealed class ConflictTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Theory]
    [InlineData(EventAppendMode.Quick)]
    [InlineData(EventAppendMode.QuickWithServerTimestamps)]
    public async Task A_conflict_in_a_session_of_many_streams_is_reported_with_the_name_of_a_neighbour(EventAppendMode mode)
    {
        await using var store = await LibraryStore.With(postgres, options => options.Events.AppendMode = mode);
        await UnitCommit.Save(store, [.. Enumerable.Range(10, 50).Select(n => Unit.Of($"course-{n}", 0, new CourseRenamed("Algebra")))]);
        await using var group = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: true);
        var error = await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(group.SaveUnchecked(
            [.. Enumerable.Range(10, 50).Select(n => Unit.Of($"course-{n}", n == 27 ? 9 : 1, new CourseRenamed("Analysis")))]));

        output.WriteLine($"{mode}: {error.Message}");
        error.Id.ShouldBe("course-26", "Marten names the right stream now: the design may trust it");
        (await store.Database.Scalar<long>("select count(*) from mt_streams where version > 1 and id like 'course-%'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_unit_that_lost_its_version_fails_alone_and_its_neighbours_are_committed()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a")), Unit.Of("course-2", 0, new CourseRenamed("a")));
        Unit[] units =
        [
            Unit.Of("course-4", 0, new CourseRenamed("new")),
            Unit.Of("course-1", 5, new CourseRenamed("ahead of its stream")),
            Unit.Of("course-2", 1, new CourseRenamed("b"), new CourseRenamed("c")),
            Unit.Of("course-3", 2, new CourseRenamed("without a stream")),
            Unit.Of("course-5", 0, new CourseRenamed("new")),
        ];
        (await UnitCommit.Save(store, units)).ShouldBe([units[1], units[3]]);

        (await store.Streams()).ShouldBe(["course-1|1", "course-2|3", "course-4|1", "course-5|1"]);
        (await store.Load<CourseSummary>("course-1"))!.Name.ShouldBe("a");
        (await store.Load<CourseSummary>("course-2"))!.Name.ShouldBe("c");
        (await store.Load<CourseSummary>("course-3")).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_stream_that_another_session_started_is_a_collision_and_rolls_the_whole_session_back()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await using var slow = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: false);
        await slow.SaveWinners([Unit.Of("course-2", 0, new CourseRenamed("first"))]);
        Unit[] units = [.. Enumerable.Range(1, 3).Select(n => Unit.Of($"course-{n}", 0, new CourseRenamed("second")))];

        // Nothing to lock yet: the row of the stream is not visible, and the comparison lets the unit pass.
        var fast = UnitCommit.Save(store, units);
        await store.SomebodyWaitsForALock();
        await slow.Commit();
        var error = await Should.ThrowAsync<Exception>(fast);
        output.WriteLine($"{error.GetType().FullName}: {error.Message}");

        // Not the type of the same name in JasperFx.Events, and with the name of the neighbour of the stream that was raced.
        error.ShouldBeOfType<Marten.Exceptions.ExistingStreamIdCollisionException>().Id.ShouldBe("course-1");
        (await store.Streams()).ShouldBe(["course-2|1"]);
        (await store.Load<CourseSummary>("course-1")).ShouldBeNull();

        (await UnitCommit.Save(store, units)).ShouldBe([units[1]]);
        (await store.Streams()).ShouldBe(["course-1|1", "course-2|1", "course-3|1"]);
    }

    [Fact]
    public async Task Append_instead_of_StartStream_reports_the_same_race_as_an_unnamed_error()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await using var slow = await UnitCommit.Begin(store.Database, store.Documents, autoCommit: false);
        await slow.SaveWinners([Unit.Of("course-1", 0, new CourseRenamed("first"))]);
        await using var session = store.Documents.LightweightSession();
        session.Events.Append("course-1", new CourseRenamed("second")).ExpectedVersionOnServer = 0;
        var fast = session.SaveChangesAsync();
        await store.SomebodyWaitsForALock();
        await slow.Commit();
        var error = await Should.ThrowAsync<Exception>(fast);
        output.WriteLine($"{error.GetType().FullName}: {error.Message}");
        error.ShouldBeOfType<Marten.Exceptions.MartenCommandException>();
    }
}
