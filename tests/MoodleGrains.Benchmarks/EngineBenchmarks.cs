using System.Diagnostics;
using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo;
using MoodleGrains.Silo.Tests;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Benchmarks;

/// <summary>Activations, queries, and what grains cost in memory.</summary>
internal static class EngineBenchmarks
{
    private const int AtOnce = 8;

    /// <summary>Cold activations a second.</summary>
    public static async Task<double> ActivateAsync(SiloHarness runtime, int from, int count)
    {
        var next = from - 1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            for (int stream; (stream = Interlocked.Increment(ref next)) < from + count;)
            {
                await runtime.Grains.Latest<Course>(StreamKey.For("course", "bench", stream), default);
            }
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The same streams read with Npgsql, as many a second.</summary>
    public static async Task<double> ReadStreamsAsync(string connectionString, int from, int count)
    {
        await using var database = new NpgsqlDataSourceBuilder(connectionString + ";Max Auto Prepare=10;Auto Prepare Min Usages=2").Build();
        var next = from - 1;
        long bytes = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            for (int stream; (stream = Interlocked.Increment(ref next)) < from + count;)
            {
                await using var command = database.CreateCommand(
                    "select type, version, data, headers from mt_events where stream_id = $1 order by version");
                command.Parameters.Add(new() { Value = $"course-bench-{stream}", NpgsqlDbType = NpgsqlDbType.Varchar });
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    Interlocked.Add(ref bytes, reader.GetString(0).Length + reader.GetInt64(1) + reader.GetFieldValue<byte[]>(2).Length
                        + reader.GetFieldValue<byte[]>(3).Length);
                }
            }
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Queries of active grains a second: 64 callers, 1,000 grains.</summary>
    public static async Task<double> CallAsync(SiloHarness runtime, TimeSpan time)
    {
        StreamKey[] grains = [.. Enumerable.Range(0, 1000).Select(n => StreamKey.For("course", "bench", n))];
        foreach (var grain in grains)
        {
            await runtime.Grains.Latest<Course>(grain, default);
        }

        var stop = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            long calls = 0;
            while (Stopwatch.GetTimestamp() < stop)
            {
                for (var i = 0; i < 100; i++, calls++)
                {
                    var course = await runtime.Grains.Latest<Course>(grains[(caller + (calls * 7)) % grains.Length], default);
                    GC.KeepAlive(course);
                }
            }

            return calls;
        })));
        return counts.Sum() / time.TotalSeconds;
    }

    /// <summary>Bytes of heap a grain: active course grains with 20 enrolments each, loaded from snapshots.</summary>
    public static async Task<double> MemoryAsync(SiloHarness runtime, int grains)
    {
        await using (var command = runtime.Database.CreateCommand("""
            with made as (insert into mt_streams (id, type, version) select 'course-bench-' || s, 'course', 41 from generate_series(1, $1) s)
            insert into mg_snapshots (stream_id, version, shape, inbox_position, state)
            select 'course-bench-' || s, 41, $2, 0, $3 from generate_series(1, $1) s
            """))
        {
            command.Parameters.Add(new() { Value = grains });
            command.Parameters.Add(new() { Value = Course.SnapshotVersion });
            command.Parameters
                .Add(new() { Value = JsonSerializer.SerializeToUtf8Bytes(Enrolled(), Course.Snapshot), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await ActivateAsync(runtime, 1, grains);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        if (runtime.Grains.Count < grains)
        {
            throw new InvalidOperationException($"Only {runtime.Grains.Count} of {grains} grains are active.");
        }

        return (after - before) / (double)grains;
    }

    private static Course Enrolled()
    {
        var stamp = new FieldVersion(1795255467, 1795255467, SourcePrecedence.Updated);
        List<ICommand> commands =
        [
            new ObserveCourse(
                new()
                {
                    ShortName = new("PHY-101"),
                    FullName = new("Physics for Engineers"),
                    IdNumber = new("PHY101-2027"),
                    CategoryId = 2,
                    Summary = new(string.Concat(Enumerable.Repeat("Mechanics and waves. ", 65))),
                    Visible = true,
                    Format = new("topics"),
                    Language = new(""),
                    StartsAt = 1803859200,
                    EndsAt = 1814400000,
                    CreatedAt = 1795255421,
                },
                stamp),
        ];
        for (var user = 1; user <= 20; user++)
        {
            commands.Add(new ObserveEnrolment(
                user,
                100 + user,
                EnrolmentChange.Created,
                "manual",
                true,
                1795255468,
                0,
                0,
                null,
                stamp with { Modified = null }));
            commands.Add(new ObserveRole(user, 5, 200 + user, true, stamp with { Modified = null }));
        }

        return commands.Aggregate(
            Course.Initial,
            (state, command) => Course.Decide(state, command).Events.Aggregate(state, Course.Evolve));
    }
}
