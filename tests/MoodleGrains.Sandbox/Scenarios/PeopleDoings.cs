using System.Globalization;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.Scenarios;

/// <summary>What may happen to people, their enrolments and completions. Each answers null where it is not possible now.</summary>
internal sealed class PeopleDoings(University university, Random random, bool untold)
{
    private static readonly string[] first = ["Ada", "Zoë", "Seán", "Łukasz", "Minh", "Mary Ann", "Omar", "Inés", "Tom", "Lena", "Yuki"];
    private static readonly string[] last = ["Lindqvist", "Ünlü", "O'Brien", "Żółć", "Nguyễn", "van der Berg", "Haddad", "Peña", "Lehrer"];

    private int serial;

    public IEnumerable<(int, Func<string?>)> All =>
    [
        (8, CreateUser), (2, UpdateUser), (1, DeleteUser),
        (20, Enrol), (4, Suspend), (4, Unenrol), (3, AssignRole), (2, UnassignRole), (8, Complete), (2, Uncomplete),
        .. untold ? [(2, HideCategory), (2, SuspendUser)] : Array.Empty<(int, Func<string?>)>(),
    ];

    private IEnumerable<User> People => university.Users.Values.Where(u => u.Id > 2);

    private string CreateUser()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"u{++serial:000000}");
        var idNumber = random.Next(3) switch { 0 => "", 1 => "000" + name[1..], _ => "S-" + name };
        var id = university.CreateUser(
            name, first[random.Next(first.Length)], last[random.Next(last.Length)], $"{name}@example.org", idNumber);
        return string.Create(CultureInfo.InvariantCulture, $"user {id} is created");
    }

    private string? UpdateUser() => With(random.Any(People), u =>
    {
        university.UpdateUser(u.Id, old => old with { LastName = last[random.Next(last.Length)] });
        return $"user {u.Id} is changed";
    });

    private string? SuspendUser() => With(random.Any(People), u =>
    {
        university.UpdateUser(u.Id, old => old with { Suspended = !old.Suspended });
        return $"the account of user {u.Id} is {(u.Suspended ? "opened" : "suspended")}";
    });

    private string? DeleteUser() => With(random.Any(People.Where(_ => People.Count() > 5)), u =>
    {
        university.DeleteUser(u.Id);
        return $"user {u.Id} is deleted";
    });

    private string? HideCategory() => With(random.Any(university.Categories.Values.Where(c => c.Id != 1)), c =>
    {
        university.ShowCategory(c.Id, !c.Visible);
        return $"category {c.Id} is {(c.Visible ? "hidden" : "shown")} with all below it";
    });

    private string? Enrol() => With(random.Any(university.Courses.Values.Where(c => c.Id != 1)), c => And(random.Any(People), u =>
    {
        if (university.Enrolments.Any(e => e.CourseId == c.Id && e.UserId == u.Id))
        {
            return null;
        }

        var role = random.Next(8) switch { 0 => University.EditingTeacher, 1 => University.Teacher, _ => University.Student };
        var until = random.Next(5) == 0 ? university.Now + (180 * 86_400) : 0;
        university.Enrol(c.Id, u.Id, role, timeEnd: until);
        return $"user {u.Id} is enrolled in course {c.Id}";
    }));

    private string? Suspend() => With(AnyEnrolment(), e =>
    {
        university.Suspend(e.CourseId, e.UserId, !e.Suspended);
        return $"the enrolment of user {e.UserId} in course {e.CourseId} is {(e.Suspended ? "taken up again" : "suspended")}";
    });

    private string? Unenrol() => With(AnyEnrolment(), e =>
    {
        university.Unenrol(e.CourseId, e.UserId);
        return $"user {e.UserId} leaves course {e.CourseId}";
    });

    private string? AssignRole() => With(AnyEnrolment(), e =>
    {
        if (university.Roles.Any(r => r.CourseId == e.CourseId && r.UserId == e.UserId && r.RoleId == University.Teacher))
        {
            return null;
        }

        university.AssignRole(e.CourseId, e.UserId, University.Teacher);
        return $"user {e.UserId} becomes a teacher of course {e.CourseId}";
    });

    private string? UnassignRole() => With(random.Any(university.Roles.Where(r => r.RoleId == University.Teacher)), r =>
    {
        university.UnassignRole(r.CourseId, r.UserId, r.RoleId);
        return $"user {r.UserId} is no longer a teacher of course {r.CourseId}";
    });

    private string? Complete() => With(AnyEnrolment(), e => And(random.Any(Tracked(e.CourseId)), a =>
    {
        if (university.ModuleCompletions.Any(c => c.ModuleId == a.Id && c.UserId == e.UserId && c.State == 1))
        {
            return null;
        }

        university.Complete(a.Id, e.UserId);
        return $"user {e.UserId} completes activity {a.Id}";
    }));

    private string? Uncomplete() => With(
        random.Any(
            university.ModuleCompletions.Where(c => c.State == 1 && university.Activities.ContainsKey(c.ModuleId) && IsHere(c.UserId))),
        c =>
        {
            university.Complete(c.ModuleId, c.UserId, complete: false);
            return $"user {c.UserId} takes back activity {c.ModuleId}";
        });

    private bool IsHere(long userId) => university.Users.ContainsKey(userId);

    private IEnumerable<Activity> Tracked(long courseId) =>
        university.Activities.Values.Where(a => a.CourseId == courseId && a.TracksCompletion);

    private Enrolment? AnyEnrolment() => random.Any(university.Enrolments);

    private static string? With<T>(T? one, Func<T, FormattableString?> what)
        where T : class => one is null ? null : what(one)?.ToString(CultureInfo.InvariantCulture);

    private static FormattableString? And<T>(T? one, Func<T, FormattableString?> what)
        where T : class => one is null ? null : what(one);
}
