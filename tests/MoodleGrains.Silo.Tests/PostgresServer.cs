using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.Tests;

/// <summary>Tests that share one PostgreSQL; each takes a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "postgres";
}

/// <summary>One PostgreSQL for many tests, and fresh databases on it.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly TestDatabase server = new();
    private int made;

    public Task InitializeAsync() => server.InitializeAsync();

    public Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return server.DisposeAsync();
    }

    public async Task<string> FreshDatabase()
    {
        var name = $"t{Interlocked.Increment(ref made)}";
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>A silo's engine on a fresh database, or on one that exists; prepared, not started.</summary>
    internal async Task<SiloHarness> Prepared(string? connectionString = null, Func<HarnessOptions, HarnessOptions>? with = null)
    {
        var options = new HarnessOptions
        {
            ConnectionString = connectionString ?? await FreshDatabase(),
            Loggers = NullLoggerFactory.Instance,
            LeaseLifetime = TimeSpan.FromSeconds(2),
        };
        var runtime = new SiloHarness(with?.Invoke(options) ?? options);
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
}
