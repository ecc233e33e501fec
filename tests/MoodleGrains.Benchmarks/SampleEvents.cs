using System.Globalization;
using System.Text;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Benchmarks;

/// <summary>Events of 1.4 to 1.6 KB, as courses with a summary of usual length make them, and bulk loads of them.</summary>
internal static class SampleEvents
{
    /// <summary>How many grains there are, where a Zipf law chooses among them.</summary>
    public const int Grains = 10_000;

    private const int Different = 64;

    private static readonly EventType created = Course.Events.Single(e => e.Type == typeof(CourseCreated));
    private static readonly EventType described = Course.Events.Single(e => e.Type == typeof(CourseDescribed));
    private static readonly CourseDescribed[] events = [.. Enumerable.Range(0, Different).Select(
        n => new CourseDescribed(Summary(n), default, CourseField.Summary, Stamp(n)))];

    private static readonly byte[][] bodies = [.. events.Select(described.Write)];

    /// <summary>The type of the usual event.</summary>
    public static EventType Described => described;

    /// <summary>The stream of a grain.</summary>
    public static string Stream(int grain) => string.Create(CultureInfo.InvariantCulture, $"course-bench-{grain}");

    /// <summary>The usual event.</summary>
    public static CourseDescribed Event(int n) => events[n % Different];

    /// <summary>Its body.</summary>
    public static byte[] Json(int n) => bodies[n % Different];

    /// <summary>The reaction of benchmarks: one effect for each event.</summary>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) =>
    [
        new(
            recorded.Grain.Value,
            string.Create(CultureInfo.InvariantCulture, $"{recorded.Grain}/{recorded.Version}"),
            new Wake(recorded.Grain.Value, "bench")),
    ];

    /// <summary>The body of that effect.</summary>
    public static byte[] EffectJson(string stream) => Wake.Effect.Write(new Wake(stream, "bench"));

    /// <summary>Streams of equal length, their events in turn.</summary>
    public static IEnumerable<int> Equal(int streams, int length) =>
        Enumerable.Range(0, length).SelectMany(_ => Enumerable.Range(0, streams));

    /// <summary>One event for each of <see cref="Grains"/>, then more by a Zipf law.</summary>
    public static IEnumerable<int> Popular(int events) =>
        Enumerable.Range(0, Grains).Concat(new Zipf(Grains).Many(events - Grains));

    /// <summary>Loads events by binary COPY into Marten's tables, as they would have been appended.</summary>
    /// <param name="connectionString">Where to.</param>
    /// <param name="log">The grain of each event, in the order of the log.</param>
    public static async Task LoadAsync(string connectionString, IEnumerable<int> log)
    {
        int[] all = [.. log];
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var first = Enumerable.Range(0, Different).Select(FirstJson).ToArray();
        var lengths = all.CountBy(grain => grain).ToList();
        await using (var make = new NpgsqlCommand(
            "insert into mt_streams (id, type, version) select id, 'course', version from unnest($1, $2) as s(id, version)", connection)
        {
            Parameters =
            {
                new() { Value = lengths.Select(length => Stream(length.Key)).ToArray() },
                new() { Value = lengths.Select(length => (long)length.Value).ToArray() },
            },
        })
        {
            await make.ExecuteNonQueryAsync();
        }

        Dictionary<int, long> versions = [];
        var sequence = 0L;
        await using (var copy = await connection.BeginBinaryImportAsync("""
            copy mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, headers, is_archived)
            from stdin (format binary)
            """))
        {
            copy.Timeout = TimeSpan.FromMinutes(10);
            foreach (var grain in all)
            {
                var version = versions[grain] = versions.GetValueOrDefault(grain) + 1;
                var type = version == 1 ? created : Described;
                await copy.StartRowAsync();
                await copy.WriteAsync(++sequence, NpgsqlDbType.Bigint);
                await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                await copy.WriteAsync(Stream(grain), NpgsqlDbType.Varchar);
                await copy.WriteAsync(version, NpgsqlDbType.Bigint);
                await copy.WriteAsync((version == 1 ? first : bodies)[(version + grain) % Different], NpgsqlDbType.Jsonb);
                await copy.WriteAsync(type.Name, NpgsqlDbType.Varchar);
                await copy.WriteAsync(TimeProvider.System.GetUtcNow().UtcDateTime, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync("*DEFAULT*", NpgsqlDbType.Varchar);
                await copy.WriteAsync($"{type.Type.FullName}, {type.Type.Assembly.GetName().Name}", NpgsqlDbType.Varchar);
                await copy.WriteAsync($$"""{"delivery": "b3f1c9{{sequence:x10}}", "inbox": {{sequence}}}""", NpgsqlDbType.Jsonb);
                await copy.WriteAsync(false, NpgsqlDbType.Boolean);
            }

            await copy.CompleteAsync();
        }

        await using var finish = new NpgsqlCommand(
            $"""
            select setval('mt_events_sequence', {sequence});
            analyze mt_streams;
            analyze mt_events;
            """,
            connection)
        { CommandTimeout = 0 };
        await finish.ExecuteNonQueryAsync();
    }

    private static byte[] FirstJson(int n) => created.Write(new CourseCreated(
        $"C-{n}", $"Course {n}", "", 3, Summary(
            n), true, "topics", "", 1800000000, 1810000000, 1795255467, default, CourseField.Summary, Stamp(0)));

    private static FieldVersion Stamp(int n) => new(1795255467 + n, 1795255467 + n, SourcePrecedence.Updated);

    private static string Summary(int n)
    {
        var summary = new StringBuilder(1500);
        while (summary.Length < 1290 + (n % 7 * 20))
        {
            summary.Append(
                CultureInfo.InvariantCulture,
                $"Mechanics and waves, week {n + summary.Length}: lecture, exercise, and a short test. ");
        }

        return summary.ToString();
    }
}
