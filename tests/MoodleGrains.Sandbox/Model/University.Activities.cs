using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    /// <summary>Creates a BigBlueButton activity.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="name">The name.</param>
    /// <param name="openingTime">Unix seconds; 0 for none, and then no calendar event.</param>
    /// <param name="closingTime">Unix seconds, 0 for none; no event tells it.</param>
    /// <returns>The course module's id.</returns>
    public long CreateConference(long courseId, string name, long openingTime = 0, long closingTime = 0)
    {
        var course = CourseOr(courseId);
        var instance = Ids.Next(Activity.Conference);
        var draft = new Activity(0, 0, courseId, Activity.Conference, instance, name, true, openingTime, closingTime, 0, false);
        return AddActivity(courseId, openingTime == 0 ? draft : draft with { CalendarId = AddMeetingStart(course, draft) });
    }

    /// <summary>
    /// Creates a meeting of another module, with one event in the calendar that tells start and duration; of a weekly series one a date.
    /// </summary>
    /// <param name="courseId">The course.</param>
    /// <param name="module">The module (<c>zoom</c>).</param>
    /// <param name="name">The name.</param>
    /// <param name="openingTime">Unix seconds.</param>
    /// <param name="closingTime">Unix seconds.</param>
    /// <param name="series">How many weeks; 1 for a single meeting.</param>
    /// <returns>The course module's id.</returns>
    public long CreateMeeting(long courseId, string module, string name, long openingTime, long closingTime, int series = 1)
    {
        const long Week = 7 * 86_400;
        var draft = new Activity(0, 0, courseId, module, Ids.Next(module), name, true, openingTime, closingTime, 0, false);
        draft = draft with { CalendarId = AddMeetingStart(CourseOr(courseId), draft) };
        return AddActivity(courseId, draft with
        {
            Later = [.. Enumerable.Range(1, series - 1).Select(week => openingTime + (week * Week))
                .Select(start => new MeetingDate(AddMeetingStart(CourseOr(courseId), draft with { OpeningTime = start }), start))],
        });
    }

    /// <summary>Takes a date out of a series: one that is cancelled, or one that is over, which mod_zoom forgets.</summary>
    /// <param name="id">The course module.</param>
    /// <param name="calendarId">The date's row in the calendar.</param>
    public void DropDate(long id, long calendarId)
    {
        var old = ActivityOr(id);
        activities[id] = old.CalendarId == calendarId
            ? old with
            {
                CalendarId = old.Later[0].CalendarId,
                OpeningTime = old.Later[0].TimeStart,
                ClosingTime = old.Later[0].TimeStart + old.ClosingTime - old.OpeningTime,
                Later = [.. old.Later.Skip(1)],
            }
            : old with { Later = [.. old.Later.Where(date => date.CalendarId != calendarId)] };
        Fire(EventKind.CalendarDeleted, Text(calendarId), courses[old.CourseId].Context, other: MeetingStart(old, Text(old.OpeningTime)));
    }

    /// <summary>Moves a further date of a series.</summary>
    /// <param name="id">The course module.</param>
    /// <param name="calendarId">The date's row in the calendar.</param>
    /// <param name="timeStart">Unix seconds.</param>
    public void MoveDate(long id, long calendarId, long timeStart)
    {
        var old = ActivityOr(id);
        activities[id] = old with
        {
            Later = [.. old.Later
            .Select(date => date.CalendarId == calendarId ? date with { TimeStart = timeStart } : date)]
        };
        Fire(EventKind.CalendarUpdated, Text(calendarId), courses[old.CourseId].Context, other: MeetingStart(old, timeStart));
    }

    /// <summary>Creates another activity.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="module">The module (<c>page</c>).</param>
    /// <param name="name">The name.</param>
    /// <param name="tracksCompletion">Whether the course is complete only with it.</param>
    /// <returns>The course module's id.</returns>
    public long CreateActivity(long courseId, string module, string name, bool tracksCompletion = false)
    {
        CourseOr(courseId);
        return AddActivity(courseId, new(0, 0, courseId, module, Ids.Next(module), name, true, 0, 0, 0, tracksCompletion));
    }

    /// <summary>Saves a conference's form: other name or times.</summary>
    /// <param name="id">The course module.</param>
    /// <param name="name">The new name; null to keep it.</param>
    /// <param name="openingTime">The new opening time, Unix seconds, 0 for none; null to keep it.</param>
    /// <param name="closingTime">The new closing time, Unix seconds, 0 for none; null to keep it.</param>
    public void UpdateConference(long id, string? name = null, long? openingTime = null, long? closingTime = null)
    {
        var old = ActivityOr(id);
        var changed = old with
        {
            Name = name ?? old.Name,
            OpeningTime = openingTime ?? old.OpeningTime,
            ClosingTime = closingTime
                ?? old.ClosingTime,
            TimeModified = Now,
        };
        var context = courses[old.CourseId].Context;
        if (changed.OpeningTime == 0)
        {
            if (old.CalendarId != 0)
            {
                Fire(EventKind.CalendarDeleted, Text(old.CalendarId), context, other: MeetingStart(old, Text(old.OpeningTime)));
            }

            changed = changed with { CalendarId = 0 };
        }
        else if (old.CalendarId == 0)
        {
            changed = changed with { CalendarId = AddMeetingStart(courses[old.CourseId], changed) };
        }
        else
        {
            Fire(EventKind.CalendarUpdated, Text(old.CalendarId), context, other: MeetingStart(changed, changed.OpeningTime));
        }

        SaveActivity(changed);
    }

    /// <summary>Renames an activity on the course page.</summary>
    /// <param name="id">The course module.</param>
    /// <param name="name">The new name.</param>
    public void RenameActivity(long id, string name) => Refresh(ActivityOr(id) with { Name = name });

    /// <summary>Shows or hides an activity.</summary>
    /// <param name="id">The course module.</param>
    /// <param name="visible">Whether students shall see it. The events do not say it.</param>
    public void ShowActivity(long id, bool visible) => Refresh(ActivityOr(id) with { Visible = visible });

    /// <summary>Deletes an activity. Its calendar event goes without an event.</summary>
    /// <param name="id">The course module.</param>
    public void DeleteActivity(long id)
    {
        var activity = ActivityOr(id);
        activities.Remove(id);
        Fire(EventKind.CourseBinItemCreated, PutInBin("course", activity.CourseId), courses[activity.CourseId].Context);
        var other = new PhpMap { ["modulename"] = activity.Module, ["instanceid"] = Text(activity.InstanceId) };
        Fire(EventKind.ModuleDeleted, Text(id), activity.Context, other: other);
        courses[activity.CourseId] = courses[activity.CourseId].Rebuilt(Now);
    }

    /// <summary>
    /// Deletes an activity on a page, with the recycle bin on: it stays as it is, and no event tells it, until <see cref="RunCron"/>.
    /// </summary>
    /// <param name="id">The course module.</param>
    public void DeleteActivityOnPage(long id) => activities[id] = ActivityOr(id) with { BeingDeleted = true };

    /// <summary>Somebody enters a conference, or the last one leaves it. No webhook tells it.</summary>
    /// <param name="id">The course module.</param>
    /// <param name="running">Whether somebody is in it.</param>
    public void SetRunning(long id, bool running) => activities[id] = ActivityOr(id) with { Running = running };

    /// <summary>Lets guests into a conference by a link, or no longer.</summary>
    /// <param name="id">The course module.</param>
    /// <param name="allowed">Whether guests are let in.</param>
    public void SetGuestAccess(long id, bool allowed) => SaveActivity(ActivityOr(id) with { GuestAccess = allowed });

    private Activity ActivityOr(long id) => activities.GetValueOrDefault(id) ?? throw MoodleFaultException.InvalidRecord("course_modules");

    private long AddActivity(long courseId, Activity draft)
    {
        var activity = draft with { Id = Ids.Next("course_modules"), ContextId = Ids.Next("context"), CalendarModified = Now };
        activities[activity.Id] = activity;
        if (courses[courseId].Sections == 0)
        {
            FireSection(courseId, 1);
        }

        var other = new PhpMap { ["modulename"] = activity.Module, ["instanceid"] = activity.InstanceId, ["name"] = activity.Name };
        Fire(EventKind.ModuleCreated, activity.Id, activity.Context, other: other);
        courses[courseId] = courses[courseId].Rebuilt(Now);
        return activity.Id;
    }

    // On the course page Moodle refreshes the calendar out of the database: there the time is a text.
    private void Refresh(Activity changed)
    {
        if (changed.CalendarId != 0)
        {
            var other = MeetingStart(changed, Text(changed.OpeningTime));
            Fire(EventKind.CalendarUpdated, Text(changed.CalendarId), courses[changed.CourseId].Context, other: other);
        }

        SaveActivity(changed);
    }

    private void SaveActivity(Activity changed)
    {
        activities[changed.Id] = changed with { CalendarModified = Now };
        var other = new PhpMap
        {
            ["modulename"] = changed.Module,
            ["instanceid"] = Text(changed.InstanceId),
            ["name"] = changed.Name,
        };
        Fire(EventKind.ModuleUpdated, Text(changed.Id), changed.Context, other: other);
        courses[changed.CourseId] = courses[changed.CourseId].Rebuilt(Now);
    }

    private void RemoveActivitiesOf(long courseId)
    {
        foreach (var activity in activities.Values.Where(a => a.CourseId == courseId).ToList())
        {
            activities.Remove(activity.Id);
        }

        foreach (var entry in calendar.Values.Where(e => e.CourseId == courseId).ToList())
        {
            calendar.Remove(entry.Id);
        }
    }
}
