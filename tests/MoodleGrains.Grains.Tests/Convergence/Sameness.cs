using System.Globalization;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Users;

namespace MoodleGrains.Grains.Tests.Convergence;

/// <summary>Sites and replicas as sorted lines, so that a difference reads as one.</summary>
internal static class Sameness
{
    public static string Of(ModelSite site)
    {
        var courses = site.Courses.Values.Where(c => !c.Deleted).ToList();
        var users = site.Users.Values.Where(u => !u.Deleted).ToList();
        return Lines(
            courses.Select(c => Line(
                "course", c.Id, c.ShortName, c.FullName, c.IdNumber, c.Summary, c.CategoryId, c.Visible, "topics", "",
                c.StartsAt, 0, c.Created, c.Modified)),
            courses.SelectMany(c => c.Participants().Select(p => Enrolment(c.Id, p.UserId, p.Active, p.Roles))),
            site.Categories.Values.Where(c => !c.Deleted).Select(c => Line(
                "category", c.Id, c.Name, "", c.ParentId, "About", c.Visible, c.Modified)),
            users.Select(u => Line("user", u.Id, u.Suspended)),
            users.SelectMany(u => u.Completions.Select(c => Line("completion", u.Id, c.Key.CourseId, c.Key.ModuleId, c.Value))),
            site.Conferences.Values.Where(c => !c.Deleted).Select(c => Line(
                "conference", c.Id, c.CourseId, c.Id + 1, c.Name, c.StartsAt, c.Visible, c.StartsAt == 0 ? "unscheduled" : "scheduled")));
    }

    public static string Of(Replica replica)
    {
        var courses = replica.Rows<CourseRow>();
        var users = replica.Rows<UserRow>();
        return Lines(
            courses.Values.Where(c => c.DeletedAt is null).Select(c => Line(
                "course", c.Id, c.ShortName, c.FullName, c.IdNumber, c.Summary, c.CategoryId, c.Visible, c.Format, c.Language,
                c.StartsAt ?? 0, c.EndsAt ?? 0, c.CreatedAt, c.ModifiedAt)),
            replica.Rows<EnrolmentRow>().Values
                .Where(e => courses.TryGetValue($"course-campus-{e.CourseId}", out var course) && course.DeletedAt is null)
                .Select(e => Enrolment(e.CourseId, e.UserId, e.Active, e.Roles)),
            replica.Rows<CategoryRow>().Values.Where(c => c.DeletedAt is null).Select(c => Line(
                "category", c.Id, c.Name, c.IdNumber, c.ParentId, c.Description, c.Visible, c.ModifiedAt)),
            users.Values.Where(u => u.DeletedAt is null).Select(u => Line("user", u.Id, u.Suspended)),
            replica.Rows<CompletionRow>().Values
                .Where(c => users.TryGetValue($"user-campus-{c.UserId}", out var user) && user.DeletedAt is null)
                .Select(c => Line("completion", c.UserId, c.CourseId, c.CourseModuleId, c.State)),
            replica.Rows<ConferenceRow>().Values.Where(c => c.Status != ConferenceRow.Cancelled).Select(c => Line(
                "conference", c.Id, c.CourseId, c.InstanceId, c.Name, c.StartsAt ?? 0, c.Visible, c.Status)));
    }

    /// <summary>What the states say of themselves; summaries are left out, states hold only their gist.</summary>
    public static string StatesOf(Replica replica)
    {
        var courses = replica.States<Course>().Where(c => c.State.DeletedAt is null).ToList();
        return Lines(
            courses.Where(c => c.State.Exists).Select(c => Line(
                "course", c.Id.Number, c.State.ShortName.Value, c.State.FullName.Value, c.State.IdNumber.Value,
                c.State.Category.Value, c.State.Visible.Value, c.State.StartsAt.Value, c.State.ModifiedAt.Value)),
            courses.SelectMany(c => c.State.Participations.Where(p => p.Value.Enrolled).Select(p => Enrolment(
                c.Id.Number, p.Key, p.Value.Active, p.Value.RolesHeld()))),
            replica.States<Category>().Where(c => c.State is { Exists: true, DeletedAt: null }).Select(c => Line(
                "category", c.Id.Number, c.State.Name.Value, c.State.Parent.Value, c.State.Visible.Value, c.State.ModifiedAt.Value)),
            replica.States<User>().Where(u => u.State is { Exists: true, DeletedAt: null }).Select(u => Line(
                "user", u.Id.Number, u.State.Suspended.Value)),
            replica.States<User>().Where(u => u.State.DeletedAt is null).SelectMany(u => u.State.Completions.SelectMany(
                of => of.Value.Select(c => Line("completion", u.Id.Number, of.Key, c.Key, c.Value.State, c.Value.At)))),
            replica.States<Conference>().Where(c => c.State is { Module: not null, DeletedAt: null }).Select(c => Line(
                "conference", c.Id.Number, c.State.Course.Value, c.State.Name.Value, c.State.StartsAt.Value, c.State.Visible.Value,
                c.State.JoinUrl.Value)));
    }

    /// <summary>The same, as the rows say it.</summary>
    public static string RowsOf(Replica replica)
    {
        var gone = replica.States<Course>().Where(c => c.State.DeletedAt is not null).Select(c => c.Id.Number).ToHashSet();
        var left = replica.States<User>().Where(u => u.State.DeletedAt is not null).Select(u => u.Id.Number).ToHashSet();
        return Lines(
            replica.Rows<CourseRow>().Values.Where(c => c.DeletedAt is null).Select(c => Line(
                "course", c.Id, c.ShortName, c.FullName, c.IdNumber,
                c.CategoryId ?? 0, c.Visible ?? false, c.StartsAt ?? 0, c.ModifiedAt ?? 0)),
            replica.Rows<EnrolmentRow>().Values.Where(e => !gone.Contains(e.CourseId)).Select(e => Enrolment(
                e.CourseId, e.UserId, e.Active, e.Roles)),
            replica.Rows<CategoryRow>().Values.Where(c => c.DeletedAt is null).Select(c => Line(
                "category", c.Id, c.Name, c.ParentId ?? 0, c.Visible ?? false, c.ModifiedAt ?? 0)),
            replica.Rows<UserRow>().Values.Where(u => u.DeletedAt is null).Select(u => Line("user", u.Id, u.Suspended ?? false)),
            replica.Rows<CompletionRow>().Values.Where(c => !left.Contains(c.UserId)).Select(c => Line(
                "completion", c.UserId, c.CourseId, c.CourseModuleId, c.State, c.At)),
            replica.Rows<ConferenceRow>().Values.Where(c => c.Status != ConferenceRow.Cancelled).Select(c => Line(
                "conference", c.Id, c.CourseId ?? 0, c.Name, c.StartsAt ?? 0, c.Visible ?? false, c.JoinUrl)));
    }

    private static string Enrolment(long courseId, long userId, bool? active, IEnumerable<long> roles) =>
        Line("enrolment", courseId, userId, active, string.Join(',', roles));

    private static string Line(params object?[] parts) =>
        string.Join('|', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)));

    private static string Lines(params IEnumerable<string>[] parts) =>
        string.Join('\n', parts.SelectMany(part => part).Order(StringComparer.Ordinal));
}
