namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    private const string Manual = "manual";

    /// <summary>
    /// Whether new courses come with manual enrolment (a setting of Moodle's plugin, on unless an administrator switched it off).
    /// </summary>
    public bool ManualByDefault { get; set; } = true;

    /// <summary>Whether people can be enrolled in a course by hand.</summary>
    /// <param name="courseId">The course.</param>
    /// <returns>True if they can.</returns>
    public bool HasManualEnrolment(long courseId) => CourseOr(courseId).EnrolInstances.Any(i => i.Method == Manual);

    /// <summary>Gives a course manual enrolment, or takes it away with all who were enrolled by it.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="there">Whether it shall be there.</param>
    public void SwitchManualEnrolment(long courseId, bool there)
    {
        if (HasManualEnrolment(courseId) == there)
        {
            return;
        }

        if (there)
        {
            AddMethod(courseId, Manual);
            return;
        }

        var instance = ManualInstance(courseId);
        foreach (var enrolment in enrolments.Of(courseId).Where(e => e.EnrolId == instance).ToList())
        {
            Remove(enrolment);
        }

        courses[courseId] = courses[courseId] with { EnrolInstances = courses[courseId].EnrolInstances.RemoveAll(i => i.Id == instance) };
        Fire(EventKind.EnrolInstanceDeleted, Text(instance), courses[courseId].Context, other: new() { ["enrol"] = Manual });
    }

    /// <summary>The row of a course's manual enrolment.</summary>
    /// <param name="courseId">The course.</param>
    /// <returns>The row of the enrol table.</returns>
    /// <exception cref="MoodleFaultException">
    /// There is none: not recorded, but what enrol_users and unenrol_users in Moodle's enrol/manual/externallib.php throw; the words are
    /// those that its own test expects.
    /// </exception>
    internal long ManualInstance(long courseId) =>
        CourseOr(courseId).EnrolInstances.FirstOrDefault(i => i.Method == Manual) is { Id: > 0 } found
            ? found.Id
            : throw MoodleFaultException.Moodle(
            "wsnoinstance", $"Manual enrolment plugin instance doesn't exist or is disabled for the course (id = {courseId})");

    private void AddMethod(long courseId, string method)
    {
        var row = Ids.Next("enrol");
        courses[courseId] = courses[courseId] with { EnrolInstances = courses[courseId].EnrolInstances.Add((method, row)) };
        Fire(EventKind.EnrolInstanceCreated, row, courses[courseId].Context, other: new() { ["enrol"] = method });
    }
}
