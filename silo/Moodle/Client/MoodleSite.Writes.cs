using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// Writes. A refused one is never tried again; one that was sent and not answered is <see cref="FaultKind.UnknownOutcome"/>: look
/// whether it was done. One bad element refuses the whole request it is in.
/// </summary>
internal sealed partial class MoodleSite
{
    /// <summary><c>core_course_create_courses</c>.</summary>
    /// <param name="courses">The courses.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>Their ids, in the same order.</returns>
    public Task<IReadOnlyList<long>> CreateCoursesAsync(IReadOnlyCollection<NewCourse> courses, CancellationToken cancellationToken) =>
        CreateAsync(MoodleFunctions.CreateCourses, MoodleForm.Split(courses, (form, place, course) => form
            .Add($"courses[{place}][fullname]", course.FullName)
            .Add($"courses[{place}][shortname]", course.ShortName)
            .Add($"courses[{place}][categoryid]", course.CategoryId)
            .Add($"courses[{place}][idnumber]", course.IdNumber)
            .Add($"courses[{place}][summary]", course.Summary)
            .Add($"courses[{place}][format]", course.Format)
            .Add($"courses[{place}][startdate]", course.StartsAt)
            .Add($"courses[{place}][enddate]", course.EndsAt)
            .Add($"courses[{place}][visible]", course.Visible)), cancellationToken);

    /// <summary><c>core_course_update_courses</c>.</summary>
    /// <param name="courses">The changes.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>What was not done: Moodle tells it as warnings.</returns>
    public async Task<IReadOnlyList<NotDone>> UpdateCoursesAsync(
        IReadOnlyCollection<CourseEdit> courses, CancellationToken cancellationToken)
    {
        var forms = MoodleForm.Split(courses, (form, place, course) => form
            .Add($"courses[{place}][id]", course.Id)
            .Add($"courses[{place}][fullname]", course.FullName)
            .Add($"courses[{place}][shortname]", course.ShortName)
            .Add($"courses[{place}][categoryid]", course.CategoryId)
            .Add($"courses[{place}][idnumber]", course.IdNumber)
            .Add($"courses[{place}][summary]", course.Summary)
            .Add($"courses[{place}][startdate]", course.StartsAt)
            .Add($"courses[{place}][enddate]", course.EndsAt)
            .Add($"courses[{place}][visible]", course.Visible));
        var pages = await WriteEachAsync(
            MoodleFunctions.UpdateCourses, forms, answer => Warnings(answer.Body).Select(NotDoneOf).ToList(), cancellationToken);
        return [.. pages.SelectMany(page => page)];
    }

    /// <summary><c>core_course_create_categories</c>.</summary>
    /// <param name="categories">The categories.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>Their ids, in the same order.</returns>
    public Task<IReadOnlyList<long>> CreateCategoriesAsync(
        IReadOnlyCollection<NewCategory> categories, CancellationToken cancellationToken) =>
        CreateAsync(MoodleFunctions.CreateCategories, MoodleForm.Split(categories, (form, place, category) => form
            .Add($"categories[{place}][name]", category.Name)
            .Add($"categories[{place}][parent]", category.ParentId)
            .Add($"categories[{place}][idnumber]", category.IdNumber)
            .Add($"categories[{place}][description]", category.Description)), cancellationToken);

    /// <summary><c>core_course_update_categories</c>.</summary>
    /// <param name="categories">The changes.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>A task.</returns>
    public Task UpdateCategoriesAsync(IReadOnlyCollection<CategoryEdit> categories, CancellationToken cancellationToken) =>
        WriteAsync(MoodleFunctions.UpdateCategories, MoodleForm.Split(categories, (form, place, category) => form
            .Add($"categories[{place}][id]", category.Id)
            .Add($"categories[{place}][name]", category.Name)
            .Add($"categories[{place}][parent]", category.ParentId)
            .Add($"categories[{place}][idnumber]", category.IdNumber)
            .Add($"categories[{place}][description]", category.Description)), cancellationToken);

    /// <summary><c>enrol_manual_enrol_users</c>. Who is enrolled already stays so, without an error.</summary>
    /// <param name="enrolments">The enrolments.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>A task.</returns>
    public Task EnrolAsync(IReadOnlyCollection<ManualEnrolment> enrolments, CancellationToken cancellationToken) =>
        WriteAsync(MoodleFunctions.Enrol, MoodleForm.Split(enrolments, (form, place, enrolment) => form
            .Add($"enrolments[{place}][roleid]", enrolment.RoleId)
            .Add($"enrolments[{place}][userid]", enrolment.UserId)
            .Add($"enrolments[{place}][courseid]", enrolment.CourseId)
            .Add($"enrolments[{place}][timestart]", enrolment.StartsAt)
            .Add($"enrolments[{place}][timeend]", enrolment.EndsAt)
            .Add($"enrolments[{place}][suspend]", enrolment.Suspended)), cancellationToken);

    /// <summary><c>enrol_manual_unenrol_users</c>. Who is not enrolled is passed over, without an error.</summary>
    /// <param name="enrolments">Course and user.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>A task.</returns>
    public Task UnenrolAsync(IReadOnlyCollection<(long CourseId, long UserId)> enrolments, CancellationToken cancellationToken) =>
        WriteAsync(MoodleFunctions.Unenrol, MoodleForm.Split(enrolments, (form, place, enrolment) => form
            .Add($"enrolments[{place}][userid]", enrolment.UserId)
            .Add($"enrolments[{place}][courseid]", enrolment.CourseId)), cancellationToken);

    /// <summary><c>core_role_assign_roles</c>, in courses.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>A task.</returns>
    public Task AssignRolesAsync(IReadOnlyCollection<CourseRole> roles, CancellationToken cancellationToken) =>
        WriteAsync(MoodleFunctions.AssignRoles, Roles("assignments", roles), cancellationToken);

    /// <summary><c>core_role_unassign_roles</c>, in courses.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="cancellationToken">Stops before the next request; one under way is waited for no longer.</param>
    /// <returns>A task.</returns>
    public Task UnassignRolesAsync(IReadOnlyCollection<CourseRole> roles, CancellationToken cancellationToken) =>
        WriteAsync(MoodleFunctions.UnassignRoles, Roles("unassignments", roles), cancellationToken);

    private static IEnumerable<(MoodleForm Form, int Items)> Roles(string list, IReadOnlyCollection<CourseRole> roles) =>
        MoodleForm.Split(roles, (form, place, role) => form
            .Add($"{list}[{place}][roleid]", role.RoleId)
            .Add($"{list}[{place}][userid]", role.UserId)
            .Add($"{list}[{place}][contextlevel]", "course")
            .Add($"{list}[{place}][instanceid]", role.CourseId));

    private static NotDone NotDoneOf(System.Text.Json.JsonElement warning)
    {
        var code = MoodleJson.Word(warning, "warningcode"u8) ?? "";
        return new(MoodleJson.Number(warning, "itemid"u8) ?? 0, ErrorCodes.KindOf(code), code);
    }

    private async Task<IReadOnlyList<long>> CreateAsync(
        string function, IEnumerable<(MoodleForm Form, int Items)> forms, CancellationToken cancellationToken)
    {
        var pages = await WriteEachAsync(
            function,
            forms,
            answer => MoodleJson.List(answer.Body, default).Select(made => MoodleJson.Needed(made, "id"u8)).ToList(),
            cancellationToken);
        return [.. pages.SelectMany(page => page)];
    }

    // These answer null.
    private async Task WriteAsync(
        string function, IEnumerable<(MoodleForm Form, int Items)> forms, CancellationToken cancellationToken) =>
        await WriteEachAsync(function, forms, _ => true, cancellationToken);
}
