using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>Marten with the options of the design, on a database of its own.</summary>
internal sealed class LibraryStore : IAsyncDisposable
{
    private LibraryStore(string connectionString, Action<StoreOptions>? configure)
    {
        ConnectionString = connectionString;
        Database = NpgsqlDataSource.Create(connectionString);
        Documents = For(Database, configure);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Database { get; }

    public DocumentStore Documents { get; }

    /// <summary>A store with an inline document for each stream, whose tables exist.</summary>
    public static Task<LibraryStore> WithSummaries(PostgresServer postgres, Action<StoreOptions>? configure = null) =>
        With(postgres, options =>
        {
            options.Projections.Add<CourseSummaries>(ProjectionLifecycle.Inline);
            configure?.Invoke(options);
        });

    /// <summary>A store whose tables exist.</summary>
    public static async Task<LibraryStore> With(PostgresServer postgres, Action<StoreOptions>? configure = null)
    {
        var store = new LibraryStore(await postgres.FreshDatabase(), configure);
        await store.Documents.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        return store;
    }

    /// <summary>Another store on a database, as another build of the silo would open it.</summary>
    public static DocumentStore For(NpgsqlDataSource database, Action<StoreOptions>? configure = null) => DocumentStore.For(options =>
    {
        options.Connection(database);
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        options.Events.EnableUniqueIndexOnEventId = true;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.MapEventType<CourseRenamed>("course_renamed");
        options.Events.MapEventType<ParticipantEnrolled>("participant_enrolled");
        options.Events.MapEventType<FoldFails>("fold_fails");
        options.Events.MapEventType<Verbatim>("verbatim");
        options.UpdateBatchSize = 2_000;
        options.UseSystemTextJsonForSerialization();
        configure?.Invoke(options);
    });

    public async Task<T?> Load<T>(string id)
        where T : notnull
    {
        await using var session = Documents.QuerySession();
        return await session.LoadAsync<T>(id);
    }

    /// <summary>The streams that exist, each with its version.</summary>
    public Task<List<string>> Streams() => Database.Rows("select id, version from mt_streams where id <> 'mt_tombstone' order by id");

    /// <summary>Waits until another session of this database waits for a lock.</summary>
    public Task SomebodyWaitsForALock() => Eventually.Holds(
        async () => await Database.Scalar<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0,
        "a session waits for a lock");

    public async ValueTask DisposeAsync()
    {
        await Documents.DisposeAsync();
        await Database.DisposeAsync();
    }
}
