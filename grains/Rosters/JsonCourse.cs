using System.Globalization;
using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>Reads a course of a JSON roster. No default is taken where a field that is not known may be the misspelled one.</summary>
internal static class JsonCourse
{
    private const string Course = "course";
    private const string Participant = "participant";

    private static readonly string[] CourseFields =
        ["shortname", "name", "idnumber", "category", "template", "startdate", "enddate", "visible", "participants"];

    private static readonly string[] ParticipantFields = ["username", "roleid", "status"];

    public static CourseDraft Read(JsonElement course, string path, RosterZone zone, UnknownFields unknown, List<Finding> findings)
    {
        if (course.ValueKind != JsonValueKind.Object)
        {
            findings.Add(
                new(true, "wrong_type", path, $"It is {JsonField.Shown(course)}; give an object with shortname, name and participants."));
            return new(path) { Bad = true, Unnamed = true };
        }

        var names = unknown.Look(course, path, Course, CourseFields);
        var misspelled = unknown.Misspelled(names, path, Course);
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
            Members = Members(course, fields, unknown, findings),
            Bad = fields.Bad || fault || misspelled || names.Twice.Count > 0,
            Unnamed = unnamed || names.Unclear("shortname") || names.Unclear("idnumber"),
            Paths = new(fields.PathOf("shortname"), fields.PathOf("name"), fields.PathOf("enddate")),
        };
    }

    // Left out is not empty: a field that vanished must not empty the course.
    private static List<MemberDraft> Members(JsonElement course, JsonField fields, UnknownFields unknown, List<Finding> findings)
    {
        if (!course.TryGetProperty("participants", out var participants) || participants.ValueKind == JsonValueKind.Null)
        {
            fields.Fault<string>("participants", "missing", "It is missing; give an array, [] for a course without participants.");
            return [];
        }

        if (participants.ValueKind != JsonValueKind.Array)
        {
            fields.Fault<string>(
                "participants",
                "wrong_type",
                $"It is {JsonField.Shown(participants)}; give an array of objects with username.");
            return [];
        }

        var members = new List<MemberDraft>(participants.GetArrayLength());
        foreach (var participant in participants.EnumerateArray())
        {
            members.Add(Member(
                participant,
                string.Create(CultureInfo.InvariantCulture, $"{fields.PathOf("participants")}[{members.Count}]"),
                unknown,
                findings));
        }

        return members;
    }

    private static MemberDraft Member(JsonElement participant, string path, UnknownFields unknown, List<Finding> findings)
    {
        if (participant.ValueKind != JsonValueKind.Object)
        {
            findings.Add(new(true, "wrong_type", path, $"It is {JsonField.Shown(participant)}; give an object with username."));
            return new(path, path, null, "", false, Bad: true);
        }

        var names = unknown.Look(participant, path, Participant, ParticipantFields);
        var unclear = unknown.Misspelled(names, path, Participant) || names.Twice.Count > 0;
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

        if (role == "" && names.Unknown.Count > 0 && !unclear && !fields.Bad)
        {
            fields.Fault<string>(
                "roleid", "role_unclear",
                $"It is missing, and {string.Join(", ", names.Unknown.Select(field => $"'{JsonField.Short(field)}'"))} may say the role: "
                    + "nobody gets a role by default beside a field that is not known. The participant is left out and stays as in "
                    + "Moodle; give roleid, or list the field under source.ignore.");
        }

        return new(
            fields.PathOf("username"),
            fields.PathOf("roleid"),
            string.IsNullOrWhiteSpace(userName) || names.Unclear("username") ? null : userName,
            role,
            suspended,
            fields.Bad || unclear);
    }
}
