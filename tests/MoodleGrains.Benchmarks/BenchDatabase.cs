using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.Benchmarks;

/// <summary>A private PostgreSQL with default settings (fsync and synchronous_commit on), and a fresh database a benchmark.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly PrivateDatabase server;
    private readonly string folder;
    private readonly List<string> made = [];

    private BenchDatabase(PrivateDatabase server, string folder)
    {
        this.server = server;
        this.folder = folder;
    }

    public static async Task<BenchDatabase> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mg-bench-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var server = await PrivateDatabase.StartAsync(new() { DataFolder = folder }, NullLogger.Instance, default);
        return new(server, folder);
    }

    /// <summary>A fresh database with this build's schema.</summary>
    public async Task<(string ConnectionString, SiloHarness Runtime)> FreshAsync(
        string name,
        Func<HarnessOptions, HarnessOptions>? with = null)
    {
        var connection = await CreateAsync(name);
        var options = new HarnessOptions { ConnectionString = connection, Orleans = true, Loggers = NullLoggerFactory.Instance };
        var runtime = new SiloHarness(with?.Invoke(options) ?? options);
        await runtime.PrepareAsync(default);
        return (connection, runtime);
    }

    /// <summary>Drops the databases of benchmarks that are over: the server would vacuum them beside the next one.</summary>
    public async Task ClearAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        foreach (var name in made)
        {
            await using var drop = new NpgsqlCommand($"drop database if exists {name} with (force)", connection);
            await drop.ExecuteNonQueryAsync();
        }

        made.Clear();
        await using var checkpoint = new NpgsqlCommand("checkpoint", connection);
        await checkpoint.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> CreateAsync(string name)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database if exists {name} with (force)", connection);
        await drop.ExecuteNonQueryAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        made.Add(name);
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }
}
