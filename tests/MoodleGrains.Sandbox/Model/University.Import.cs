namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    /// <summary>
    /// Copies a course's activities into another one, which keeps its own: done twice, they are there twice. Not recorded; after
    /// import_course in Moodle's course/externallib.php. Blocks and filters, which the stand-in has not, are left out.
    /// </summary>
    /// <param name="from">The course they are in.</param>
    /// <param name="to">The course that gets them.</param>
    /// <param name="emptied">Whether what it had is deleted first.</param>
    /// <exception cref="MoodleFaultException">One of the courses is unknown.</exception>
    public void ImportCourse(long from, long to, bool emptied = false)
    {
        if (!courses.ContainsKey(from) || !courses.ContainsKey(to))
        {
            throw MoodleFaultException.Moodle("invalidcourseid", "You are trying to use an invalid course ID");
        }

        var copied = activities.Values.Where(a => a.CourseId == from).ToList();
        if (emptied)
        {
            RemoveActivitiesOf(to);
        }

        foreach (var activity in copied)
        {
            var copy = activity with { CourseId = to, InstanceId = Ids.Next(activity.Module), CalendarId = 0, Running = false };
            AddActivity(to, activity.CalendarId == 0 ? copy : copy with { CalendarId = AddMeetingStart(courses[to], copy) });
        }
    }
}
