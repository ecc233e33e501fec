using System.Text;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Benchmarks;

/// <summary>Events of 1.4 to 1.6 KB, as a course with a summary of usual length makes them.</summary>
internal static class SampleEvents
{
    public const string Type = "course_described";

    public static byte[] Json(int n)
    {
        var summary = new StringBuilder(1400);
        while (summary.Length < 1280 + (n % 7 * 20))
        {
            summary.Append("<p>Mechanics and waves, week ").Append(n + summary.Length).Append(": lecture, exercise, and a test.</p>");
        }

        return Encoding.UTF8.GetBytes(
            $$"""{"summary":"{{summary}}","stamp":{"modified":{{1795255467 + n}},"told":{{1795255467 + n}},"rank":"updated"},"covers":"all"}""");
    }

    public static EventData Data(int n) => new(Guid.CreateVersion7(), Type, Json(n));
}
