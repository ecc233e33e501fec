using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>What the account of a token may beside what everybody may: a role of its own, given in the whole system.</summary>
/// <param name="Capabilities">The capabilities that are allowed.</param>
/// <param name="Assigns">The roles that it may assign ("Allow role assignments").</param>
public sealed record ServiceRole(IReadOnlySet<string> Capabilities, IReadOnlySet<long> Assigns);

/// <summary>Whose token a call came with.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsMobile">
/// Whether it is for the mobile service, which everybody may use and which lacks what only administrators call.
/// </param>
public sealed record Caller(long UserId, bool IsMobile)
{
    private const long Administrator = 2;

    /// <summary>Whether it is the site's administrator, who sees and may do everything.</summary>
    public bool IsAdmin => UserId == Administrator;

    /// <summary>The role of an account that was made for a service; null for anybody else.</summary>
    public ServiceRole? Role { get; init; }

    /// <summary>Whether the account has a capability everywhere.</summary>
    internal bool Has(string capability) => IsAdmin || Role?.Capabilities.Contains(capability) == true;

    /// <summary>Whether the account may give a role in a course.</summary>
    internal bool MayAssign(long role) => Has("moodle/role:assign") && (IsAdmin || Role!.Assigns.Contains(role));

    /// <summary>Refuses a call without a capability.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="name">What Moodle calls it to people.</param>
    /// <exception cref="MoodleFaultException">The account does not have it.</exception>
    internal void Require(string capability, string name)
    {
        if (!Has(capability))
        {
            throw MoodleFaultException.NoPermissions(name);
        }
    }

    /// <summary>Whether the user is in a course now.</summary>
    internal bool IsIn(University university, long courseId) =>
        university.EnrolmentsOfUser(UserId).Any(e => e.CourseId == courseId && e.ActiveAt(university.Now));

    /// <summary>Whether the user teaches a course.</summary>
    internal bool Teaches(University university, long courseId) =>
        university.RolesOf(courseId, UserId).Any(r => r.RoleId is University.EditingTeacher or University.Teacher);

    /// <summary>Whether the user may see hidden things in a course.</summary>
    internal bool SeesHidden(University university, long courseId) =>
        Has("moodle/course:viewhiddencourses") || Teaches(university, courseId);

    /// <summary>Whether the user may enter a course.</summary>
    internal bool MayEnter(University university, Course course) =>
        (Has("moodle/course:view") && (course.Visible || Has("moodle/course:viewhiddencourses")))
        || (IsIn(university, course.Id) && (course.Visible || Teaches(university, course.Id)));

    /// <summary>The course, if the user may enter it.</summary>
    /// <exception cref="MoodleFaultException">There is none, or it is not for them.</exception>
    internal Course Entered(University university, long courseId)
    {
        var course = university.Courses.GetValueOrDefault(courseId) ?? throw MoodleFaultException.InvalidRecord("course");
        return MayEnter(university, course) ? course : throw NotVisibleCourse(courseId);
    }

    /// <summary>The activity, if the user may enter it.</summary>
    /// <exception cref="MoodleFaultException">It is not for them.</exception>
    internal Activity Entered(University university, Activity activity) =>
        activity.BeingDeleted ? throw MoodleFaultException.Moodle("activityisscheduledfordeletion", "Activity deletion in progress...")
        : MayEnter(university, university.Courses[activity.CourseId])
        && (activity.Visible || SeesHidden(university, activity.CourseId))
            ? activity
            : throw new MoodleFaultException(
                @"core\exception\require_login_exception", "requireloginerror", "Course or activity not accessible.");

    private static MoodleFaultException NotVisibleCourse(long courseId) => MoodleFaultException.Moodle(
        "errorcoursecontextnotvalid",
        $"You cannot execute functions in the course context (course id:{courseId}). "
            + "The context error message was: Course or activity not accessible.");
}
