using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

using IEvent = JasperFx.Events.IEvent;

/// <summary>Why the silo closes a gate before it rebuilds a read model.</summary>
[Collection(PostgresCollection.Libraries)]
public sealed class RebuildTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task A_rebuild_of_an_inline_projection_beside_an_append_leaves_a_wrong_document_and_empties_the_list_meanwhile()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await UnitCommit.Save(store, Unit.Of("course-1", 0, new CourseRenamed("a"), new CourseRenamed("b"), new CourseRenamed("c")));
        var rowsMeanwhile = -1;
        var appended = false;

        // The daemon has read the events and is folding them when a unit is saved.
        await using var rebuilding = LibraryStore.For(store.Database, options => options.Projections.Add(
            new InterruptedSummaries(async () =>
            {
                if (!appended)
                {
                    appended = true;
                    await using var session = store.Documents.QuerySession();
                    rowsMeanwhile = await session.Query<CourseSummary>().CountAsync();
                    await UnitCommit.Save(store, Unit.Of("course-1", 3, new CourseRenamed("d")));
                }
            }),
            ProjectionLifecycle.Inline));
        using (var daemon = await rebuilding.BuildProjectionDaemonAsync())
        {
            await daemon.RebuildProjectionAsync(nameof(CourseSummaries), CancellationToken.None);
        }

        var summary = (await store.Load<CourseSummary>("course-1"))!;
        output.WriteLine($"stream at version 4, document: {summary.Changes} changes, version {summary.SeenVersion}, {summary.Name}");
        rowsMeanwhile.ShouldBe(0);
        (await store.Streams()).ShouldBe(["course-1|4"]);
        summary.Changes.ShouldNotBe(4, "Marten rebuilds beside appends now: read the design again");
    }

    [Fact]
    public async Task A_rebuild_of_an_inline_projection_that_nobody_disturbs_is_right()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await UnitCommit.Save(
            store,
            Unit.Of("course-1", 0, new CourseRenamed("a"), new CourseRenamed("b"), new CourseRenamed("c")),
            Unit.Of("course-2", 0, new CourseRenamed("x")));
        await store.Database.Run("delete from mt_doc_coursesummary where id = 'course-1'");
        using (var daemon = await store.Documents.BuildProjectionDaemonAsync())
        {
            await daemon.RebuildProjectionAsync<CourseSummaries>(CancellationToken.None);
        }

        (await store.Database.Rows("select id, data->>'Name', data->>'Changes' from mt_doc_coursesummary order by id"))
            .ShouldBe(["course-1|c|3", "course-2|x|1"]);
        await UnitCommit.Save(store, Unit.Of("course-1", 3, new CourseRenamed("d")));
        (await store.Load<CourseSummary>("course-1"))!.Changes.ShouldBe(4);
    }

    [Fact]
    public async Task A_new_version_of_an_inline_projection_starts_empty_and_never_sees_what_was_before()
    {
        await using var store = await LibraryStore.WithSummaries(postgres);
        await UnitCommit.Save(
            store,
            Unit.Of("course-1", 0, new CourseRenamed("a"), new CourseRenamed("b"), new CourseRenamed("c")),
            Unit.Of("course-2", 0, new CourseRenamed("x")));
        await using var next = LibraryStore.For(
            store.Database, options => options.Projections.Add(new CourseSummaries { Version = 2 }, ProjectionLifecycle.Inline));
        await next.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using (var session = next.LightweightSession())
        {
            session.Events.Append("course-1", new CourseRenamed("d"));
            await session.SaveChangesAsync();
        }

        (await store.Database.Rows("select id, data->>'Name', data->>'Changes' from mt_doc_coursesummary_2 order by id"))
            .ShouldBe(["course-1|d|1"]);
        (await store.Database.Rows("select id, data->>'Name', data->>'Changes' from mt_doc_coursesummary order by id"))
            .ShouldBe(["course-1|c|3", "course-2|x|1"]);
    }

    /// <summary>The same projection, but something happens while it folds.</summary>
    public sealed class InterruptedSummaries : SingleStreamProjection<CourseSummary, string>
    {
        private readonly CourseSummaries summaries = new();
        private readonly Func<Task> meanwhile;

        public InterruptedSummaries(Func<Task> meanwhile)
        {
            this.meanwhile = meanwhile;
            Name = nameof(CourseSummaries);
        }

        public override async ValueTask<CourseSummary?> EvolveAsync(
            CourseSummary? snapshot, string id, IQuerySession session, IEvent e, CancellationToken cancellation)
        {
            await meanwhile();
            return summaries.Evolve(snapshot, id, e);
        }
    }
}
