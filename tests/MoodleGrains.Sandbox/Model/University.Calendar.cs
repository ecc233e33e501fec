using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    /// <summary>Writes into the calendar, of a course or of the site.</summary>
    /// <param name="courseId">The course; 0 for the site.</param>
    /// <param name="name">The name.</param>
    /// <param name="timeStart">Unix seconds.</param>
    /// <param name="description">HTML, links among it.</param>
    /// <param name="duration">Seconds; 0 for none.</param>
    /// <returns>The row's id.</returns>
    public long CreateCalendarEntry(long courseId, string name, long timeStart, string description = "", long duration = 0)
    {
        var entry = new CalendarEntry(Ids.Next("event"), courseId, name, timeStart)
        {
            Description = description,
            Duration = duration,
            TimeModified = Now,
        };
        calendar[entry.Id] = entry;
        FireCalendar(EventKind.CalendarCreated, entry.Id, entry, timeStart);
        return entry.Id;
    }

    /// <summary>Renames a calendar entry.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="name">The new name.</param>
    public void RenameCalendarEntry(long id, string name) => SaveEntry(EntryOr(id) with { Name = name });

    /// <summary>Moves a calendar entry.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="timeStart">Unix seconds.</param>
    public void MoveCalendarEntry(long id, long timeStart) => SaveEntry(EntryOr(id) with { TimeStart = timeStart });

    /// <summary>Deletes a calendar entry.</summary>
    /// <param name="id">The entry.</param>
    public void DeleteCalendarEntry(long id)
    {
        var entry = EntryOr(id);
        calendar.Remove(id);
        FireCalendar(EventKind.CalendarDeleted, Text(id), entry, Text(entry.TimeStart));
    }

    private void SaveEntry(CalendarEntry changed)
    {
        calendar[changed.Id] = changed with { TimeModified = Now };
        FireCalendar(EventKind.CalendarUpdated, Text(changed.Id), changed, Text(changed.TimeStart));
    }

    private CalendarEntry EntryOr(long id) => calendar.GetValueOrDefault(id) ?? throw MoodleFaultException.InvalidRecord("event");

    // An entry of the site belongs to its author, in whose context its events happen.
    private void FireCalendar(EventKind kind, object id, CalendarEntry entry, object timeStart)
    {
        var site = entry.CourseId == 0;
        var context = site ? users[Actor].Context : CourseOr(entry.CourseId).Context;
        Fire(kind, id, context, site ? Text(Actor) : null, CalendarOther(entry.Name, timeStart));
    }

    private long AddMeetingStart(Course course, Activity meeting)
    {
        var id = Ids.Next("event");
        Fire(EventKind.CalendarCreated, id, course.Context, other: MeetingStart(meeting, meeting.OpeningTime));
        return id;
    }

    private static PhpMap MeetingStart(Activity meeting, object timeStart) => CalendarOther(meeting.CalendarName, timeStart);

    private static PhpMap CalendarOther(string name, object timeStart) =>
        new() { ["repeatid"] = 0L, ["timestart"] = timeStart, ["name"] = name };
}
