using MoodleGrains.Courses;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Users;
using static MoodleGrains.Silo.Tests.Moodle.Replay;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The recorded answers of a real Moodle drive the client.</summary>
public sealed class RecordedAnswersTests
{
    private static readonly CancellationToken Go = CancellationToken.None;

    [Fact]
    public async Task Courses_come_as_stored_and_with_the_sites_own_time()
    {
        var (site, replies) = Site("core_course_get_courses/admin_setting_raw_true");

        var read = await site.CoursesAsync(Go);

        read.At.ShouldBe(Replies.Date);
        read.Courses.Count.ShouldBe(7);
        read.Courses.Single(course => course.Id == 10).Visible.ShouldBe(false);
        Course(read, 10).FullName!.Value.Value.ShouldBe("Chemistry 🧪 & Safety 1 < 2");
        replies.Sent.ShouldHaveSingleItem().Fields["moodlewssettingraw"].ShouldBe("true");
        replies.Sent[0].Address.ToString().ShouldBe("https://moodle.example.org/webservice/rest/server.php");
    }

    [Fact]
    public async Task Some_courses_are_asked_for_exactly_as_recorded()
    {
        var read = await Exactly("core_course_get_courses", "admin_options_ids_one_gone", site => site.CoursesByIdAsync([2, 99999], Go));

        read.Courses.Select(course => course.Id).ShouldBe([2]);
    }

    [Fact]
    public async Task A_course_that_is_gone_is_told_by_one_call_and_the_others_are_there()
    {
        var (site, replies) = Site("core_course_get_courses/admin_options_ids_one_gone");

        var asked = await site.AskCoursesAsync([2, 99999], Go);

        asked.Of.ShouldBe(new Dictionary<long, Presence> { [2] = Presence.There, [99999] = Presence.Gone }, ignoreOrder: true);
        replies.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_students_list_lacks_what_he_may_not_see()
    {
        var (site, _) = Site("core_course_get_courses_by_field/student");

        var read = await site.VisibleCoursesAsync(Go);

        read.Courses.ShouldNotContain(course => course.Id == 10);
        read.Courses.Single(course => course.Id == 9).Visible.ShouldBeNull();
        read.Courses.Single(course => course.Id == 6).Visible.ShouldBe(true);
    }

    [Fact]
    public async Task A_users_courses_are_asked_for_exactly_as_recorded()
    {
        var read = await Exactly("core_enrol_get_users_courses", "admin_no_usercount", site => site.UsersCoursesAsync(3, Go));

        read.Courses.Select(course => (course.Id, course.CategoryId)).ShouldBe([(6, 2), (7, 3)], ignoreOrder: true);
    }

    [Fact]
    public async Task Categories_come_with_their_parents()
    {
        var (site, _) = Site("core_course_get_categories/admin");

        var read = await site.CategoriesAsync(Go);

        read.Categories[5].ShouldBe(4);
        read.Told.Count.ShouldBe(read.Categories.Count);
    }

    [Fact]
    public async Task Everybody_enrolled_is_read_as_recorded()
    {
        var (site, _) = Site("core_enrol_get_enrolled_users/admin");

        var read = await site.EnrolledUsersAsync(6, courseVisible: true, 0, Go);

        read.Users.Count.ShouldBe(13);
        var told = (ObserveParticipants)read.Told.Command;
        told.Participants.Single(participant => participant.UserId == 11).Active.ShouldBe(false);
        told.Participants.Single(participant => participant.UserId == 3).Active.ShouldBe(true);
    }

    [Fact]
    public async Task Activities_are_asked_for_exactly_as_recorded()
    {
        var read = await Exactly("core_course_get_contents", "admin_option_excludecontents", site => site.ContentsAsync(6, null, Go));

        var room = read.Modules.Single(module => module.Id == 15);
        (room.Module, room.Instance, room.Visible).ShouldBe(("bigbluebuttonbn", 1, true));
        room.ViewUrl.ShouldBe("http://127.0.0.1:8090/mod/bigbluebuttonbn/view.php?id=15");
    }

    [Fact]
    public async Task One_activity_is_asked_for_exactly_as_recorded()
    {
        var read = await Exactly("core_course_get_course_module", "admin_bigbluebuttonbn", site => site.CourseModuleAsync(15, Go));

        read.Presence.ShouldBe(Presence.There);
        (read.Module!.Course, read.Module.Module, read.Module.Instance).ShouldBe((6, "bigbluebuttonbn", 1));
    }

    [Fact]
    public async Task All_users_are_read_with_what_mail_must_know()
    {
        // To those whom the participants of the front page are refused, Moodle shows whose address they may see.
        var replies = new Replies((sent, _) => sent.Function switch
        {
            MoodleFunctions.EnrolledUsers => Replies.Refused("nopermissions"),
            MoodleFunctions.Users => Replies.Recorded("webservice/core_user_get_users/admin_email_wildcard"),
            _ => Replies.Json(Recorded.Answer("core_user_get_users", "admin_email_wildcard").GetProperty("users").GetRawText()),
        });

        var read = await Campus.WithToken(replies).UsersAsync(Go);

        read.Users.Count.ShouldBe(16);
        read.Users.Single(user => user.Id == 7).TimeZone.ShouldBe("Asia/Tokyo");
        read.Users.Single(user => user.Id == 17).Suspended.ShouldBe(true);
    }

    [Fact]
    public async Task A_user_who_is_gone_is_told_so_by_an_administrators_token_only()
    {
        (await Asked(isAdmin: true)).Of[99999].ShouldBe(Presence.Gone);
        (await Asked(isAdmin: false)).Of[99999].ShouldBe(Presence.NotVisible);

        // A token of the mobile service has no core_user_get_users.
        static Task<Presences> Asked(bool isAdmin) => Campus.WithToken(new((sent, _) => sent.Function == MoodleFunctions.SiteInfo
            ? Replies.Recorded(isAdmin
                ? "webservice/core_webservice_get_site_info/admin"
                : "webservice/core_webservice_get_site_info/student_mobile_service")
            : Replies.Recorded("webservice/core_user_get_users_by_field/admin_id_99999"))).AskUsersAsync([99999], Go);
    }

    [Fact]
    public async Task A_deleted_user_is_answered_still_and_told_to_be_gone_by_the_mail_address_alone()
    {
        var replies = new Replies((sent, _) => Replies.Recorded("webservice/" + sent.Function + (sent.Function == MoodleFunctions.SiteInfo
            ? "/admin" : "/admin_id_deleted_user")));

        var asked = await Campus.WithToken(replies).AskUsersAsync([19], Go);

        asked.Of[19].ShouldBe(Presence.Gone);
        asked.Told.ShouldHaveSingleItem().Command.ShouldBeOfType<ObserveUserDeleted>();
        replies.Sent.Select(sent => sent.Function).ShouldBe([MoodleFunctions.SiteInfo, MoodleFunctions.UsersByField]);
    }

    [Fact]
    public async Task Where_mail_addresses_are_hidden_a_user_whom_only_one_of_the_two_functions_answers_is_gone()
    {
        var replies = new Replies((sent, _) => Replies.Recorded("webservice/" + sent.Function + sent.Function switch
        {
            MoodleFunctions.SiteInfo => "/admin",
            MoodleFunctions.UsersByField => "/without_viewalldetails",
            _ => "/admin_id_deleted_user",
        }));

        (await Campus.WithToken(replies).AskUsersAsync([145], Go)).Of[145].ShouldBe(Presence.Gone);
        replies.Sent[^1].Fields["criteria[0][value]"].ShouldBe("145");
    }

    [Theory]
    [InlineData("course_not_found_get_contents", Presence.Gone)]
    [InlineData("student_hidden_course_get_contents", Presence.NotVisible)]
    public async Task A_course_left_out_of_the_list_is_asked_for_once_more(string second, Presence expected)
    {
        var replies = new Replies((sent, _) => Replies.Recorded(sent.Function switch
        {
            MoodleFunctions.Courses => "errors/nopermissions_student_get_courses_by_own_ids",
            MoodleFunctions.CoursesByField => "webservice/core_course_get_courses_by_field/student_field_id_hidden_course",
            _ => "errors/" + second,
        }));

        var asked = await Campus.WithToken(replies).AskCoursesAsync([10], Go);

        asked.Of[10].ShouldBe(expected);
        asked.Told.Count.ShouldBe(expected == Presence.Gone ? 1 : 0);
    }

    [Fact]
    public async Task A_module_is_there_gone_or_hidden()
    {
        (await Campus.WithToken(Replies.Of("errors/completion_unknown_cm")).CourseModuleAsync(1, Go)).Presence.ShouldBe(Presence.Gone);
        (await Campus.WithToken(Replies.Of("errors/course_module_deletion_in_progress")).CourseModuleAsync(194, Go)).Presence
            .ShouldBe(Presence.Gone);
        (await Campus.WithToken(Replies.Of("errors/requireloginerror_student_hidden_bbb_meeting_info")).CourseModuleAsync(1, Go))
            .Presence.ShouldBe(Presence.NotVisible);
    }

    [Fact]
    public async Task Completions_are_asked_for_exactly_as_recorded()
    {
        (await Exactly("core_completion_get_activities_completion_status", "admin_user01", site => site.ActivityCompletionsAsync(6, 3, Go)))
            .Told.Count.ShouldBe(3);
        (await Exactly("core_completion_get_course_completion_status", "admin_user01", site => site.CourseCompletionAsync(6, 3, Go)))
            .Told.Count.ShouldBe(1);
        (await Campus.WithToken(Replies.Of("errors/completion_no_criteria")).CourseCompletionAsync(6, 3, Go)).Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Writes_are_sent_exactly_as_recorded_and_null_is_an_answer()
    {
        await Exactly("enrol_manual_enrol_users", "already_enrolled_null", async site =>
        {
            await site.EnrolAsync([new(6, 3, 5)], Go);
            return 0;
        });
        await Exactly("core_role_assign_roles", "success_null", async site =>
        {
            await site.AssignRolesAsync([new(15, 19, 3)], Go);
            return 0;
        });
        await Exactly("core_role_unassign_roles", "success_null", async site =>
        {
            await site.UnassignRolesAsync([new(15, 19, 3)], Go);
            return 0;
        });
        await Exactly("enrol_manual_unenrol_users", "success_null", async site =>
        {
            await site.UnenrolAsync([(13, 4)], Go);
            return 0;
        });
        await Exactly("core_course_update_categories", "success_null", async site =>
        {
            await site.UpdateCategoriesAsync([new(7, Name: "2030", IdNumber: "1e3")], Go);
            return 0;
        });
    }

    [Fact]
    public async Task New_categories_get_their_ids()
    {
        var (site, _) = Site("core_course_create_categories/success_two");

        (await site.CreateCategoriesAsync([new("Sciences"), new("Languages & Culture")], Go)).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task An_answer_of_another_shape_is_told_as_such_with_the_field_that_is_missing()
    {
        var (site, _) = Site("core_course_get_categories/admin");

        var fault = await Campus.Fault(
            () => site.UsersByIdAsync([1], Go).ContinueWith(_ => site.MeetingInfoAsync(1, 6, Go), TaskScheduler.Default).Unwrap());

        fault.Kind.ShouldBe(FaultKind.BadAnswer);
        fault.Detail!.ShouldContain("bigbluebuttonbnid");
    }

    private static CourseFields Course(CoursesRead read, long id) =>
        ((ObserveCourse)read.Told.Single(told => told.Grain == StreamKey.For("course", "campus", id)).Command).Fields;
}
