using System.Text.Json;
using MoodleGrains.Categories;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Moodle.Answers;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>What the recorded web-service answers tell.</summary>
public sealed class AnswersTests
{
    private const long At = Recorded.AnsweredAt;
    private static readonly FieldVersion Polled = new(null, At, SourcePrecedence.Polled);

    [Fact]
    public void Courses_asked_raw_are_exact()
    {
        var told = CoursesAnswer.Read(
            Recorded.Site, Recorded.Answer("core_course_get_courses", "admin_setting_raw_true"), raw: true, At);

        told.Select(course => course.Grain.Number).ShouldBe([1, 8, 7, 6, 9, 10, 11], ignoreOrder: true);
        told.Single(course => course.Grain.Number == 10).Command.ShouldBe(new ObserveCourse(
            new CourseFields
            {
                ShortName = "CHEM🎓",
                FullName = "Chemistry 🧪 & Safety 1 < 2",
                IdNumber = "CHEM",
                CategoryId = 4,
                Summary = "<script>alert(1)</script><p>hidden course</p>",
                Visible = false,
                Format = "topics",
                Language = "",
                StartsAt = 1795219200,
                EndsAt = 1826755200,
                CreatedAt = 1795255421,
            },
            new FieldVersion(1795255421, At, SourcePrecedence.Polled)));
    }

    [Fact]
    public void Courses_not_asked_raw_tell_everything_but_the_escaped_texts()
    {
        var exact = Fields("core_course_get_courses", "admin_setting_raw_true", raw: true);

        foreach (var function in (string[])["core_course_get_courses", "core_course_get_courses_by_field"])
        {
            Fields(function, "admin", raw: false).ShouldBe(
                exact.ToDictionary(course => course.Key, course => course.Value with { ShortName = null, FullName = null, Summary = null }),
                ignoreOrder: true);
        }
    }

    [Fact]
    public void What_a_student_may_not_see_is_not_told()
    {
        var fields = Fields("core_course_get_courses_by_field", "student", raw: false)[11];

        (fields.Visible, fields.IdNumber, fields.StartsAt).ShouldBe((null, null, null));
        fields.CategoryId.ShouldBe(5);
    }

    [Fact]
    public void A_course_asked_for_by_id_that_is_not_in_the_answer_is_gone() =>
        CoursesAnswer.Gone(Recorded.Site, Recorded.Answer("core_course_get_courses_by_field", "admin_field_ids_6-9"), [6, 9, 12], At)
            .ShouldBe(
                [(new StreamKey("course-campus-12"), new ObserveCourseDeleted(new FieldVersion(null, At, SourcePrecedence.Deleted)))]);

    [Fact]
    public void A_refusal_is_not_taken_for_an_empty_site() =>
        Should.Throw<FormatException>(() => CoursesAnswer.Gone(
            Recorded.Site, Recorded.Error("student_get_courses_all_notenrolled"), [6], At))
            .Message.ShouldContain("errorcoursecontextnotvalid");

    [Fact]
    public void Categories_without_idnumber_have_an_empty_one()
    {
        var told = CategoriesAnswer.Read(Recorded.Site, Recorded.Answer("core_course_get_categories", "admin"), raw: false, At);

        told.Select(category => category.Grain.Number).ShouldBe([1, 2, 3, 4, 5], ignoreOrder: true);
        told.Single(category => category.Grain.Number == 2).Command.ShouldBe(
            new ObserveCategory(null, (Observed<string>)"007", 0, null, true, new FieldVersion(1795255394, At, SourcePrecedence.Polled)));
        told.Single(category => category.Grain.Number == 5).Command.ShouldBe(
            new ObserveCategory(null, (Observed<string>)"", 4, null, true, new FieldVersion(1795255395, At, SourcePrecedence.Polled)));
    }

    [Fact]
    public void Who_is_active_is_who_has_the_course_among_his_own()
    {
        var (grain, command, people) = EnrolledUsersAnswer.Read(
            Recorded.Site, Recorded.Answer("core_enrol_get_enrolled_users", "admin"), course: 6, courseVisible: true, At);

        grain.Value.ShouldBe("course-campus-6");
        var participants = command.ShouldBeOfType<ObserveParticipants>().Participants;
        participants.Where(participant => participant.Active == true).Select(participant => participant.UserId)
            .ShouldBe(Ids("admin_onlyactive"), ignoreOrder: true);
        participants.Where(participant => participant.Active == false).Select(participant => participant.UserId)
            .ShouldBe(Ids("admin_onlysuspended"), ignoreOrder: true);
        participants.Single(participant => participant.UserId == 16).Roles.ShouldBe([3]);
        people.Single(person => person.UserId == 4).ShouldBe(new ObservedPerson(
            4,
            (Observed<string>)"dev.user02",
            (Observed<string>)"Zoë Ünlü-Šimić",
            (Observed<string>)"dev.user02@example.org",
            (Observed<string>)"42",
            Polled));
    }

    [Fact]
    public void In_a_hidden_course_nobody_is_said_to_be_inactive()
    {
        var (_, command, _) = EnrolledUsersAnswer.Read(
            Recorded.Site, Recorded.Answer("core_enrol_get_enrolled_users", "admin_hidden_course"), course: 10, courseVisible: false, At);

        var participant = command.ShouldBeOfType<ObserveParticipants>().Participants.ShouldHaveSingleItem();
        (participant.UserId, participant.Active).ShouldBe((6, null));
    }

    [Fact]
    public void Participants_without_roles_were_asked_with_selected_fields_and_are_refused() =>
        Should.Throw<FormatException>(() => EnrolledUsersAnswer.Read(
            Recorded.Site, JsonElement.Parse("""[{"id":4,"fullname":"x"}]"""), 6, true, At)).Message.ShouldStartWith("roles:");

    [Theory]
    [InlineData("core_user_get_users", "admin_email_wildcard")]
    [InlineData("core_user_get_users_by_field", "admin_id_17")]
    public void A_suspended_user_is_told(string function, string name)
    {
        var (users, people) = UsersAnswer.Read(Recorded.Site, Recorded.Answer(function, name), At);

        users.Single(user => user.Grain.Number == 17).Command.ShouldBe(new ObserveUser(true, Polled));
        users.Where(user => user.Grain.Number != 17).ShouldAllBe(user => user.Command.Equals(new ObserveUser(false, Polled)));
        people.Count.ShouldBe(users.Count);
    }

    [Fact]
    public void A_user_asked_for_by_id_that_is_not_in_the_answer_is_gone() =>
        UsersAnswer.Gone(Recorded.Site, Recorded.Answer("core_user_get_users_by_field", "admin_id_99999"), [99999], At)
            .ShouldBe([(new StreamKey("user-campus-99999"), new ObserveUserDeleted(new FieldVersion(null, At, SourcePrecedence.Deleted)))]);

    [Fact]
    public void What_a_teacher_may_not_see_of_a_person_is_not_told()
    {
        var (_, people) = UsersAnswer.Read(Recorded.Site, Recorded.Answer("core_user_get_users_by_field", "teacher_others"), At);

        people[0].ShouldBe(
            new ObservedPerson(3, null, (Observed<string>)"Ada Lindqvist", (Observed<string>)"dev.user01@example.org", null, Polled));
    }

    [Fact]
    public void Completions_are_told_with_their_times()
    {
        var told = ActivityCompletionsAnswer.Read(
            Recorded.Site, Recorded.Answer("core_completion_get_activities_completion_status", "admin_user01"), course: 6, user: 3, At);

        told.ShouldAllBe(completion => completion.Grain.Value == "user-campus-3");
        told.Select(completion => completion.Command).ShouldBe([
            new ObserveCompletion(6, 11, 1, 1795255469, Polled),
            new ObserveCompletion(6, 12, 1, 1795255469, Polled),
            new ObserveCompletion(6, 13, 0, null, Polled),
        ]);
    }

    [Theory]
    [InlineData("admin_user01", 1)]
    [InlineData("admin_user04_not_started", 0)]
    [InlineData("admin_2024_self_completed", 1)]
    public void Whether_a_course_is_completed_is_told_but_not_when(string name, int state) =>
        CourseCompletionAnswer.Read(
            Recorded.Site, Recorded.Answer("core_completion_get_course_completion_status", name), course: 6, user: 3, At)
            .Command.ShouldBe(new ObserveCompletion(6, null, state, null, Polled));

    [Fact]
    public void A_refused_course_completion_names_moodles_code() =>
        Should.Throw<FormatException>(() => CourseCompletionAnswer.Read(Recorded.Site, Recorded.Error("completion_no_criteria"), 8, 5, At))
            .Message.ShouldContain("usernotenroled");

    private static Dictionary<long, CourseFields> Fields(string function, string name, bool raw) =>
        CoursesAnswer.Read(Recorded.Site, Recorded.Answer(function, name), raw, At)
            .ToDictionary(course => course.Grain.Number, course => ((ObserveCourse)course.Command).Fields);

    private static IEnumerable<long> Ids(string name) =>
        Recorded.Answer("core_enrol_get_enrolled_users", name).EnumerateArray().Select(user => user.GetProperty("id").GetInt64());
}
