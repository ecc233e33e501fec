using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>Two silos that were given the same database and nothing else, for tests that only add to it.</summary>
public sealed class TwoSilos : IAsyncLifetime
{
    private readonly PostgresServer postgres = new();
    private NpgsqlDataSource? database;
    private TestSilo? here;
    private TestSilo? there;

    internal TestSilo Here => here!;

    internal TestSilo There => there!;

    internal NpgsqlDataSource Database => database!;

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        try
        {
            var connection = await postgres.PreparedDatabase();
            database = NpgsqlDataSource.Create(connection);
            (string, string)[] settings = [.. Office.Settings, ("Orleans__Dashboard", "true")];
            here = await TestSilo.Ready(connection, settings);
            there = await TestSilo.Ready(connection, settings);
            await database.IsShared(silos: 2);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[here, there, database])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await postgres.DisposeAsync();
    }

    /// <summary>Another database on the same server.</summary>
    internal Task<string> OtherDatabase() => postgres.PreparedDatabase();
}
