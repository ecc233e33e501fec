using System.Text.Json;
using System.Text.Json.Nodes;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>A participant at the registrar's.</summary>
internal sealed record ModelParticipant(string UserName, string? Role, string? Status);

/// <summary>A course at the registrar's.</summary>
internal sealed class ModelCourseWanted
{
    public required string ShortName { get; init; }

    public required string Name { get; set; }

    public string? IdNumber { get; set; }

    public List<ModelParticipant> Participants { get; set; } = [];
}

/// <summary>The registrar: what it means, and what of it arrives.</summary>
internal sealed class ModelRegistrar
{
    /// <summary>How many people there are; the last two are not in Moodle.</summary>
    public const int People = 9;

    private static readonly string?[] Roles = [null, null, null, "student", "teacher", "professor"];

    public List<ModelCourseWanted> Courses { get; } = [];

    public static string UserName(int person) => $"p{person:00}";

    public static ModelParticipant Person(int person, Random luck) => new(
        UserName(person), Roles[luck.Next(Roles.Length)], luck.Next(5) == 0 ? "suspended" : null);

    public ModelCourseWanted Add(Random luck, int people)
    {
        var number = Courses.Count == 0 ? 1 : Courses.Max(course => int.Parse(course.ShortName[1..], null)) + 1;
        var course = new ModelCourseWanted
        {
            ShortName = $"C{number}",
            Name = $"Course {number}",
            IdNumber = luck.Next(4) == 0 ? $"id{number}" : null
        };
        course.Participants
            .AddRange(Enumerable.Range(0, People).OrderBy(_ => luck.Next()).Take(people).Select(person => Person(person, luck)));
        Courses.Add(course);
        return course;
    }

    /// <summary>Something changes at the registrar's.</summary>
    public void Change(Random luck)
    {
        var course = Courses[luck.Next(Courses.Count)];
        switch (luck.Next(14))
        {
            case 0 when Courses.Count > 1:
                Courses.Remove(course);
                break;
            case 1 when Courses.Count < 5:
                Add(luck, luck.Next(6));
                break;
            case 2:
                course.Name += "+";
                break;
            case 3:
                course.IdNumber = course.IdNumber is null ? "id" + course.ShortName[1..] : null;
                break;
            case >= 4 and < 10:
                var person = Person(luck.Next(People), luck);
                course.Participants.RemoveAll(participant => participant.UserName == person.UserName);
                course.Participants.Add(person);
                break;
            default:
                if (course.Participants.Count > 0)
                {
                    course.Participants.RemoveAt(luck.Next(course.Participants.Count));
                }

                break;
        }
    }

    /// <summary>The document, with so many random faults.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="luck">What is spoilt, and in which order things stand.</param>
    /// <param name="faults">How many faults.</param>
    /// <param name="cuts">Whether something may be missing without a trace.</param>
    public DesiredRoster Read(RosterTerms terms, Random luck, int faults, bool cuts = true)
    {
        var courses = new JsonArray([.. Courses.OrderBy(_ => luck.Next()).Select(course => Write(course, luck))]);
        for (var i = 0; i < faults && courses.Count > 0; i++)
        {
            Spoil(courses, luck, cuts ? 14 : 12);
        }

        using var document = JsonDocument.Parse(courses.ToJsonString());
        return RosterCheck.Json(document.RootElement, terms);
    }

    private static JsonObject Write(ModelCourseWanted course, Random luck) => new JsonObject
    {
        ["shortname"] = course.ShortName,
        ["name"] = course.Name,
        ["idnumber"] = course.IdNumber,
        ["participants"] = new JsonArray([.. course.Participants.OrderBy(_ => luck.Next()).Select(participant => new JsonObject
        {
            ["username"] = participant.UserName,
            ["roleid"] = participant.Role,
            ["status"] = participant.Status,
        })]),
    };

    private static void Spoil(JsonArray courses, Random luck, int kinds)
    {
        var course = courses[luck.Next(courses.Count)]!;
        if (course["participants"] is not JsonArray participants)
        {
            return;
        }

        var participant = participants.Count == 0 ? null : participants[luck.Next(participants.Count)]!;
        switch (luck.Next(kinds), participant)
        {
            case (0, _):
                course["name"] = "<b>bold</b>";
                break;
            case (1, _):
                course["shortname"] = 5;
                break;
            case (2, _):
                course["participants"] = null;
                break;
            case (3, not null):
                participant["status"] = "away";
                break;
            case (4, _):
                courses.Add(course.DeepClone());
                break;
            case (5, _):
                course["idnumber"] = 5;
                break;
            case (6, not null):
                participant["username"] = 74;
                break;
            case (7 or 8, not null):
                participant["username"] = $"x{participant["username"]}";
                break;
            case (9, not null):
                participant["roleid"] = "tutor";
                break;
            case (10, not null):
                participants.Add(new JsonObject { ["username"] = $" {participant["username"]}" });
                break;
            case (11, not null):
                participant["roleid"] = 5;
                break;
            case (12, not null):
                participants.Remove(participant);
                break;
            case (13, _):
                courses.Remove(course);
                break;
            default:
                break;
        }
    }
}
