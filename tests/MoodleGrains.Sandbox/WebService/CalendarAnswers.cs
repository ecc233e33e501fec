using System.Globalization;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>
/// core_calendar_get_calendar_events, and action events: a conference is among these only while it can be joined, and only for those
/// in its course.
/// </summary>
internal static class CalendarAnswers
{
    public static PhpMap Events(University university, Call call)
    {
        var courses = call.List("events[courseids]").Select(Call.Number).ToHashSet();
        var site = call.Text("options[siteevents]") is not "0";
        _ = (call.Text("options[userevents]"), call.Text("options[ignorehidden]"));
        var from = Call.Number(call.Text("options[timestart]") ?? "0");
        var to = Call.Number(call.Text("options[timeend]") ?? "0");
        courses.RemoveWhere(id => !university.Courses.TryGetValue(id, out var course) || !call.Caller.MayEnter(university, course));
        var found = university.Activities.Values.Where(a => a.CalendarId != 0 && courses.Contains(a.CourseId) && Sees(university, call, a))
            .SelectMany(a => a.Later.Select(date => Dated(a, date)).Prepend(a)).Select(a => Of(a, call))
            .Concat(university.Calendar.Values.Where(e => e.CourseId == 0 ? site : courses.Contains(e.CourseId)).Select(e => Of(e, call)))
            .Where(e => (long)e["timestart"]! is var start && start >= from && (to == 0 || start <= to))
            .OrderBy(e => (long)e["timestart"]!).ToList();
        return new() { ["events"] = found, ["warnings"] = Array.Empty<object>() };
    }

    public static PhpMap ActionsByTime(University university, Uri address, Call call)
    {
        var limit = (int)Call.Number(call.Text("limitnum") ?? "20");
        var after = Call.Number(call.Text("aftereventid") ?? "0");
        var found = Actions(university, address, call, null).ToList();
        var page = found.Skip(found.FindIndex(e => (long)e["id"]! == after) + 1).Take(limit).ToList();
        return new() { ["events"] = page, ["firstid"] = page.FirstOrDefault()?["id"], ["lastid"] = page.LastOrDefault()?["id"] };
    }

    public static PhpMap ActionsByCourse(University university, Uri address, Call call)
    {
        var courseId = call.Id("courseid");
        if (!call.Caller.IsIn(university, courseId))
        {
            throw new MoodleFaultException(
                @"core\exception\invalid_response_exception",
                "invalidresponse",
                "Invalid response value detected");
        }

        var page = Actions(university, address, call, courseId).Take((int)Call.Number(call.Text("limitnum") ?? "20")).ToList();
        return new() { ["events"] = page, ["firstid"] = page.FirstOrDefault()?["id"], ["lastid"] = page.LastOrDefault()?["id"] };
    }

    public static PhpMap ActionsByCourses(University university, Uri address, Call call)
    {
        var limit = (int)Call.Number(call.Text("limitnum") ?? "10");
        return new()
        {
            ["groupedbycourse"] = call.List("courseids").Select(Call.Number).Where(id => call.Caller.IsIn(university, id)).Select(id =>
            {
                var page = Actions(university, address, call, id).Take(limit).ToList();
                return new PhpMap
                {
                    ["events"] = page,
                    ["firstid"] = page.FirstOrDefault()?["id"],
                    ["lastid"] = page
                        .LastOrDefault()?["id"],
                    ["courseid"] = id,
                };
            }).ToList(),
        };
    }

    private static IEnumerable<PhpMap> Actions(University university, Uri address, Call call, long? courseId)
    {
        var from = Call.Number(call.Text("timesortfrom") ?? "0");
        var to = Call.Number(call.Text("timesortto") ?? long.MaxValue.ToString(CultureInfo.InvariantCulture));
        return university.Activities.Values
            .Where(a => a.CalendarId != 0 && !a.BeingDeleted && (courseId is null || a.CourseId == courseId) && a.OpeningTime >= from
                && a.OpeningTime <= to)
            .Where(a => a.OpeningTime <= university.Now && (a.ClosingTime == 0 || a.ClosingTime > university.Now))
            .Where(a => call.Caller.IsIn(university, a.CourseId) && Sees(university, call, a))
            .OrderBy(a => a.OpeningTime).ThenBy(a => a.CalendarId)
            .Select(a => Action(university, address, a, call));
    }

    // Who manages the calendar of the site is shown everything, also what is being deleted (calendar/externallib.php).
    private static bool Sees(University university, Call call, Activity activity) =>
        call.Caller.IsAdmin
        || (!activity.BeingDeleted && (activity.Visible || call.Caller.SeesHidden(university, activity.CourseId)));

    private static PhpMap Of(Activity room, Call call) => Event(
        room.CalendarId, Texts.Name(room.CalendarName, call), "", room.CourseId, room.Module, room.InstanceId,
        room.Module == Activity.Conference ? "meeting_start" : room.Module,
        room.OpeningTime,
        room.Module == Activity.Conference ? 0 : room.ClosingTime - room.OpeningTime,
        room.CalendarModified);

    private static Activity Dated(Activity series, MeetingDate date) => series with
    {
        CalendarId = date.CalendarId,
        OpeningTime = date.TimeStart,
        ClosingTime = date.TimeStart + series.ClosingTime - series.OpeningTime,
    };

    private static PhpMap Of(CalendarEntry entry, Call call) => Event(
        entry.Id, Texts.Name(entry.Name, call), entry.Description, entry.CourseId, null, null, entry.CourseId == 0 ? "site" : "course",
        entry.TimeStart, entry.Duration, entry.TimeModified);

    private static PhpMap Event(
        long id, string name, string description, long courseId, string? module, long? instance, string type, long start, long duration,
        long modified) => new()
        {
            ["id"] = id,
            ["name"] = name,
            ["description"] = description,
            ["format"] = 1L,
            ["courseid"] = courseId,
            ["categoryid"] = null,
            ["groupid"] = null,
            ["userid"] = 2L,
            ["repeatid"] = null,
            ["modulename"] = module,
            ["instance"] = instance,
            ["eventtype"] = type,
            ["timestart"] = start,
            ["timeduration"] = duration,
            ["visible"] = 1L,
            ["sequence"] = 1L,
            ["timemodified"] = modified,
            ["subscriptionid"] = null,
        };

    private static PhpMap Action(University university, Uri address, Activity room, Call call)
    {
        var answer = Event(
            room.CalendarId, Texts.Name(room.Name + " is scheduled for", call), "", room.CourseId, room.Module, room.Id, "meeting_start",
            room.OpeningTime, 0, room.CalendarModified);
        answer.Remove("courseid");
        answer["activityname"] = Texts.Name(room.Name, call);
        answer["timesort"] = room.OpeningTime;
        answer["course"] = new PhpMap
        {
            ["id"] = room.CourseId,
            ["fullname"] = Texts.Name(university.Courses[room.CourseId].FullName, call),
            ["visible"] = true,
        };
        answer["action"] = new PhpMap
        {
            ["name"] = "Join session",
            ["url"] = $"{address.GetLeftPart(UriPartial.Authority)}/mod/bigbluebuttonbn/bbb_view.php?action=join&id={room.Id}"
                + $"&bn={room.InstanceId}&timeline=1",
            ["itemcount"] = 1L,
            ["actionable"] = true,
            ["showitemcount"] = false,
        };
        answer["url"] = ActivityAnswers.ViewPage(address, room);
        return answer;
    }
}
