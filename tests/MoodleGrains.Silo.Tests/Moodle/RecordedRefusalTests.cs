using System.Text;
using System.Text.Json;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>Each recorded refusal has its name; and none was left out here.</summary>
public sealed class RecordedRefusalTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recorded", "errors");

    // By how the file's name begins; null is an answer, not a refusal. The longest that fits counts.
    private static readonly Dictionary<string, FaultKind?> Expected = new()
    {
        ["accessexception_"] = FaultKind.FunctionNotInService,
        ["action_events_by_course_as_unenrolled"] = FaultKind.InvalidResponse,
        ["bbb_server_down_"] = FaultKind.ConferenceServerDown,
        ["cli_maintenance"] = FaultKind.Maintenance,
        ["completion_no_criteria"] = FaultKind.NothingToTell,
        ["completion_not_manual"] = FaultKind.Refused,
        ["completion_unknown_cm"] = FaultKind.Gone,
        ["core_files_upload_"] = FaultKind.PhpError,
        ["course_module_deletion_in_progress"] = FaultKind.Gone,
        ["course_not_found_"] = FaultKind.Gone,
        ["courses_by_field_ids_one_gone"] = FaultKind.PhpError,
        ["create_module_"] = FaultKind.Refused,
        ["debug_developer_course_not_found"] = FaultKind.Gone,
        ["debug_developer_missing_parameter"] = FaultKind.InvalidParameter,
        ["edit_section_unknown_action"] = FaultKind.Refused,
        ["enrol_unknown_role"] = FaultKind.CapabilityMissing,
        ["enrol_unknown_user"] = FaultKind.Gone,
        ["idnumbertaken_"] = FaultKind.Taken,
        ["inplace_section_core_course_component"] = FaultKind.Refused,
        ["inplace_section_student"] = FaultKind.CapabilityMissing,
        ["inplace_section_wrong_format_component"] = FaultKind.Gone,
        ["invalidparameter_"] = FaultKind.InvalidParameter,
        ["invalidtoken"] = FaultKind.TokenInvalid,
        ["local_webhooks_unpatched_"] = FaultKind.PhpError,
        ["login_maintenance_mode"] = FaultKind.Maintenance,
        ["login_missing_fields"] = FaultKind.InvalidParameter,
        ["login_student_on_restricted_admin_service"] = FaultKind.ServiceNotAvailable,
        ["login_suspended_user"] = FaultKind.LoginRefused,
        ["login_unknown_service"] = FaultKind.ServiceNotAvailable,
        ["login_unknown_user"] = FaultKind.LoginRefused,
        ["login_webservices_disabled"] = FaultKind.WebServicesOff,
        ["login_wrong_password"] = FaultKind.LoginRefused,
        ["maintenance_mode_admin_token"] = null,
        ["maintenance_mode_student_token"] = FaultKind.Maintenance,
        ["missing_parameter"] = FaultKind.InvalidParameter,
        ["new_module_"] = FaultKind.Refused,
        ["nopermissions_"] = FaultKind.CapabilityMissing,
        ["nopermissions_teacher_delete_course_warning"] = FaultKind.NotVisible,
        ["nopermissions_teacher_update_other_course_warning"] = null,
        ["nosey_unpatched_"] = FaultKind.PhpError,
        ["nostartdatenoenddate_"] = FaultKind.Refused,
        ["protocol_get_method_works"] = null,
        ["protocol_json_body_not_read"] = FaultKind.InvalidParameter,
        ["protocol_no_function"] = FaultKind.InvalidParameter,
        ["protocol_no_token"] = FaultKind.TokenInvalid,
        ["protocol_wrong_path_404"] = FaultKind.WrongAddress,
        ["protocol_xml_when_format_absent"] = FaultKind.BadAnswer,
        ["requireloginerror_"] = FaultKind.NotVisible,
        ["section_add_social_format"] = FaultKind.Refused,
        ["shortnametaken_create_course"] = FaultKind.Taken,
        ["shortnametaken_update_course_warning_200"] = null,
        ["student_create_course_event_warning"] = null,
        ["student_function_not_in_service_"] = FaultKind.FunctionNotInService,
        ["student_get_courses_all_notenrolled"] = FaultKind.NotVisible,
        ["student_get_users"] = FaultKind.FunctionNotInService,
        ["student_hidden_course_get_contents"] = FaultKind.NotVisible,
        ["student_not_enrolled_get_contents"] = FaultKind.NotVisible,
        ["unenrol_not_enrolled"] = null,
        ["unexpected_parameter"] = FaultKind.InvalidParameter,
        ["unknown_bbb_meeting_info"] = FaultKind.PhpError,
        ["unknown_category_create_course"] = FaultKind.Gone,
        ["unknown_category_delete"] = FaultKind.Gone,
        ["unknown_cm_delete"] = FaultKind.Gone,
        ["unknown_cm_join"] = FaultKind.Gone,
        ["unknown_course_delete_warning_200"] = null,
        ["unknown_course_update_warning_200"] = null,
        ["unknown_event_delete"] = FaultKind.Gone,
        ["unknown_function"] = FaultKind.FunctionUnknown,
        ["update_course_unknown_action"] = FaultKind.Refused,
        ["update_course_unknown_cm"] = FaultKind.Gone,
        ["update_course_unknown_section"] = FaultKind.Gone,
        ["update_event_start_day_before_course_start"] = FaultKind.Refused,
        ["upload_invalid_token"] = FaultKind.TokenInvalid,
        ["upload_no_file"] = null,
        ["user_create_"] = FaultKind.InvalidParameter,
        ["webservices_disabled"] = FaultKind.WebServicesOff,
    };

    public static TheoryData<string> Files()
        => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_recorded_refusal_is_told_by_its_name_and_with_a_remedy(string file)
    {
        var expected = Expected.Where(one => file.StartsWith(one.Key, StringComparison.Ordinal)).MaxBy(one => one.Key.Length);
        expected.Key.ShouldNotBeNull("this recording has no expected name yet");
        var recording = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, file + ".json")));
        var body = recording.TryGetProperty("rawBody", out var raw) ? raw.GetString()! : recording.GetProperty("body").GetRawText();

        var fault = MoodleReply.Read(
            "campus", "some_function", recording.GetProperty("status").GetInt32(), null, Encoding.UTF8.GetBytes(body), out var document);

        document?.Dispose();
        fault?.Kind.ShouldBe(expected.Value!.Value);
        (fault is null).ShouldBe(expected.Value is null);
        fault?.Remedy.Length.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData("shortnametaken_update_course_warning_200", FaultKind.Taken)]
    [InlineData("unknown_course_update_warning_200", FaultKind.Gone)]
    [InlineData("nopermissions_teacher_update_other_course_warning", FaultKind.NotVisible)]
    public async Task A_refusal_that_comes_as_a_warning_is_told_for_its_course(string file, FaultKind kind)
    {
        var notDone = await Campus.WithToken(Replies.Of("errors/" + file))
            .UpdateCoursesAsync([new(11, FullName: "New")], CancellationToken.None);

        notDone.ShouldHaveSingleItem().Kind.ShouldBe(kind);
    }

    [Fact]
    public void A_missing_capability_is_named() =>
        Read("nopermissions_student_create_course").Detail.ShouldBe("Create courses");

    [Fact]
    public void Every_kind_has_a_remedy_of_its_own()
    {
        var remedies = Enum.GetValues<FaultKind>().Select(kind => Remedies.For(new(kind, "campus", "some_function"))).ToList();

        remedies.ShouldBeUnique();
    }

    private static MoodleFault Read(string file)
    {
        var body = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, file + ".json"))).GetProperty("body").GetRawText();
        return MoodleReply.Read("campus", "some_function", 200, null, Encoding.UTF8.GetBytes(body), out _)!;
    }
}
