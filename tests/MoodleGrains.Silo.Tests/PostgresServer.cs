using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.Tests;

/// <summary>
/// Tests that share one PostgreSQL; each takes a database of its own. Those of a collection run one after the other, and mostly wait:
/// the folders with the longest ones have a collection each, so that they run beside the others.
/// </summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "postgres";
    public const string Libraries = "postgres of the libraries";
    public const string Polling = "postgres of polling";
    public const string Outbox = "postgres of the outbox";
    public const string Rosters = "postgres of rosters";
    public const string Web = "postgres of the web server";

    [CollectionDefinition(Libraries)]
    public sealed class OfTheLibraries : ICollectionFixture<PostgresServer>;

    [CollectionDefinition(Polling)]
    public sealed class OfPolling : ICollectionFixture<PostgresServer>;

    [CollectionDefinition(Outbox)]
    public sealed class OfTheOutbox : ICollectionFixture<PostgresServer>;

    [CollectionDefinition(Rosters)]
    public sealed class OfRosters : ICollectionFixture<PostgresServer>;

    [CollectionDefinition(Web)]
    public sealed class OfTheWebServer : ICollectionFixture<PostgresServer>;
}

/// <summary>One PostgreSQL for many tests, and databases of their own on it.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly TestDatabase server = new();
    private readonly Lock making = new();
    private Task<string>? all;
    private Task<string>? bare;
    private int made;

    public Task InitializeAsync() => server.InitializeAsync();

    public Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return server.DisposeAsync();
    }

    /// <summary>An empty database.</summary>
    public Task<string> FreshDatabase() => Made("template1");

    /// <summary>A database with the tables of this build, as a silo finds it that is started again.</summary>
    public async Task<string> PreparedDatabase() => await Made(await Template(ref all, null));

    /// <summary>A silo's engine on a database of its own, or on one that exists; prepared, not started.</summary>
    internal async Task<SiloHarness> Prepared(string? connectionString = null, Func<HarnessOptions, HarnessOptions>? with = null)
    {
        var options = new HarnessOptions
        {
            ConnectionString = "",
            Loggers = NullLoggerFactory.Instance,
            LeaseLifetime = TimeSpan.FromSeconds(2)
        };
        options = with?.Invoke(options) ?? options;
        var runtime = new SiloHarness(options with { ConnectionString = connectionString ?? await DatabaseFor(options.ReadModels) });
        await runtime.PrepareAsync(CancellationToken.None);
        return runtime;
    }

    /// <summary>A silo's engine at work.</summary>
    internal async Task<SiloHarness> Started(string? connectionString = null, Func<HarnessOptions, HarnessOptions>? with = null)
    {
        var runtime = await Prepared(connectionString, with);
        await runtime.StartAsync(CancellationToken.None);
        return runtime;
    }

    private async Task<string> DatabaseFor(IReadOnlyList<ReadModel>? models) => models switch
    {
        null => await PreparedDatabase(),
        [] => await Made(await Template(ref bare, [])),
        _ => await FreshDatabase(),
    };

    // Making the tables takes longer than most tests: it is done once.
    private Task<string> Template(ref Task<string>? template, IReadOnlyList<ReadModel>? models)
    {
        lock (making)
        {
            return template ??= MakeTemplate(models);
        }
    }

    private async Task<string> MakeTemplate(IReadOnlyList<ReadModel>? models)
    {
        var connection = new NpgsqlConnectionStringBuilder(await FreshDatabase());
        var options = new HarnessOptions
        {
            ConnectionString = connection.ConnectionString,
            ReadModels = models,
            Loggers = NullLoggerFactory.Instance,
        };
        await using (var silo = new SiloHarness(options))
        {
            await silo.PrepareAsync(CancellationToken.None);
        }

        return connection.Database!;
    }

    private async Task<string> Made(string template)
    {
        var name = $"t{Interlocked.Increment(ref made)}";
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();

        // Copying files takes half as long as writing each block to the log.
        await using var create = new NpgsqlCommand($"create database {name} template {template} strategy file_copy", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }
}
