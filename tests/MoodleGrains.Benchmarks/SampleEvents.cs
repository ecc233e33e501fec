using System.Globalization;
using System.Text;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.EventStore;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Benchmarks;

/// <summary>Events of 1.4 to 1.6 KB, as courses with a summary of usual length make them, and bulk loads of them.</summary>
internal static class SampleEvents
{
    private static readonly EventType Created = Course.Events.Single(e => e.Type == typeof(CourseCreated));
    private static readonly EventType Described = Course.Events.Single(e => e.Type == typeof(CourseDescribed));

    /// <summary>The stored name of the usual event.</summary>
    public static string Type => Described.Name;

    /// <summary>The usual event's body.</summary>
    public static byte[] Json(int n) => Described.Write(new CourseDescribed(Summary(n), default, CourseField.Summary, Stamp(n)));

    /// <summary>Loads streams of equal length by binary COPY, events of all streams in turn, as they would have been appended.</summary>
    public static async Task LoadAsync(string connectionString, int streams, int length)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var make = new NpgsqlCommand($"insert into mt_streams (id, type, version) select 'course-bench-' || s, 'course', "
            + $"{length} from generate_series(0, {streams - 1}) s", connection))
        {
            await make.ExecuteNonQueryAsync();
        }

        byte[][] bodies = [.. Enumerable.Range(0, 64).Select(Json)];
        byte[][] first = [.. Enumerable.Range(0, 64).Select(FirstJson)];
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers) from stdin (format binary)"))
        {
            copy.Timeout = TimeSpan.FromMinutes(10);
            var sequence = 0L;
            for (var version = 1; version <= length; version++)
            {
                for (var stream = 0; stream < streams; stream++)
                {
                    await copy.StartRowAsync();
                    await copy.WriteAsync(++sequence, NpgsqlDbType.Bigint);
                    await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                    await copy.WriteAsync($"course-bench-{stream}", NpgsqlDbType.Varchar);
                    await copy.WriteAsync((long)version, NpgsqlDbType.Bigint);
                    await copy.WriteAsync((version == 1 ? first : bodies)[(version + stream) % 64], NpgsqlDbType.Jsonb);
                    await copy.WriteAsync((version == 1 ? Created : Described).Name, NpgsqlDbType.Varchar);
                    await copy.WriteAsync(TimeProvider.System.GetUtcNow().UtcDateTime, NpgsqlDbType.TimestampTz);
                    await copy.WriteAsync("null", NpgsqlDbType.Jsonb);
                }
            }

            await copy.CompleteAsync();
        }

        await using var set = new NpgsqlCommand($"select setval('mt_events_sequence', {(long)streams * length})", connection);
        await set.ExecuteNonQueryAsync();
    }

    private static byte[] FirstJson(int n) => Created.Write(new CourseCreated(
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
