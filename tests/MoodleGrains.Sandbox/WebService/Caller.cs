using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>Whose token a call came with.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsMobile">Whether it is for the mobile service, which everybody may use and which lacks what only administrators call.</param>
public sealed record Caller(long UserId, bool IsMobile)
{
    private const long Administrator = 2;

    /// <summary>Whether it is the site's administrator, who sees and may do everything.</summary>
    public bool IsAdmin => UserId == Administrator;

    /// <summary>Whether the user is in a course now.</summary>
    internal bool IsIn(University university, long courseId) =>
        university.EnrolmentsOfUser(UserId).Any(e => e.CourseId == courseId && e.ActiveAt(university.Now));

    /// <summary>Whether the user teaches a course.</summary>
    internal bool Teaches(University university, long courseId) =>
        university.RolesOf(courseId, UserId).Any(r => r.RoleId is University.EditingTeacher or University.Teacher);

    /// <summary>Whether the user may see hidden things in a course.</summary>
    internal bool SeesHidden(University university, long courseId) => IsAdmin || Teaches(university, courseId);

    /// <summary>Whether the user may enter a course.</summary>
    internal bool MayEnter(University university, Course course) =>
        IsAdmin || (IsIn(university, course.Id) && (course.Visible || Teaches(university, course.Id)));

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
