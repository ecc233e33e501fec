using System.Diagnostics;
using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo;
using MoodleGrains.Silo.Tests;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Benchmarks;

/// <summary>Activations, and what grains cost in memory.</summary>
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

    /// <summary>Bytes of heap a grain: active course grains with 20 enrolments each, loaded from snapshots.</summary>
    public static async Task<double> MemoryAsync(SiloHarness runtime, int grains)
    {
        await using (var command = runtime.Database.CreateCommand("""
            with made as (insert into mt_streams (id, type, version) select 'course-bench-' || s, 'course', 41 from generate_series(1, $1) s)
            insert into orleans_states (service, kind, key, version, payload)
            select 'moodlegrains', 'course', 'bench-' || s, 1, $2 from generate_series(1, $1) s
            """))
        {
            command.Parameters.Add(new() { Value = grains });
            command.Parameters.Add(new() { Value = JsonSerializer.SerializeToUtf8Bytes(new Snapshot
            {
                Version = 41,
                Fold = Course.SnapshotVersion,
                State = JsonSerializer.SerializeToElement(Enrolled(), Course.Snapshot),
            }) });
            await command.ExecuteNonQueryAsync();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await ActivateAsync(runtime, 1, grains);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        var active = await runtime.Services<IGrainFactory>().GetGrain<IManagementGrain>(0).GetTotalActivationCount();
        if (active < grains)
        {
            throw new InvalidOperationException($"Only {active} of {grains} grains are active.");
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
