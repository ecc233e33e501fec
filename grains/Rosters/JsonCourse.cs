using System.Globalization;
using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>Reads a course of a JSON roster. Fields that it does not know are left alone.</summary>
internal static class JsonCourse
{
    public static CourseDraft Read(JsonElement course, string path, RosterZone zone, List<Finding> findings)
    {
        if (course.ValueKind != JsonValueKind.Object)
        {
            findings.Add(new(true, "wrong_type", path, $"It is {JsonField.Shown(course)}; give an object with shortname, name and participants."));
            return new(path) { Bad = true, Unnamed = true };
        }

        var fields = new JsonField(course, path, findings);
        var shortName = fields.Required("shortname", "the course's short name", isName: true);
        var fault = fields.Bad;
        var idNumber = fields.Name("idnumber");
        var unnamed = fields.Bad;
        var name = fields.Required("name", "the course's full name");
        return new(path)
        {
            ShortName = shortName,
            Name = name,
            IdNumber = idNumber,
            Category = fields.Name("category"),
            Template = fields.Name("template"),
            StartsAt = fields.Date("startdate", zone),
            EndsAt = fields.Date("enddate", zone),
            Visible = fields.Flag("visible"),
            Members = Members(course, fields, findings),
            Bad = fields.Bad || fault,
            Unnamed = unnamed,
            Paths = new(fields.PathOf("shortname"), fields.PathOf("name"), fields.PathOf("enddate")),
        };
    }

    // Left out is not empty: a field that vanished must not empty the course.
    private static List<MemberDraft> Members(JsonElement course, JsonField fields, List<Finding> findings)
    {
        if (!course.TryGetProperty("participants", out var participants) || participants.ValueKind == JsonValueKind.Null)
        {
            fields.Fault<string>("participants", "missing", "It is missing; give an array, [] for a course without participants.");
            return [];
        }

        if (participants.ValueKind != JsonValueKind.Array)
        {
            fields.Fault<string>("participants", "wrong_type", $"It is {JsonField.Shown(participants)}; give an array of objects with username.");
            return [];
        }

        var members = new List<MemberDraft>(participants.GetArrayLength());
        foreach (var participant in participants.EnumerateArray())
        {
            members.Add(Member(participant, string.Create(CultureInfo.InvariantCulture, $"{fields.PathOf("participants")}[{members.Count}]"), findings));
        }

        return members;
    }

    private static MemberDraft Member(JsonElement participant, string path, List<Finding> findings)
    {
        if (participant.ValueKind != JsonValueKind.Object)
        {
            findings.Add(new(true, "wrong_type", path, $"It is {JsonField.Shown(participant)}; give an object with username."));
            return new(path, path, null, "", false, Bad: true);
        }

        var fields = new JsonField(participant, path, findings);
        var userName = fields.Raw("username");
        if (!fields.Bad && string.IsNullOrWhiteSpace(userName))
        {
            fields.Fault<string>("username", "missing", "It is missing or empty; give the participant's username.");
        }

        var role = fields.Text("roleid") ?? "";
        var suspended = false;
        if (fields.Text("status") is { } status)
        {
            suspended = RoleMapping.Normal(status) is "suspended" or "inactive";
            if (!suspended && RoleMapping.Normal(status) != "active")
            {
                fields.Fault<string>("status", "unknown_status", $"'{JsonField.Short(status)}' is no status; give active or suspended.");
            }
        }

        return new(
            fields.PathOf("username"),
            fields.PathOf("roleid"),
            string.IsNullOrWhiteSpace(userName) ? null : userName,
            role,
            suspended,
            fields.Bad);
    }
}
