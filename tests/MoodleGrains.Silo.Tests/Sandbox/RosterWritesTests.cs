using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.WebService;

namespace MoodleGrains.Silo.Tests.Sandbox;

/// <summary>What writes rosters into the stand-in must meet there what it would meet in a Moodle.</summary>
public sealed class RosterWritesTests
{
    private const long Physics = 6, Introduction = 7, Ada = 3, Suspended = 11, Tutor = 14, Nobody = 999_999;

    private readonly University moodle;
    private readonly MoodleWebService service;

    public RosterWritesTests()
    {
        var academy = new ExampleAcademy();
        academy.Clock.Set(1795255738);
        moodle = academy.University;
        service = new(moodle, ExampleAcademy.Address, "t0ken");
    }

    [Theory]
    [InlineData("errors/enrol_unknown_role")]
    [InlineData("errors/enrol_unknown_user")]
    [InlineData("errors/unenrol_not_enrolled")]
    [InlineData("errors/shortnametaken_create_course")]
    [InlineData("errors/idnumbertaken_create_course")]
    [InlineData("errors/unknown_category_create_course")]
    [InlineData("errors/nostartdatenoenddate_create_course_startdate_0")]
    [InlineData("errors/invalidparameter_html_in_course_fullname")]
    [InlineData("errors/shortnametaken_update_course_warning_200")]
    [InlineData("errors/unknown_course_update_warning_200")]
    [InlineData("webservice/enrol_manual_enrol_users/already_enrolled_null")]
    [InlineData("webservice/enrol_manual_enrol_users/success_null")]
    public void A_recorded_write_that_changes_nothing_here_is_answered_alike(string recording)
    {
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded", recording + ".json")))!;
        var before = State();

        var answer = Ask(
            (string)recorded["request"]!["function"]!,
            [.. recorded["request"]!["params"]!.AsObject().Select(field => (field.Key, (string)field.Value!))]);

        JsonNode.DeepEquals(answer, recorded["body"]).ShouldBeTrue(answer?.ToJsonString());
        State().ShouldBe(before);
    }

    [Theory]
    [InlineData("shortname", "2024", "shortnametaken")]
    [InlineData("shortname", "NEW-1", "shortnametaken")]
    [InlineData("idnumber", "CHEM", "courseidnumbertaken")]
    [InlineData("categoryid", "99999", "errorcatcontextnotvalid")]
    [InlineData("enddate", "1", "enddatebeforestartdate")]
    [InlineData("fullname", "<b>Bold</b>", "invalidparameter")]
    public void One_bad_course_refuses_its_whole_batch(string field, string value, string code)
    {
        var before = State();
        var third = new Dictionary<string, string>
        {
            ["shortname"] = "NEW-3",
            ["fullname"] = "New 3",
            ["categoryid"] = "2",
            [field] = value
        };

        var answer = Ask(
            "core_course_create_courses",
            [.. Course(0, "NEW-1"), .. Course(1, "NEW-2"), .. third.Select(f => ($"courses[2][{f.Key}]", f.Value))]);

        Code(answer).ShouldBe(code);
        State().ShouldBe(before);
    }

    [Fact]
    public void A_batch_of_good_courses_is_created_in_its_order_a_sign_before_a_space_being_no_tag()
    {
        var answer = Ask("core_course_create_courses", [.. Course(0, "NEW-1"), .. Course(1, "1 < 2")])!.AsArray();

        answer.Select(course => (string)course!["shortname"]!).ShouldBe(["NEW-1", "1 < 2"]);
        answer.Select(course => moodle.Courses[(long)course!["id"]!].ShortName).ShouldBe(["NEW-1", "1 < 2"]);
    }

    [Theory]
    [InlineData(Nobody, Ada, 5, "invalidparameter")]
    [InlineData(Physics, Nobody, 5, "invaliduser")]
    [InlineData(Physics, Ada, 999, "wsusercannotassign")]
    public void One_bad_enrolment_refuses_its_whole_batch(long course, long user, long role, string code)
    {
        var before = State();

        Code(Enrol((Introduction, Tutor, 4, null), (course, user, role, null))).ShouldBe(code);

        State().ShouldBe(before);
    }

    [Fact]
    public void Who_is_enrolled_is_suspended_and_made_active_by_enrolling_again_and_gets_the_role()
    {
        Enrol((Physics, Ada, 4, "1")).ShouldBeNull();
        moodle.EnrolmentsOf(Physics).Single(e => e.UserId == Ada).Suspended.ShouldBeTrue();
        moodle.RolesOf(Physics, Ada).Select(role => role.RoleId).ShouldBe([5L, 4L], ignoreOrder: true);

        Enrol((Physics, Ada, 5, "0"), (Physics, Suspended, 5, "0")).ShouldBeNull();

        moodle.EnrolmentsOf(Physics).Where(e => e.UserId is Ada or Suspended).ShouldAllBe(e => !e.Suspended);
        moodle.RolesOf(Physics, Ada).Count.ShouldBe(2);
    }

    [Fact]
    public void A_course_without_manual_enrolment_refuses_its_whole_batch_with_Moodles_words()
    {
        moodle.SwitchManualEnrolment(Introduction, there: false);
        var before = State();

        var answer = Enrol((Physics, Tutor, 5, null), (Introduction, Ada, 5, null));

        Code(answer).ShouldBe("wsnoinstance");
        ((string)answer!["message"]!).ShouldBe("Manual enrolment plugin instance doesn't exist or is disabled for the course (id = 7)");
        Code(Ask("enrol_manual_unenrol_users", ("enrolments[0][courseid]", "7"), ("enrolments[0][userid]", "3"))).ShouldBe("wsnoinstance");
        State().ShouldBe(before);

        moodle.SwitchManualEnrolment(Introduction, there: true);
        Enrol((Introduction, Ada, 5, null)).ShouldBeNull();
    }

    [Fact]
    public void Where_manual_enrolment_is_off_by_default_new_courses_come_without_it()
    {
        moodle.ManualByDefault = false;

        var id = (long)Ask("core_course_create_courses", [.. Course(0, "NEW-1")])![0]!["id"]!;

        Code(Enrol((id, Ada, 5, null))).ShouldBe("wsnoinstance");
    }

    [Fact]
    public void Taking_out_is_one_transaction_too()
    {
        var before = State();
        Code(Ask(
            "enrol_manual_unenrol_users", ("enrolments[0][courseid]", "6"), ("enrolments[0][userid]", "3"),
            ("enrolments[1][courseid]", "999999"),
            ("enrolments[1][userid]", "3"))).ShouldBe("invalidrecord");
        State().ShouldBe(before);

        Ask(
            "enrol_manual_unenrol_users",
            ("enrolments[0][courseid]", "6"),
            ("enrolments[0][userid]", "3"),
            ("enrolments[1][courseid]", "6"),
            ("enrolments[1][userid]", "14"))
            .ShouldBeNull();

        moodle.EnrolmentsOf(Physics).ShouldAllBe(e => e.UserId != Ada && e.UserId != Tutor);
        moodle.RolesOf(Physics, Ada).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Nobody, Ada, 5, "invalidparameter")]
    [InlineData(Physics, Nobody, 5, "codingerror")]
    [InlineData(Physics, Ada, 999, "invalidparameter")]
    public void One_bad_role_refuses_its_whole_batch(long course, long user, long role, string code)
    {
        var before = State();

        Code(Role("assign", (Physics, Ada, 4), (course, user, role))).ShouldBe(code);

        State().ShouldBe(before);
    }

    [Fact]
    public void A_role_that_is_not_held_is_taken_without_an_error_and_one_that_is_held_is_given_once()
    {
        Role("unassign", (Physics, Ada, 3), (Physics, Nobody, 5)).ShouldBeNull();
        Role("assign", (Physics, Ada, 5), (Physics, Ada, 3)).ShouldBeNull();

        moodle.RolesOf(Physics, Ada).Select(held => held.RoleId).ShouldBe([5L, 3L], ignoreOrder: true);

        Role("unassign", (Physics, Ada, 5)).ShouldBeNull();
        moodle.RolesOf(Physics, Ada).ShouldHaveSingleItem().RoleId.ShouldBe(3);
    }

    [Fact]
    public void A_template_imported_twice_is_there_twice()
    {
        for (var times = 1; times <= 2; times++)
        {
            Ask(
                "core_course_import_course",
                ("importfrom", "6"),
                ("importto", "7"),
                ("options[0][name]", "blocks"),
                ("options[0][value]", "1")).ShouldBeNull();
            moodle.Activities.Values.Where(a => a.CourseId == Introduction).Select(a => a.Name)
                .ShouldBe(Enumerable.Repeat((string[])["Reading", "Exercise"], times).SelectMany(names => names));
        }

        Code(Ask("core_course_import_course", ("importfrom", "6"), ("importto", "999999"))).ShouldBe("invalidcourseid");
        Code(Ask(
            "core_course_import_course",
            ("importfrom", "6"),
            ("importto", "7"),
            ("options[0][name]", "users"),
            ("options[0][value]", "1")))
            .ShouldBe("invalidextparam");
    }

    [Fact]
    public void Of_changed_courses_the_good_ones_are_changed_and_the_others_warned_of()
    {
        var answer = Ask(
            "core_course_update_courses", ("courses[0][id]", "6"), ("courses[0][visible]", "0"), ("courses[1][id]", "7"),
            ("courses[1][shortname]", "PHY-101"),
            ("courses[2][id]", "8"), ("courses[2][fullname]", "Ten thousand"));

        answer!["warnings"]!.AsArray().ShouldHaveSingleItem()!["warningcode"]!.GetValue<string>().ShouldBe("shortnametaken");
        moodle.Courses[6].Visible.ShouldBeFalse();
        moodle.Courses[8].FullName.ShouldBe("Ten thousand");
    }

    private static (string, string)[] Course(int place, string shortName) =>
        [($"courses[{place}][shortname]", shortName), ($"courses[{place}][fullname]", shortName), ($"courses[{place}][categoryid]", "2")];

    private static string? Code(JsonNode? answer) => (string?)answer?["errorcode"];

    private JsonNode? Enrol(params (long Course, long User, long Role, string? Suspend)[] rows) =>
        Ask("enrol_manual_enrol_users", [.. rows.SelectMany((row, i) =>
    {
        List<(string, string)> fields =
        [
            ($"enrolments[{i}][courseid]", $"{row.Course}"), ($"enrolments[{i}][userid]", $"{row.User}"),
            ($"enrolments[{i}][roleid]", $"{row.Role}"),
        ];
        return row.Suspend is { } suspend ? [.. fields, ($"enrolments[{i}][suspend]", suspend)] : fields;
    })]);

    private JsonNode? Role(string what, params (long Course, long User, long Role)[] rows) =>
        Ask($"core_role_{what}_roles", [.. rows.SelectMany((row, i) =>
        ((string, string)[])
        [
            ($"{what}ments[{i}][contextlevel]", "course"), ($"{what}ments[{i}][instanceid]", $"{row.Course}"),
            ($"{what}ments[{i}][userid]", $"{row.User}"), ($"{what}ments[{i}][roleid]", $"{row.Role}"),
        ])]);

    private JsonNode? Ask(string function, params (string Name, string Value)[] parameters) =>
        JsonNode.Parse(service.Answer(new Dictionary<string, string>(
            parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)))
        {
            ["wstoken"] = "t0ken",
            ["wsfunction"] = function,
            ["moodlewsrestformat"] = "json",
        }).Body.Span);

    private string State() => string.Join('\n', (string[])
    [
        .. moodle.Courses.Values.Select(c => $"{c.Id} {c.ShortName} {c.FullName} {c.Visible}"),
        .. moodle.Enrolments.OrderBy(e => e.Id).Select(e => $"{e.CourseId} {e.UserId} {e.Suspended} {e.TimeStart} {e.TimeEnd}"),
        .. moodle.Roles.OrderBy(r => r.Id).Select(r => $"{r.CourseId} {r.UserId} {r.RoleId}"),
    ]);
}
