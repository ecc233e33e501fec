using System.Text.Json;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class RosterCheckTests
{
    [Fact]
    public void The_customers_sample_is_taken_whole()
    {
        var wanted = Check(
            """
            {"courses":[
              {"shortname":"unique_field1","name":"Exemple name - Geography Course","participants":[
                {"username":"00000000074"},{"username":"00000000078","roleid":"teacher"}]},
              {"shortname":"unique_field3","name":"Exemple name - Math Course","participants":[
                {"username":"00000000023","roleid":"professor"},{"username":"00000000087"}]}]}
            """);
        wanted.Findings.ShouldBeEmpty();
        (wanted.Unnamed, wanted.LeftOut.Count).ShouldBe((false, 0));
        wanted.Courses.Select(course => course.Key).ShouldBe(["name:unique_field1", "name:unique_field3"]);
        Members(wanted).ShouldBe(
            ["00000000074 student", "00000000078 editingteacher", "00000000023 editingteacher", "00000000087 student"]);
    }

    [Fact]
    public void The_bare_array_is_taken_too()
    {
        var wanted = Check("""[{"shortname":"007","name":"Spies","participants":[{"username":"a"}]}]""");
        wanted.Findings.ShouldBeEmpty();
        wanted.Courses.Single().ShortName.ShouldBe("007");
    }

    [Fact]
    public void Optional_fields_are_used_when_they_are_there()
    {
        var course = Check(
            """
            [{"shortname":" BIO ","name":" Biology ","idnumber":"B-1","category":"2026/Biology","template":"T","startdate":"2026-09-14",
              "enddate":1800000000,"visible":false,"participants":[{"username":" Ann ","status":"Suspended"}]}]
            """).Courses.Single();
        (course.Key, course.ShortName, course.Name, course.Category, course.Template).ShouldBe(
            ("id:B-1", "BIO", "Biology", "2026/Biology", "T"));
        (course.StartsAt, course.EndsAt, course.Visible).ShouldBe((1789344000, 1800000000, false));
        var member = course.Members.Single();
        (member.Key, member.Given, member.Suspended).ShouldBe(("ann", "Ann", true));
    }

    [Theory]
    [InlineData("\"2026-09-14T08:00:00+02:00\"", 1789365600L)]
    [InlineData("\"2026-09-14T08:00:00Z\"", 1789372800L)]
    [InlineData("1789372800", 1789372800L)]
    [InlineData("0", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    public void Dates_are_ISO_8601_or_Unix_seconds(string json, long? expected)
    {
        var wanted = Check($$"""[{"shortname":"a","name":"A","startdate":{{json}},"participants":[]}]""");
        wanted.Findings.ShouldBeEmpty();
        wanted.Courses.Single().StartsAt.ShouldBe(expected);
    }

    [Fact]
    public void One_user_with_two_roles_has_both_and_the_same_pair_twice_is_one_with_a_warning()
    {
        var wanted = Check(
            """
            [{"shortname":"a","name":"A","participants":[{"username":"x","roleid":"teacher"},{"username":"x"},{"username":"x","roleid":"Teacher"}]}]
            """);
        Members(wanted).ShouldBe(["x editingteacher+student"]);
        wanted.Findings.ShouldBe([new(
            false, "duplicate_participant", "$[0].participants[2].username",
            "'x' stands twice with the same role (first: $[0].participants[0].username); it is taken once.")]);
    }

    [Fact]
    public void A_bad_participant_counts_as_there_and_its_course_stays()
    {
        var wanted = Check(
            """
            [{"shortname":"a","name":"A","participants":[{"username":"Ann"},{"username":"ann "},{"username":"bob","roleid":5},{"username":"eve","roleid":"tutor"}]}]
            """);
        wanted.Courses.Single().Unnamed.ShouldBeFalse();
        wanted.Courses.Single().Members.Select(m => (m.Key, m.LeftOut, m.RolesUnsure)).ShouldBe(
            [("ann", true, false), ("bob", true, true), ("eve", false, true)]);
        wanted.Courses.Single().Members[2].UnknownRoles.ShouldBe(["tutor"]);
    }

    [Fact]
    public void A_participant_without_a_name_may_be_anybody()
    {
        var course = Check("""[{"shortname":"a","name":"A","participants":[{"username":"ann"},{"username":12}]}]""").Courses.Single();
        course.Unnamed.ShouldBeTrue();
        course.Members.Single().Key.ShouldBe("ann");
    }

    [Fact]
    public void A_bad_course_is_left_out_by_all_its_names_and_one_without_a_name_may_be_any()
    {
        var wanted = Check(
            """[{"shortname":"a","name":"<b>A</b>","idnumber":"1","participants":[]},{"shortname":"b","name":"B","participants":[]}]""");
        wanted.LeftOut.Order().ShouldBe(["id:1", "name:a"]);
        (wanted.Unnamed, wanted.Courses.Single().Key).ShouldBe((false, "name:b"));
        Check("""[{"name":"A","participants":[]}]""").Unnamed.ShouldBeTrue();
        Check("""[{"shortname":"a","name":"A","idnumber":7,"participants":[]}]""").Unnamed.ShouldBeTrue();
    }

    [Fact]
    public void Idnumbers_of_users_keep_their_capitals_and_usernames_do_not()
    {
        using var document = JsonDocument.Parse("""[{"shortname":"a","name":"A","participants":[{"username":"Ab"},{"username":"aB"}]}]""");
        RosterCheck.Json(document.RootElement, Some.Terms with { MatchBy = RosterTerms.ByIdNumber }).Courses.Single()
            .Members.Select(m => m.Key).ShouldBe(["Ab", "aB"]);
    }

    [Fact]
    public void Names_in_several_languages_and_signs_of_less_are_no_HTML() => Check(
        """
        [{"shortname":"a < b","name":"<span lang=\"en\" class=\"multilang\">Biology</span><span class=\"multilang\" lang=\"de\">Biologie</span>","participants":[]}]
        """).Findings.ShouldBeEmpty();

    [Fact]
    public void Lines_of_one_course_are_put_together()
    {
        var wanted = RosterCheck.Lines(
            [new(2, "BIO", "Biology", "ann", "teacher"), new(3, "CHE", "Chemistry", null, null), new(4, "BIO", "Biology", "007", "")],
            Some.Terms);
        wanted.Findings.ShouldBeEmpty();
        wanted.Courses.Select(course => course.Path).ShouldBe(["line 2", "line 3"]);
        Members(wanted).ShouldBe(["ann editingteacher", "007 student"]);
    }

    [Fact]
    public void Faults_of_lines_name_line_and_field()
    {
        var wanted = RosterCheck.Lines(
            [
                new(2, "BIO", "Biology", "ann", "tutor"), new(3, "", "Lost", "eve", null), new(4, "BIO", "Biologie", "", null),
                new(5, "CHE", "", "bob", null), new(6, "BIO", "Biology", "z\u0000", null),
            ],
            Some.Terms);
        wanted.Findings.ShouldBe(
            [
                new(true, "missing", "line 3, course_shortname", "It is missing or empty; give the course's short name."),
                new(false, "name_differs", "line 4, course_name", "'Biologie' is not what stands in line 2; 'Biology' is taken."),
                new(true, "missing", "line 5, course_name", "It is missing or empty; give the course's full name."),
                new(true, "unreadable", "line 6, username", "It holds characters that are no text; take them out."),
                new(true, "missing", "line 4, username", "It is missing or empty; give the participant's username."),
                new(
                    true, "unknown_role", "line 2, role",
                    "'tutor' is no role of this roster; correct it, or say under roles which role of Moodle it is (known: professor, "
                        + "student, teacher)."),
            ]);

        // The line without a course may belong to any.
        (wanted.Unnamed, wanted.Courses.Single().Unnamed).ShouldBe((true, true));
        wanted.LeftOut.ShouldBe(["name:CHE"]);
    }

    private static IEnumerable<string> Members(DesiredRoster wanted) =>
        wanted.Courses.SelectMany(course => course.Members).Select(m => $"{m.Key} {string.Join('+', m.Roles)}");

    private static DesiredRoster Check(string json)
    {
        using var document = JsonDocument.Parse(json);
        return RosterCheck.Json(document.RootElement, Some.Terms);
    }
}
