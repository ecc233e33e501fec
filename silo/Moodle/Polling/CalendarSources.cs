using System.Globalization;
using System.Text.RegularExpressions;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Conferences that the calendar tells: events of other modules, and plain entries that match the pattern.</summary>
internal static class CalendarSources
{
    private const long Hour = 3600;
    private const long FrontPage = 1;

    // No limit in practice: an entry that was moved may be anywhere.
    private const long Ever = 4_102_444_800;

    /// <summary>
    /// Events of other conference modules. The calendar names the activity; its course module and visibility the course tells.
    /// </summary>
    /// <param name="work">The reading.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public static async Task ModulesAsync(ConferenceWork work, CancellationToken cancellationToken)
    {
        var byActivity = work.Readings.Values.Where(last => last.Id > 0)
            .GroupBy(last => (last.Module, last.Instance)).ToDictionary(group => group.Key, group => group.MaxBy(last => last.ReadAt)!);
        var events = work.Entries
            .Where(entry => IsMeeting(entry) && work.Sources.Modules.Contains(entry.Module!))
            .GroupBy(entry => (Module: entry.Module!, Instance: entry.Instance!.Value))
            .Select(group => (Activity: group.Key, Meetings: new Meetings([.. group], work.Run.Now))).ToList();
        foreach (var course in events.GroupBy(one => (Course: one.Meetings.Current.CourseId!.Value, one.Activity.Module)))
        {
            var due = work.Hinted || course.Any(one => IsDue(byActivity.GetValueOrDefault(one.Activity), one.Meetings, work.Run.Now));
            var modules = due && work.Run.Affords(1)
                ? await ContentsAsync(work, course.Key.Course, course.Key.Module, cancellationToken)
                : null;
            foreach (var (activity, meetings) in course)
            {
                var module = modules?.FirstOrDefault(seen => seen.Instance == activity.Instance);
                var last = byActivity.GetValueOrDefault(activity);

                // What the course does not show any more is asked for directly: the calendar keeps the event of an activity in the
                // recycle bin until Moodle's cron has run.
                if (modules is not null && module is null)
                {
                    continue;
                }

                if ((module?.Id ?? last?.Id) is { } id)
                {
                    Tell(work, id, activity.Instance, meetings, module, last);
                }
            }
        }
    }

    /// <summary>Plain entries of courses and of the site: those that match, and those that once did.</summary>
    /// <param name="work">The reading.</param>
    public static void Entries(ConferenceWork work)
    {
        foreach (var entry in work.Entries.Where(entry => entry is { Module: null, EventType: "course" or "site" }))
        {
            var row = -entry.Id;
            if (work.Known.ContainsKey(row) || Matches(work, entry))
            {
                work.Listed.Add(row);
                work.Told.Add(Of(work.Run.Site, entry, work.CalendarAt));
            }
        }
    }

    /// <summary>The calendar of one course, and of the site, without bounds in time.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The entries.</returns>
    public static Task<CalendarRead> WholeAsync(PollRun run, long course, CancellationToken cancellationToken) =>
        run.Moodle.CalendarEventsAsync([course], 0, Ever, new Dictionary<long, long>(), cancellationToken);

    /// <summary>
    /// An activity that was found by a direct question, with the times of its event wherever that is: it may have been moved out of the
    /// window. One that is shown and has no event any more has no times either; the event of a hidden one may be hidden too.
    /// </summary>
    /// <param name="run">The reading.</param>
    /// <param name="seen">The activity.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>What is to be told of it.</returns>
    public static async Task<ObserveConference> TimedAsync(PollRun run, ObserveConference seen, CancellationToken cancellationToken)
    {
        if (!(await run.Moodle.AbilitiesAsync(cancellationToken)).Has(MoodleFunctions.CalendarEvents))
        {
            return seen;
        }

        var calendar = await WholeAsync(run, seen.CourseId, cancellationToken);
        var events = calendar.Entries
            .Where(entry => IsMeeting(entry) && entry.Module == seen.Module && entry.Instance == seen.InstanceId).ToList();
        return events.Count > 0
            ? new Meetings(events, run.Now).Current is var entry ? seen with { StartsAt = entry.StartsAt, EndsAt = End(entry) } : seen
            : seen.Visible == false ? seen : seen with { StartsAt = 0, EndsAt = 0 };
    }

    /// <summary>What one plain entry tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="at">When it was read, Unix seconds by the site's clock.</param>
    /// <returns>The observation.</returns>
    public static (StreamKey Grain, ICommand Command) Of(string site, CalendarEntry entry, long at) =>
        (ConferenceId.OfCalendarEntry(site, entry.Id), new ObserveConference(
            ConferenceId.Calendar,
            0,
            entry.CourseId is null or FrontPage ? 0 : entry.CourseId.Value,
            new Observed<string>(entry.Name),
            entry.StartsAt,
            End(entry),
            entry.Visible,
            EntryLink.In(entry.Location, entry.Description, entry.Name),
            new FieldVersion(null, at, SourcePrecedence.Polled)));

    /// <summary>When an event ends.</summary>
    /// <param name="entry">The event.</param>
    /// <returns>Unix seconds; 0 where its duration is not told.</returns>
    public static long End(CalendarEntry entry) => entry.Duration > 0 ? entry.StartsAt + entry.Duration : 0;

    private static void Tell(
        ConferenceWork work, long id, long instance, Meetings meetings, ModuleSeen? module, ConferenceReading? last)
    {
        work.Listed.Add(id);
        var entry = meetings.Current;
        var end = End(entry);
        var isSeries = Series.Is(work, id, meetings, last);
        var told = new ObserveConference(
            entry.Module!,
            instance,
            entry.CourseId!.Value,
            module is null ? (Observed<string>?)null : new Observed<string>(module.Name ?? entry.Name),
            entry.StartsAt,
            end,
            module?.Visible,
            work.ViewPage(entry.Module!, id),
            new FieldVersion(null, work.CalendarAt, SourcePrecedence.Polled));
        work.Told.Add((ConferenceId.OfActivity(work.Run.Site, id), isSeries ? told with { Recurring = true } : told));
        if (isSeries)
        {
            Series.Tell(work, id, meetings, told, last);
        }

        if (module is not null || last is null)
        {
            work.Kept.Add(new(
                id, entry.Module!, instance, entry.CourseId!.Value, meetings.Seen, entry.StartsAt, end, false, work.Run.Now));
        }
    }

    // Moodle itself adds an event for the day until which an activity is to be completed.
    private static bool IsMeeting(CalendarEntry entry) =>
        entry is { Module: not null, Instance: not null, CourseId: not null, EventType: not "expectcompletionon" };

    private static bool IsDue(ConferenceReading? last, Meetings meetings, long now) =>
        last is null || last.Seen != meetings.Seen || now - last.ReadAt >= Hour;

    // Null where the course cannot be read.
    private static async Task<IReadOnlyList<ModuleSeen>?> ContentsAsync(
        ConferenceWork work, long course, string module, CancellationToken cancellationToken)
    {
        try
        {
            return (await work.Run.Moodle.ContentsAsync(course, module, cancellationToken)).Modules;
        }
        catch (MoodleFaultException e)
        {
            if (e.Fault.Kind is not (FaultKind.Gone or FaultKind.NotVisible or FaultKind.CapabilityMissing))
            {
                await work.Run.LeaveOutAsync("Contents of course", course, e, cancellationToken);
            }

            return null;
        }
    }

    private static bool Matches(ConferenceWork work, CalendarEntry entry)
    {
        if (work.Sources.Entries is not { } pattern)
        {
            return false;
        }

        try
        {
            string[] texts = [entry.Name, PlainName.Of(entry.Name, language: null), entry.Description, entry.Location ?? ""];
            return texts.Any(pattern.IsMatch);
        }
        catch (RegexMatchTimeoutException)
        {
            work.Run.Note(string.Create(
                CultureInfo.InvariantCulture, $"Conferences:Entries took too long for calendar entry {entry.Id}, which is left out; make "
                    + $"the pattern simpler."));
            return false;
        }
    }
}
