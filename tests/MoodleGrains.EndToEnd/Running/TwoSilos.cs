using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>Tests that share two silos of one cluster.</summary>
[CollectionDefinition(Name)]
public sealed class TwoSilosCollection : ICollectionFixture<TwoSilos>
{
    public const string Name = "two silos";
}

/// <summary>
/// Two silos over one database, which find each other there. Tests may end one or both, and add to what they know; each of them tells of
/// parts of the university of its own (<see cref="Doings"/>).
/// </summary>
public sealed class TwoSilos : IAsyncLifetime
{
    private readonly PostgresServer postgres = new();
    private NpgsqlDataSource? database;
    private TestSilo? here;
    private TestSilo? there;

    /// <summary>Where <see cref="There"/> listens for the other; <see cref="Here"/> has what a silo has by itself.</summary>
    internal const string Elsewhere = "127.0.0.2";

    internal TestSilo Here => here!;

    internal TestSilo There => there!;

    internal NpgsqlDataSource Database => database!;

    internal string ConnectionString { get; private set; } = "";

    private static (string Name, string Value)[] Settings { get; } = [.. Office.Settings, ("Orleans__Dashboard", "true")];

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        try
        {
            ConnectionString = await postgres.PreparedDatabase();
            database = NpgsqlDataSource.Create(ConnectionString);
            here = TestSilo.With(ConnectionString, Settings);
            there = Another();
            await BothAtWork();
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

    /// <summary>Starts whichever does not run, and waits until both are at work.</summary>
    internal async Task BothAtWork()
    {
        TestSilo[] both = [Here, There];
        foreach (var silo in both.Where(silo => !silo.IsRunning))
        {
            silo.Start();
        }

        await Task.WhenAll(both.Select(silo => silo.IsReady()));
        await Database.IsShared(silos: 2);
    }

    /// <summary>Has <see cref="There"/>, which must have ended, come back at another address; it is not started.</summary>
    internal async Task MoveThere()
    {
        await There.DisposeAsync();
        there = Another();
    }

    /// <summary>Another database on the same server.</summary>
    internal Task<string> OtherDatabase() => postgres.PreparedDatabase();

    private TestSilo Another() => TestSilo.With(ConnectionString, [.. Settings, ("Orleans__AdvertisedAddress", Elsewhere)]);
}
