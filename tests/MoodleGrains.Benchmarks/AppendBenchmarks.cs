using System.Diagnostics;
using MoodleGrains.Silo;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Tests;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Benchmarks;

/// <summary>Appends through the group commit, beside plain transactions and binary COPY over the same tables.</summary>
internal static class AppendBenchmarks
{
    private const int Streams = 1000;
    private static readonly byte[][] Bodies = [.. Enumerable.Range(0, 64).Select(SampleEvents.Json)];

    // Far above what the sequence draws.
    private static long nextCopied = 1_000_000_000;

    /// <summary>
    /// All four in turn, several times, each from a fresh checkpoint, so that none pays for what another wrote; medians.
    /// </summary>
    public static async Task<(double Plain, double Group256, double Group32, double Copy)> RoundsAsync(
        SiloHarness runtime,
        string connectionString,
        int rounds,
        TimeSpan time)
    {
        List<double>[] rates = [[], [], [], []];
        for (var round = 0; round < rounds; round++)
        {
            await CheckpointAsync(runtime);
            rates[0].Add(await PlainAsync(runtime, connectionString, 32, time));
            await CheckpointAsync(runtime);
            rates[1].Add(await GroupAsync(runtime, 256, time));
            await CheckpointAsync(runtime);
            rates[2].Add(await GroupAsync(runtime, 32, time));
            await CheckpointAsync(runtime);
            rates[3].Add(await CopyAsync(runtime, connectionString, time));
        }

        return (Median(rates[0]), Median(rates[1]), Median(rates[2]), Median(rates[3]));
    }

    /// <summary>Appends of one event with the expected version.</summary>
    public static async Task<double> GroupAsync(SiloHarness runtime, int callers, TimeSpan time)
    {
        var versions = await ExistingAsync(runtime);
        var stop = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (var stream = caller; Stopwatch.GetTimestamp() < stop; stream = (stream + callers) % Streams)
            {
                // Callers share no stream, so that no append conflicts.
                stream = stream % callers == caller || Streams % callers == 0 ? stream : caller;
                var data = new EventData(Guid.CreateVersion7(), SampleEvents.Type, Bodies[count % Bodies.Length]);
                await runtime.Events.Append(new($"course-bench-{stream}", "course", versions[stream]++, [data], null), default);
                count++;
            }

            return count;
        })));
        return counts.Sum() / time.TotalSeconds;
    }

    /// <summary>UPDATE stream + INSERT event, prepared, one round trip, a transaction each.</summary>
    public static async Task<double> PlainAsync(SiloHarness runtime, string connectionString, int connections, TimeSpan time)
    {
        var versions = await ExistingAsync(runtime);
        var stop = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(caller => Task.Run(async () =>
        {
            await using var plain = await PlainAppend.OpenAsync(connectionString);
            var count = 0;
            for (var stream = caller; Stopwatch.GetTimestamp() < stop; stream = (stream + connections) % Streams)
            {
                stream = stream % connections == caller || Streams % connections == 0 ? stream : caller;
                await plain.AppendAsync($"course-bench-{stream}", versions[stream]++, Bodies[count % Bodies.Length]);
                count++;
            }

            return count;
        })));
        return counts.Sum() / time.TotalSeconds;
    }

    /// <summary>Binary COPY of the same rows, 500 a transaction, one connection.</summary>
    public static async Task<double> CopyAsync(SiloHarness runtime, string connectionString, TimeSpan time)
    {
        var versions = await ExistingAsync(runtime);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            await using var copy = await connection.BeginBinaryImportAsync(
                "copy mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers) from stdin (format binary)");
            for (var i = 0; i < 500; i++, count++)
            {
                var stream = count % Streams;
                await copy.StartRowAsync();
                await copy.WriteAsync(nextCopied++, NpgsqlDbType.Bigint);
                await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                await copy.WriteAsync($"course-bench-{stream}", NpgsqlDbType.Varchar);
                await copy.WriteAsync(++versions[stream], NpgsqlDbType.Bigint);
                await copy.WriteAsync(Bodies[count % Bodies.Length], NpgsqlDbType.Jsonb);
                await copy.WriteAsync(SampleEvents.Type, NpgsqlDbType.Varchar);
                await copy.WriteAsync(TimeProvider.System.GetUtcNow().UtcDateTime, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync("null", NpgsqlDbType.Jsonb);
            }

            await copy.CompleteAsync();
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Median milliseconds of one caller alone: group commit, and a plain transaction.</summary>
    public static async Task<(double Group, double Plain)> LatencyAsync(SiloHarness runtime, string connectionString, int rounds)
    {
        var versions = await ExistingAsync(runtime);
        await using var plain = await PlainAppend.OpenAsync(connectionString);
        List<double> grouped = [], transactions = [];
        for (var i = 0; i < rounds; i++)
        {
            // In turn, so that both meet the same disk.
            var body = Bodies[i % Bodies.Length];
            var started = Stopwatch.GetTimestamp();
            await runtime.Events.Append(
                new("course-bench-1", "course", versions[1]++, [new(Guid.CreateVersion7(), SampleEvents.Type, body)], null),
                default);
            grouped.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            started = Stopwatch.GetTimestamp();
            await plain.AppendAsync("course-bench-2", versions[2]++, body);
            transactions.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (Median(grouped), Median(transactions));
    }

    /// <summary>Milliseconds of three plain transactions one after the other, ascending.</summary>
    public static async Task<IReadOnlyList<double>> ThreeCommitsAsync(SiloHarness runtime, string connectionString, int rounds)
    {
        var versions = await ExistingAsync(runtime);
        await using var plain = await PlainAppend.OpenAsync(connectionString);
        List<double> times = [];
        for (var i = 0; i < rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var commit = 0; commit < 3; commit++)
            {
                await plain.AppendAsync("course-bench-2", versions[2]++, Bodies[i % Bodies.Length]);
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    private static async Task CheckpointAsync(SiloHarness runtime)
    {
        await using var command = runtime.Database.CreateCommand("checkpoint");
        await command.ExecuteNonQueryAsync();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<long[]> ExistingAsync(SiloHarness runtime)
    {
        await using (var make = runtime.Database.CreateCommand(
            $"insert into mt_streams (id, type, version) select 'course-bench-' || s, 'course', 0 from generate_series(0, {Streams - 1}) s "
                + $"on conflict do nothing"))
        {
            await make.ExecuteNonQueryAsync();
        }

        // COPY leaves the versions of the streams behind.
        await using (var mend = runtime.Database.CreateCommand(
            "update mt_streams s set version = e.v from (select stream_id, max(version) v from mt_events group by 1) e where e.stream_id = "
                + "s.id and s.version <> e.v"))
        {
            await mend.ExecuteNonQueryAsync();
        }

        var versions = new long[Streams];
        await using var command = runtime.Database
            .CreateCommand("select substr(id, 14)::int, version from mt_streams where id like 'course-bench-%'");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            versions[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return versions;
    }
}
