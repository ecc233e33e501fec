using System.Diagnostics;
using MoodleGrains.Silo;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.Benchmarks;

/// <summary>Rebuild and catch-up, beside plain reading.</summary>
internal static class ProjectionBenchmarks
{
    /// <summary>Events a second, folded into all read models in one pass.</summary>
    public static async Task<double> RebuildAsync(SiloHarness runtime, int events)
    {
        await using (var command = runtime.Database.CreateCommand($"update mg_progress set position = {events} where name = 'projections'"))
        {
            await command.ExecuteNonQueryAsync();
        }

        var started = Stopwatch.GetTimestamp();
        var read = await runtime.Rebuild.RunAsync([], null, default);
        return read / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The same rows read in order with Npgsql, and discarded.</summary>
    public static async Task<double> ReadAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var started = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(
            "select seq_id, stream_id, version, type, timestamp, data from mt_events order by seq_id",
            connection)
        { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        long bytes = 0;
        while (await reader.ReadAsync())
        {
            rows++;
            bytes += reader.GetInt64(0) + reader.GetString(1).Length + reader.GetInt64(2) + reader.GetString(3).Length
                + reader.GetDateTime(4).Second + reader.GetFieldValue<byte[]>(5).Length;
        }

        GC.KeepAlive(bytes);
        return rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Events a second of the daemon from nothing to the end of the log.</summary>
    public static async Task<double> CatchUpAsync(SiloHarness runtime, int events)
    {
        await runtime.StartAsync(default);
        var started = Stopwatch.GetTimestamp();
        while (runtime.Daemon.Position < events)
        {
            await Task.Delay(5);
        }

        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
