using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>Two builds of the silo on one database, as during every release.</summary>
[Collection(PostgresCollection.Libraries)]
public sealed class TwoBuildsTests(PostgresServer postgres, ITestOutputHelper output)
{
    public sealed record KindOfTheNewBuild(string Text);

    [Fact]
    public async Task A_build_cannot_read_a_stream_with_an_event_it_does_not_know_but_appends_to_it()
    {
        await using var older = await LibraryStore.WithSummaries(postgres);
        await using (var newer = Newer(older.Database))
        {
            await Append(newer, "course-1", new CourseRenamed("a"), new KindOfTheNewBuild("b"));
        }

        await ForgetTheNewKind(older);
        await using var session = older.Documents.QuerySession();

        // Not the type of the same name in JasperFx.Events.
        var error = await Should.ThrowAsync<Marten.Exceptions.UnknownEventTypeException>(session.Events.FetchStreamAsync("course-1"));
        output.WriteLine(error.Message);
        (await session.Events.FetchStreamAsync("course-1", version: 1)).ShouldHaveSingleItem();

        await Append(older.Documents, "course-1", new CourseRenamed("c"));
        (await older.Streams()).ShouldBe(["course-1|3"]);
    }

    [Fact]
    public async Task A_build_cannot_rebuild_a_projection_over_an_event_it_does_not_know_and_leaves_it_empty()
    {
        await using var older = await LibraryStore.WithSummaries(postgres);
        await using (var newer = Newer(older.Database))
        {
            await Append(newer, "course-1", new CourseRenamed("a"), new KindOfTheNewBuild("b"));
        }

        await ForgetTheNewKind(older);
        (await older.Load<CourseSummary>("course-1")).ShouldNotBeNull();
        using var daemon = await older.Documents.BuildProjectionDaemonAsync();
        var error = await Should.ThrowAsync<Exception>(daemon.RebuildProjectionAsync<CourseSummaries>(CancellationToken.None));
        output.WriteLine($"{error.GetType().FullName}: {error.Message} <- {error.InnerException?.GetType().FullName}");
        (await older.Load<CourseSummary>("course-1")).ShouldBeNull();
    }

    [Fact]
    public async Task An_older_build_that_applies_its_schema_drops_what_the_newer_one_added()
    {
        await using var older = await LibraryStore.WithSummaries(postgres);
        await using var newer = Newer(older.Database);
        await newer.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await Append(newer, "course-1", new CourseRenamed("a"));
        (await Columns(older)).ShouldContain("name");

        await using (var restarted = LibraryStore.For(older.Database, Summaries))
        {
            await restarted.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        }

        (await Columns(older)).ShouldNotContain("name");
        var error = await Should.ThrowAsync<Exception>(Append(newer, "course-1", new CourseRenamed("b")));
        error.GetBaseException().ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedColumn);
    }

    [Fact]
    public async Task An_older_build_without_schema_changes_leaves_what_the_newer_one_added()
    {
        await using var older = await LibraryStore.WithSummaries(postgres);
        await using var newer = Newer(older.Database);
        await newer.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        await using (var restarted = LibraryStore.For(older.Database, options =>
        {
            Summaries(options);
            options.AutoCreateSchemaObjects = AutoCreate.None;
        }))
        {
            await Append(restarted, "course-1", new CourseRenamed("a"));
            await using var session = restarted.QuerySession();
            (await session.Query<CourseSummary>().CountAsync()).ShouldBe(1);
        }

        (await Columns(older)).ShouldContain("name");
        await Append(newer, "course-1", new CourseRenamed("b"));
        (await older.Load<CourseSummary>("course-1"))!.Changes.ShouldBe(2);
    }

    [Fact]
    public async Task Applying_the_schema_by_hand_ignores_that_schema_changes_are_switched_off()
    {
        await using var older = await LibraryStore.WithSummaries(postgres);
        await using var newer = Newer(older.Database);
        await newer.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var restarted = LibraryStore.For(older.Database, options =>
        {
            Summaries(options);
            options.AutoCreateSchemaObjects = AutoCreate.None;
        });
        await restarted.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        (await Columns(older)).ShouldNotContain("name");
    }

    // The class must be unknown to the whole process, not only to the store: Marten also looks for it by its .NET name.
    private static Task ForgetTheNewKind(LibraryStore store) => store.Database.Run(
        "update mt_events set mt_dotnet_type = 'Of.The.Newer.Build, Newer' where type = 'kind_of_the_new_build'");

    private static void Summaries(StoreOptions options) => options.Projections.Add<CourseSummaries>(ProjectionLifecycle.Inline);

    private static DocumentStore Newer(NpgsqlDataSource database) => LibraryStore.For(database, options =>
    {
        Summaries(options);
        options.Schema.For<CourseSummary>().Duplicate(summary => summary.Name);
        options.Events.MapEventType<KindOfTheNewBuild>("kind_of_the_new_build");
    });

    private static async Task Append(DocumentStore store, string stream, params object[] events)
    {
        await using var session = store.LightweightSession();
        session.Events.Append(stream, events);
        await session.SaveChangesAsync();
    }

    private static Task<List<string>> Columns(LibraryStore store) =>
        store.Database.Rows("select column_name from information_schema.columns where table_name = 'mt_doc_coursesummary'");
}
