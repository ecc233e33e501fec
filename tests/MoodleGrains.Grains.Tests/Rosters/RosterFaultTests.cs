using System.Text.Json;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>Each bad input with its exact message.</summary>
public sealed class RosterFaultTests
{
    private const string NoText = "give text in quotes (zeros in front count).";

    public static TheoryData<string, string, string, string> Documents => new()
    {
        { "{}", "$.courses", "missing", "It is missing; give an array of courses." },
        { """{"courses":{}}""", "$.courses", "wrong_type", "It is an object; give an array of courses." },
        { "\"x\"", "$", "wrong_type", "It is the text 'x'; give an array of courses." },
        { "null", "$", "wrong_type", "It is null; give an array of courses." },
        { "[5]", "$[0]", "wrong_type", "It is the number 5; give an object with shortname, name and participants." },
    };

    public static TheoryData<string, string, string, string> Courses => new()
    {
        { """ "name":"A" """, ".shortname", "missing", "It is missing or empty; give the course's short name." },
        { """ "shortname":"  ","name":"A" """, ".shortname", "missing", "It is missing or empty; give the course's short name." },
        { """ "shortname":2026,"name":"A" """, ".shortname", "wrong_type", $"It is the number 2026; {NoText}" },
        { """ "shortname":"a" """, ".name", "missing", "It is missing or empty; give the course's full name." },
        { """ "shortname":"a","name":["A"] """, ".name", "wrong_type", $"It is an array; {NoText}" },
        { """ "shortname":"a","name":true """, ".name", "wrong_type", $"It is true; {NoText}" },
        {
            """ "shortname":"a","name":"half \ud800" """, ".name", "unreadable",
            "It is the text 'half \\ud800', which holds characters that are no text; take them out."
        },
        {
            """ "shortname":"a","name":"Chemistry <b>Safety</b>" """, ".name", "html",
            "'Chemistry <b>Safety</b>' holds HTML, which Moodle refuses in a name; write it as plain text."
        },
        {
            """ "shortname":"a<br>","name":"A" """, ".shortname", "html",
            "'a<br>' holds HTML, which Moodle refuses in a name; write it as plain text."
        },
        { """ "shortname":"a","name":"A","idnumber":7 """, ".idnumber", "wrong_type", $"It is the number 7; {NoText}" },
        { """ "shortname":"a","name":"A","category":7 """, ".category", "wrong_type", $"It is the number 7; {NoText}" },
        { """ "shortname":"a","name":"A","template":{} """, ".template", "wrong_type", $"It is an object; {NoText}" },
        {
            """ "shortname":"a","name":"A","startdate":"14.9.2026" """, ".startdate", "bad_date",
            "It is the text '14.9.2026'; give a date such as 2026-09-14, or Unix seconds."
        },
        {
            """ "shortname":"a","name":"A","enddate":-5 """, ".enddate", "bad_date",
            "It is the number -5; give a date such as 2026-09-14, or Unix seconds."
        },
        {
            """ "shortname":"a","name":"A","startdate":"2026-09-14","enddate":"2026-09-13" """, ".enddate", "ends_before_start",
            "It is before startdate, which Moodle refuses; give a later date."
        },
        { """ "shortname":"a","name":"A","visible":"yes" """, ".visible", "wrong_type", "It is the text 'yes'; give true or false." },
    };

    public static TheoryData<string, string, string, string> Participants => new()
    {
        { "\"ann\"", "", "wrong_type", "It is the text 'ann'; give an object with username." },
        { "{}", ".username", "missing", "It is missing or empty; give the participant's username." },
        { """{"username":" "}""", ".username", "missing", "It is missing or empty; give the participant's username." },
        { """{"username":74}""", ".username", "wrong_type", $"It is the number 74; {NoText}" },
        { """{"username":"ann","roleid":3}""", ".roleid", "wrong_type", $"It is the number 3; {NoText}" },
        {
            """{"username":"ann","roleid":"tutor"}""", ".roleid", "unknown_role",
            "'tutor' is no role of this roster; correct it, or say under roles which role of Moodle it is (known: professor, student, "
                + "teacher)."
        },
        { """{"username":"ann","status":1}""", ".status", "wrong_type", $"It is the number 1; {NoText}" },
        { """{"username":"ann","status":"gone"}""", ".status", "unknown_status", "'gone' is no status; give active or suspended." },
    };

    public static TheoryData<string, string, string, string> Pairs => new()
    {
        {
            """{"username":"Ann"},{"username":"ann"}""", "[1].username", "collision",
            "'ann' is the same user as 'Ann' ($.courses[0].participants[0].username) but for capitals or blanks; neither is taken, write "
                + "both alike or correct one."
        },
        {
            """{"username":"007"},{"username":"007 "}""", "[1].username", "collision",
            "'007 ' is the same user as '007' ($.courses[0].participants[0].username) but for capitals or blanks; neither is taken, write "
                + "both alike or correct one."
        },
        {
            """{"username":"ann"},{"username":"ann","status":"suspended"}""", "[1].username", "two_statuses",
            "'ann' is active and suspended at once ($.courses[0].participants[0].username); give one status."
        },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Of_a_document(string json, string path, string code, string text)
    {
        var wanted = Check(json);
        wanted.Findings.ShouldBe([new(true, code, path, text)]);
        (wanted.Courses.Count, wanted.Unnamed).ShouldBe((0, true));
    }

    [Theory]
    [MemberData(nameof(Courses))]
    public void Of_a_course(string fields, string path, string code, string text)
    {
        var wanted = Check($$"""{"courses":[{{{fields}},"participants":[]},{"shortname":"z","name":"Z","participants":[]}]}""");
        wanted.Findings.ShouldBe([new(true, code, "$.courses[0]" + path, text)]);
        wanted.Courses.ShouldHaveSingleItem().Key.ShouldBe("name:z");
    }

    [Theory]
    [InlineData(""" "shortname":"a","name":"A" """, "missing", "It is missing; give an array, [] for a course without participants.")]
    [InlineData(
        """ "shortname":"a","name":"A","participants":"ann" """,
        "wrong_type",
        "It is the text 'ann'; give an array of objects with username.")]
    public void Of_a_course_that_lost_its_participants(string fields, string code, string text)
    {
        var wanted = Check($$"""{"courses":[{{{fields}}}]}""");
        wanted.Findings.ShouldBe([new(true, code, "$.courses[0].participants", text)]);
        (wanted.Courses.Count, wanted.LeftOut.Single()).ShouldBe((0, "name:a"));
    }

    [Theory]
    [MemberData(nameof(Participants))]
    public void Of_a_participant(string participant, string path, string code, string text)
    {
        var wanted = Check($$"""{"courses":[{"shortname":"a","name":"A","participants":[{{participant}},{"username":"zoe"}]}]}""");
        wanted.Findings.ShouldBe([new(true, code, "$.courses[0].participants[0]" + path, text)]);
        wanted.Courses.Single().Members.ShouldContain(member => member.Key == "zoe" && !member.LeftOut);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_two_participants(string participants, string path, string code, string text)
    {
        var wanted = Check($$"""{"courses":[{"shortname":"a","name":"A","participants":[{{participants}}]}]}""");
        wanted.Findings.ShouldBe([new(true, code, "$.courses[0].participants" + path, text)]);
        wanted.Courses.Single().Members.ShouldHaveSingleItem().LeftOut.ShouldBeTrue();
    }

    [Theory]
    [InlineData(
        "\"shortname\":\"a\",\"name\":\"B\"",
        "The short name 'a' is that of $.courses[0] too; neither is taken, give each course its own.")]
    [InlineData(
        "\"shortname\":\"b\",\"name\":\"B\",\"idnumber\":\"1\"",
        "The idnumber '1' is that of $.courses[0] too; neither is taken, give each course its own.")]
    public void Of_two_courses(string second, string text)
    {
        var wanted = Check(
            $$"""{"courses":[{"shortname":"a","name":"A","idnumber":"1","participants":[]},{{{second}},"participants":[]}]}""");
        wanted.Findings.ShouldBe([new(true, "duplicate_course", "$.courses[1]", text)]);
        wanted.Courses.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("shortname", 255)]
    [InlineData("name", 254)]
    [InlineData("idnumber", 100)]
    public void Of_names_longer_than_Moodle_takes(string field, int longest)
    {
        // Characters count, not what UTF-16 needs for them.
        Long(field, longest).Findings.ShouldBeEmpty();
        var shown = string.Concat(Enumerable.Repeat("😀", 40));
        Long(field, longest + 1).Findings.ShouldBe([new(
            true, "too_long", $"$.courses[0].{field}",
            $"'{shown}…' has {longest + 1} characters, and Moodle takes {longest}; shorten it.")]);
    }

    [Fact]
    public void All_of_them_at_once()
    {
        var wanted = Check(
            """
            {"courses":[{"shortname":5,"name":"<i>","participants":[{"username":7},{"username":"x","roleid":"tutor"}]},
            {"shortname":"b","name":"B","startdate":"soon","participants":{}}]}
            """);
        wanted.Findings.Select(finding => finding.Path).Order(StringComparer.Ordinal).ShouldBe(
            [
                "$.courses[0].name", "$.courses[0].participants[0].username", "$.courses[0].participants[1].roleid",
                "$.courses[0].shortname",
                "$.courses[1].participants", "$.courses[1].startdate",
            ]);
    }

    private static DesiredRoster Long(string field, int length)
    {
        var text = string.Concat(Enumerable.Repeat("😀", length));
        var names = new Dictionary<string, string> { ["shortname"] = "a", ["name"] = "A", ["idnumber"] = "1", [field] = text };
        return Check($$"""{"courses":[{{{string.Join(',', names.Select(n => $"\"{n.Key}\":\"{n.Value}\""))}},"participants":[]}]}""");
    }

    private static DesiredRoster Check(string json)
    {
        using var document = JsonDocument.Parse(json);
        return RosterCheck.Json(document.RootElement, Some.Terms);
    }
}
