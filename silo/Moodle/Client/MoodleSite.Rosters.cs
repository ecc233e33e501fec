using System.Text.Json;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>What rosters need beside the rest.</summary>
internal sealed partial class MoodleSite
{
    /// <summary>
    /// <c>core_enrol_get_enrolled_users</c> as <see cref="EnrolledUsersAsync"/>, with the short names of roles and the other courses of
    /// each user.
    /// </summary>
    /// <param name="course">The course.</param>
    /// <param name="courseVisible">Whether the course is visible; in a hidden one a second call asks who is active.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Everybody enrolled.</returns>
    public async Task<MembersRead> MembersAsync(long course, bool courseVisible, CancellationToken cancellationToken)
    {
        var pages = await MemberPagesAsync(
            course, MembersInOneAnswer, 0, [], answer => new MembersRead([.. MoodleJson.List(answer.Body, default).Select(Member)]),
            page => page.Members.Count, cancellationToken);
        var everybody = new MembersRead([.. pages.SelectMany(page => page.Members).DistinctBy(member => member.UserId)]);
        if (courseVisible || everybody.Members.Count == 0)
        {
            return everybody;
        }

        var active = await ActiveUsersAsync(course, cancellationToken);
        return new([.. everybody.Members.Select(member => member with { Active = active.Contains(member.UserId) })]);

        MemberSeen Member(JsonElement user)
        {
            // Moodle leaves the list out where it would be empty.
            List<long> courses = user.TryGetProperty("enrolledcourses"u8, out _)
                ? [.. MoodleJson.List(user, "enrolledcourses"u8).Select(listed => MoodleJson.Needed(listed, "id"u8))]
                : [];
            return new(
                MoodleJson.Needed(user, "id"u8),
                courses.Contains(course) ? true : courseVisible ? false : null,
                [.. MoodleJson.List(user, "roles"u8).Select(role =>
                    (MoodleJson.Needed(role, "roleid"u8), MoodleJson.Word(role, "shortname"u8) ?? ""))],
                courses);
        }
    }

    /// <summary>
    /// <c>core_course_import_course</c>: copies activities, blocks and filters of a course into another one, users' data excepted. Known
    /// from Moodle's source (course/externallib.php), not recorded. Done twice, everything is there twice.
    /// </summary>
    /// <param name="from">The course that is copied.</param>
    /// <param name="into">The course that gets it.</param>
    /// <param name="cancellationToken">Cancels the wait for an answer.</param>
    /// <returns>A task.</returns>
    public Task ImportCourseAsync(long from, long into, CancellationToken cancellationToken) => WriteAsync(
        MoodleFunctions.ImportCourse,
        [(new MoodleForm().Add("importfrom", from).Add("importto", into).Add("deletecontent", false), 1)],
        cancellationToken);
}
