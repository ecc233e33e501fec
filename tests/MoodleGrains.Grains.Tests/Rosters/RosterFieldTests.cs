using System.Text.Json;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>Fields that nobody knows, that may be misspelled, or that stand twice; and names that were escaped for a page.</summary>
public sealed class RosterFieldTests
{
    private const string Known = "(known: username, roleid, status)";

    [Fact]
    public void Nobody_gets_a_default_role_by_a_field_that_is_not_known()
    {
        var wanted = Check(
            """
            [{"shortname":"a","name":"A","participants":[{"username":"ann","role":"teacher"},{"username":"bob","state":"inactive"},
              {"username":"eve","function":"teacher"},{"username":"dan","roleid":"teacher","mood":{}},{"username":"joe"}]}]
            """);

        wanted.Courses.Single().Members.Select(m => $"{m.Key} {(m.LeftOut ? "left out" : string.Join('+', m.Roles))}")
            .ShouldBe(["ann left out", "bob left out", "eve left out", "dan editingteacher", "joe student"]);
        wanted.Findings.Where(finding => !finding.Error).ShouldBe(
        [
            new(false, "unknown_field", "$[0].participants[0].role", Unknown("role")),
            new(false, "unknown_field", "$[0].participants[1].state", Unknown("state")),
            new(false, "unknown_field", "$[0].participants[2].function", Unknown("function")),
            new(false, "unknown_field", "$[0].participants[3].mood", Unknown("mood")),
        ]);
        wanted.Findings.Where(finding => finding.Error).ShouldBe(
        [
            new(true, "misspelled_field", "$[0].participants[0].role",
                "'role' is no field of a participant and may be meant as roleid, so that the participant is left out and stays as it is "
                    + "in Moodle; correct the name, or list it under source.ignore."),
            new(true, "misspelled_field", "$[0].participants[1].state",
                "'state' is no field of a participant and may be meant as status, so that the participant is left out and stays as it is "
                    + "in Moodle; correct the name, or list it under source.ignore."),
            new(true, "role_unclear", "$[0].participants[2].roleid",
                "It is missing, and 'function' may say the role: nobody gets a role by default beside a field that is not known. "
                    + "The participant is left out and stays as in Moodle; give roleid, or list the field under source.ignore."),
        ]);

        static string Unknown(string field) =>
            $"'{field}' is no field of a participant and is not read {Known}. Correct its name, or list it under source.ignore if it is "
                + $"meant to be there.";
    }

    [Theory]
    [InlineData("roleId")]
    [InlineData("RoleID")]
    [InlineData("role_id")]
    [InlineData("rolid")]
    [InlineData("roles")]
    public void A_misspelled_role_makes_nobody_a_student(string field)
    {
        var member = Check($$"""[{"shortname":"a","name":"A","participants":[{"username":"ann","{{field}}":"teacher"}]}]""").Courses
            .Single()
            .Members
            .Single();

        (member.LeftOut, member.Roles.Count).ShouldBe((true, 0));
    }

    [Theory]
    [InlineData("\"visble\":false")]
    [InlineData("\"start_date\":\"2026-09-14\"")]
    [InlineData("\"idNumber\":\"4711\"")]
    public void A_course_whose_field_is_misspelled_is_left_out(string field)
    {
        var wanted = Check(
            $$"""[{"shortname":"a","name":"A",{{field}},"participants":[]},{"shortname":"b","name":"B","participants":[]}]""");

        wanted.Courses.ShouldHaveSingleItem().Key.ShouldBe("name:b");
        wanted.LeftOut.ShouldBe(["name:a"]);
        wanted.Findings.Select(finding => $"{finding.Error} {finding.Code}").ShouldBe(["True misspelled_field", "False unknown_field"]);
    }

    [Fact]
    public void A_field_that_no_course_has_is_told_once_for_all_its_places_and_the_courses_are_taken()
    {
        var wanted = Check(
            """
            {"made":"2026-09-14","courses":[{"shortname":"a","name":"A","credits":5,"participants":[]},{"shortname":"b","name":"B","credits":3,"participants":[]}]}
            """);

        wanted.Courses.Count.ShouldBe(2);
        wanted.Findings.Select(finding => (finding.Error, finding.Path)).ShouldBe([(false, "$.made"), (false, "$.courses[0].credits")]);
        wanted.Findings[1].Text.ShouldContain("; it stands in 2 places. ");
    }

    [Fact]
    public void Fields_that_are_meant_to_be_there_are_left_alone()
    {
        var wanted = Check(
            """[{"shortname":"a","name":"A","credits":5,"participants":[{"username":"ann","surname":"Lovelace"}]}]""",
            Some.Terms with { Source = Some.Terms.Source with { Ignore = ["credits", "surname"] } });

        wanted.Findings.ShouldBeEmpty();
        wanted.Courses.Single().Members.Single().Roles.ShouldBe(["student"]);
    }

    [Fact]
    public void A_field_that_stands_twice_is_a_fault_and_its_course_stays_as_it_is()
    {
        var wanted = Check(
            """
            {"courses":[{"shortname":"PHY-105","name":"Statics","participants":[{"username":"ann"}],"participants":[]},
              {"shortname":"b","name":"B","participants":[{"username":"bob","roleid":"teacher","roleid":"student"},{"username":"joe","username":"jim"}]}]}
            """);

        wanted.Findings.Select(finding => $"{finding.Error} {finding.Path} {finding.Text.Split(',')[0]}").ShouldBe(
        [
            "True $.courses[0].participants participants stands twice",
            "True $.courses[1].participants[0].roleid roleid stands twice",
            "True $.courses[1].participants[1].username username stands twice",
        ]);
        wanted.LeftOut.ShouldBe(["name:PHY-105"]);
        var course = wanted.Courses.ShouldHaveSingleItem();
        course.Members.Select(m => (m.Key, m.LeftOut)).ShouldBe([("bob", true)]);
        course.Unnamed.ShouldBeTrue("whoever joe or jim is may be anybody");
    }

    [Fact]
    public void A_course_that_is_named_twice_may_be_any() =>
        Check("""[{"shortname":"a","shortname":"b","name":"A","participants":[]}]""").Unnamed.ShouldBeTrue();

    [Fact]
    public void Two_lists_of_courses_are_no_roster()
    {
        var wanted = Check("""{"courses":[{"shortname":"a","name":"A","participants":[]}],"courses":[]}""");

        (wanted.Courses.Count, wanted.Unnamed).ShouldBe((0, true));
        wanted.Findings.ShouldHaveSingleItem().Path.ShouldBe("$.courses");
    }

    [Fact]
    public void Every_course_that_is_left_out_is_counted()
    {
        Check(
            """
            [{"name":"nameless","participants":[]},{"shortname":"a","idnumber":"1","name":"<b>","participants":[]},{"shortname":"b","name":"B"},
             {"shortname":"c","name":"C","participants":[]},{"shortname":"c","name":"C","participants":[]},"x",{"shortname":"d","name":"D","participants":[]}]
            """).CoursesLeftOut.ShouldBe(6);
        RosterCheck.Lines(
            [new(2, "", "Lost", "ann", ""), new(3, "", "Lost", "bob", ""), new(4, "", "Gone", "eve", ""), new(5, "a", "A", "ann", "")],
            Some.Terms)
            .CoursesLeftOut.ShouldBe(2, "lines of one name are of one course");
    }

    [Theory]
    [InlineData("Anthropology &amp; Sociology", "Anthropology & Sociology")]
    [InlineData("Prof. O&#039;Brien&rsquo;s seminar", "Prof. O'Brien’s seminar")]
    public void Names_that_were_escaped_for_a_page_are_warned_of(string name, string plain)
    {
        var wanted = Check($$"""[{"shortname":"a","name":"{{name}}","participants":[]}]""");

        wanted.Findings.ShouldHaveSingleItem().ShouldBe(new(
            false, "html_entities", "$[0].name", $"'{name}' holds HTML entities and is taken as it stands; write the characters "
                + $"themselves: '{plain}'."));
        wanted.Courses.ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("R&D")]
    [InlineData("Q&A; AT&T;")]
    [InlineData("a & b; c")]
    public void An_ampersand_is_no_entity(string name)
        => Check($$"""[{"shortname":"a","name":"{{name}}","participants":[]}]""").Findings.ShouldBeEmpty();

    [Fact]
    public void A_name_with_a_damaged_byte_is_left_out()
    {
        var wanted = RosterCheck.Lines(
            [new(2, "CHM-9", "Chimie: r\uFFFDactions", "ann", ""), new(3, "GEN-1", "Physique générale", "bob", "")],
            Some.Terms);

        wanted.Courses.ShouldHaveSingleItem().ShortName.ShouldBe("GEN-1");
        wanted.LeftOut.ShouldBe(["name:CHM-9"]);
        wanted.Findings.ShouldHaveSingleItem().Path.ShouldBe("line 2, course_name");
    }

    [Theory]
    [InlineData("""{"courses":[],"total":900,"page":1,"next":"/roster?page=2"}""", 1, "total 900, next")]
    [InlineData("""{"courses":[],"total":3}""", 3, null)]
    [InlineData("""{"courses":[],"total":40}""", 3, null)]
    [InlineData("""{"courses":[],"page":2}""", 3, "page 2")]
    [InlineData("""{"courses":[],"next":null,"page":1,"hasMore":false}""", 3, null)]
    [InlineData("""{"courses":[],"meta":{"pagination":{"total_pages":"4"}}}""", 3, "total_pages 4")]
    [InlineData("""{"courses":[],"_links":{"next":{"href":"/2"}}}""", 3, "next")]
    [InlineData("""{"courses":[],"@odata.nextLink":"https://x"}""", 3, "@odata.nextLink")]
    [InlineData("""{"courses":[],"last":false}""", 3, "last")]
    [InlineData("[]", 3, null)]
    public void A_document_says_itself_that_it_is_a_page(string json, int courses, string? said)
    {
        using var document = JsonDocument.Parse(json);

        PageMarks.Rest(document.RootElement, 1, courses, participants: 40).ShouldBe(said);
    }

    private static DesiredRoster Check(string json, RosterTerms? terms = null)
    {
        using var document = JsonDocument.Parse(json);
        return RosterCheck.Json(document.RootElement, terms ?? Some.Terms);
    }
}
