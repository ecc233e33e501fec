using System.Text.Json;
using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// A registrar's office: a stand-in Moodle in New York, a silo, and the commands that a person types for a roster in a file.
/// </summary>
public sealed class RosterOffice : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly PostgresServer postgres = new();
    private readonly string folder = TestFolder.Make();
    private StandIn? moodle;
    private TestSilo? silo;

    internal University Moodle { get; } = new(TimeProvider.System);

    public async Task InitializeAsync()
    {
        await postgres.InitializeAsync();
        try
        {
            foreach (var number in Enumerable.Range(1, 9))
            {
                Moodle.CreateUser(
                    $"dev.user0{number}",
                    $"First{number}",
                    "Last",
                    $"dev.user0{number}@example.org",
                    number switch { 1 => "000123", 3 => "S-77x", _ => "" });
            }

            Moodle.TakeEvents();
            moodle = await StandIn.Start(Moodle, Token, 0, default);
            silo = await TestSilo.Ready(
                await postgres.PreparedDatabase(),
                ("Sites__campus__Url", moodle.Address
                    .GetLeftPart(UriPartial.Authority)), ("Sites__campus__Token", Token), ("Sites__campus__Poll__Off", "true"),
                ("Sites__campus__Calls__Rate", "0"), ("Sites__campus__Zone", "America/New_York"),
                ("Rosters__Roles__student", "5"), ("Rosters__Roles__editingteacher", "3"));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        if (silo is not null)
        {
            await silo.DisposeAsync();
        }

        if (moodle is not null)
        {
            await moodle.DisposeAsync();
        }

        await postgres.DisposeAsync();
        TestFolder.Remove(folder);
    }

    /// <summary>Makes a roster of a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">What the file says.</param>
    /// <param name="terms">Terms beside its source and category.</param>
    internal async Task Put(string name, string body, JsonObject? terms = null)
    {
        var said = await TryPut(name, body, terms);
        said.ExitCode.ShouldBe(0, said.Error);
    }

    /// <summary>The same, and what became of it.</summary>
    internal async Task<Said> TryPut(string name, string body, JsonObject? terms = null)
    {
        await Says(name, body);
        var roster = terms ?? [];
        roster["site"] = "campus";
        roster["name"] = name;
        roster["source"] = new JsonObject { ["address"] = FileOf(name) };
        roster["category"] = "Category 1";
        var document = Path.Combine(folder, $"{name}.roster.json");
        await File.WriteAllTextAsync(document, new JsonObject { ["rosters"] = new JsonArray(roster) }.ToJsonString());
        return await silo!.Run("apply", "-f", document);
    }

    /// <summary>The file says something else from here on.</summary>
    internal Task Says(string name, string body) => File.WriteAllTextAsync(FileOf(name), body);

    /// <summary>A command of rosters.</summary>
    internal Task<Said> Roster(params string[] arguments) => silo!.Run(["roster", .. arguments]);

    /// <summary>A file that a command may write.</summary>
    internal string Written(string name) => Path.Combine(folder, name);

    /// <summary>A roster of one course.</summary>
    internal static string Of(string shortName, params string[] participants) => JsonSerializer.Serialize(new[]
    {
        new { shortname = shortName, name = $"The {shortName}", participants = participants.Select(username => new { username }) },
    });

    /// <summary>The course with exactly this short name.</summary>
    internal Course Course(string shortName)
    {
        lock (Moodle.Gate)
        {
            return Moodle.Courses.Values.Single(course => course.ShortName == shortName);
        }
    }

    /// <summary>The users in a course.</summary>
    internal IReadOnlyList<string> In(string shortName)
    {
        var id = Course(shortName).Id;
        lock (Moodle.Gate)
        {
            return [.. Moodle.Enrolments.Where(enrolment => enrolment.CourseId == id)
                .Select(enrolment => Moodle.Users[enrolment.UserId].UserName)
                .Order(StringComparer.Ordinal)];
        }
    }

    private string FileOf(string name) => Path.Combine(folder, $"{name}.json");
}
