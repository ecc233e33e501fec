using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>Fills stand-in sites.</summary>
internal static class Filled
{
    public static List<long> Courses(this University site, int count, int hidden = 0)
    {
        var courses = new List<long>();
        for (var i = 1; i <= count; i++)
        {
            courses.Add(site.CreateCourse(new() { FullName = $"Course {i}", ShortName = $"c{i}", CategoryId = 1, Visible = i > hidden }));
        }

        return courses;
    }

    public static List<long> Users(this University site, int count) =>
        [.. Enumerable.Range(1, count).Select(i => site.CreateUser($"user{i}", $"First{i}", $"Last{i}", $"user{i}@example.org"))];
}
