using System.Text.Json;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Tests.Polling;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>A roster as the registrar's system gives it.</summary>
internal static class RosterFile
{
    /// <summary>The bodies that the customer gave.</summary>
    public static string Sample { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded/samples/roster.json"));

    /// <summary>A roster; a participant is a username, with a role behind a colon.</summary>
    public static string Of(params (string ShortName, string[] Participants)[] courses) => JsonSerializer.Serialize(new
    {
        courses = courses.Select(course => new
        {
            shortname = course.ShortName,
            name = $"Course {course.ShortName}",
            participants = course.Participants.Select(participant => participant.Split(':')).Select(parts => parts.Length == 1
                ? (object)new { username = parts[0] }
                : new { username = parts[0], roleid = parts[1] }),
        }),
    });

    /// <summary>
    /// A term: so many courses with so many of the people (<see cref="Filled.Users"/>), who go round; the first of each teaches.
    /// </summary>
    public static string Term(int courses, int each, int people) => Of([.. Enumerable.Range(1, courses).Select(i => (
        $"c{i}",
        Enumerable.Range(0, each).Select(n => $"user{((((i - 1) * each) + n) % people) + 1}{(n == 0 ? ":teacher" : "")}").ToArray()))]);

    /// <summary>A site with the people of <see cref="Term"/>.</summary>
    public static Action<University> People(int people) => site => site.Users(people);
}
