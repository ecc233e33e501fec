using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>Tests that share one silo, and only add to what it knows.</summary>
[CollectionDefinition(Name)]
public sealed class CampusCollection : ICollectionFixture<CampusSilo>
{
    public const string Name = "campus";
}

/// <summary>One silo over one database, for tests that only add to it.</summary>
public sealed class CampusSilo : IAsyncLifetime
{
    private readonly PostgresServer postgres = new();
    private TestSilo? silo;
    private NpgsqlDataSource? database;

    internal TestSilo Silo => silo!;

    internal NpgsqlDataSource Database => database!;

    internal string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        try
        {
            ConnectionString = await postgres.PreparedDatabase();
            database = NpgsqlDataSource.Create(ConnectionString);
            silo = await TestSilo.Ready(ConnectionString);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        if (silo is not null)
        {
            await silo.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        await postgres.DisposeAsync();
    }
}
