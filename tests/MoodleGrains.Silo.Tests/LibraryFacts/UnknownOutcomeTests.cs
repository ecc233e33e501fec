using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>
/// A connection that breaks around COMMIT leaves the caller without an answer. The ids of the events, which are fixed before the first
/// attempt, give it.
/// </summary>
[Collection(PostgresCollection.Libraries)]
public sealed class UnknownOutcomeTests(PostgresServer postgres, ITestOutputHelper output)
{
    private enum Outcome
    {
        NotSaved,
        Saved,
        SomebodyElseWasFirst,
    }

    [Theory]
    [InlineData(Cut.BeforeCommit)]
    [InlineData(Cut.AfterCommit)]
    public async Task A_retry_that_first_looks_for_its_event_id_at_the_next_version_saves_exactly_once(Cut cut)
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a")));
        var unit = Unit.Of("course-1", 1, new CourseRenamed("b"), new CourseRenamed("c"));
        var error = await SaveThroughACut(store, cut, unit);
        output.WriteLine($"{cut}: {error.GetType().FullName}: {error.Message.ReplaceLineEndings(" ")} <- {error.InnerException}");

        var outcome = await Look(store, unit);
        outcome.ShouldBe(cut == Cut.AfterCommit ? Outcome.Saved : Outcome.NotSaved);
        if (outcome == Outcome.NotSaved)
        {
            (await UnitCommit.Save(store, unit)).ShouldBeEmpty();
        }

        (await Look(store, unit)).ShouldBe(Outcome.Saved);
        (await store.Streams()).ShouldBe(["course-1|3"]);
        (await store.Database.Scalar<long>("select count(*) from mt_events where type <> 'tombstone'")).ShouldBe(3);
        (await store.Load<CourseSummary>("course-1"))!.Changes.ShouldBe(3);
    }

    [Fact]
    public async Task The_caller_cannot_tell_the_two_cuts_apart()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        var before = await SaveThroughACut(store, Cut.BeforeCommit, Unit.Of("course-1", 0, new CourseRenamed("a")));
        var after = await SaveThroughACut(store, Cut.AfterCommit, Unit.Of("course-2", 0, new CourseRenamed("a")));

        (await store.Streams()).ShouldBe(["course-2|1"]);
        before.GetType().ShouldBe(after.GetType());
        before.Message.ShouldBe(after.Message);
    }

    [Fact]
    public async Task An_event_of_another_caller_at_the_next_version_is_a_conflict()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        var unit = Unit.Of("course-1", 0, new CourseRenamed("b"));
        await SaveThroughACut(store, Cut.BeforeCommit, unit);
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a")));

        (await Look(store, unit)).ShouldBe(Outcome.SomebodyElseWasFirst);
        (await UnitCommit.Save(store, unit)).ShouldBe([unit]);
    }

    [Fact]
    public async Task An_event_id_is_stored_once_even_for_a_retry_that_did_not_look()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        var unit = Unit.Of("course-1", 0, new CourseRenamed("a"));
        await UnitCommit.Save(store, unit);
        var error = await Should.ThrowAsync<Exception>(UnitCommit.Save(store, unit with { ExpectedVersion = 1 }));
        output.WriteLine($"{error.GetType().FullName}: {error.Message}");
        (await store.Streams()).ShouldBe(["course-1|1"]);
    }

    private static async Task<Exception> SaveThroughACut(LibraryStore store, Cut cut, Unit unit)
    {
        await using var proxy = new CuttingProxy(store, cut);
        await using var commit = await UnitCommit.Begin(proxy.Database, store.Documents, autoCommit: true);
        return await Should.ThrowAsync<Exception>(commit.SaveWinners([unit]));
    }

    private static async Task<Outcome> Look(LibraryStore store, Unit unit)
    {
        await using var session = store.Documents.QuerySession();
        var next = unit.ExpectedVersion + 1;
        return await session.Events.FetchStreamAsync(unit.Stream, version: next, fromVersion: next) switch
        {
            [] => Outcome.NotSaved,
            [var found, ..] when found.Id == unit.Events[0].Id => Outcome.Saved,
            _ => Outcome.SomebodyElseWasFirst,
        };
    }
}
