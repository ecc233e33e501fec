using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Series: an activity with several events in the calendar. The activity's conference goes from one occurrence to the next, as it is
/// announced in channels; beside it each event is a conference of its own, which stays as it was when it is over, whatever becomes of its
/// event.
/// </summary>
internal static class Series
{
    /// <summary>
    /// Whether an activity is a series: it was one before, has several events, or has another event after the one that is over.
    /// </summary>
    /// <param name="work">The reading.</param>
    /// <param name="id">The course module.</param>
    /// <param name="meetings">Its events.</param>
    /// <param name="last">Its last reading.</param>
    /// <returns>True if so.</returns>
    public static bool Is(ConferenceWork work, long id, Meetings meetings, ConferenceReading? last) =>
        work.Known.GetValueOrDefault(id) is { Recurring: true } || meetings.All.Count > 1 || Former(work, meetings, last) != 0;

    /// <summary>Tells the occurrences.</summary>
    /// <param name="work">The reading.</param>
    /// <param name="id">The course module.</param>
    /// <param name="meetings">Its events.</param>
    /// <param name="activity">What was told of the activity; name and visibility only if it was read.</param>
    /// <param name="last">Its last reading.</param>
    public static void Tell(ConferenceWork work, long id, Meetings meetings, ObserveConference activity, ConferenceReading? last)
    {
        // Webhooks told that it was deleted; Moodle's calendar forgets it only when its cron runs.
        if (work.Known.Values.Any(known => known.Series == id && known.SeriesDeleted))
        {
            return;
        }

        var occurrence = activity with { Series = id };
        foreach (var entry in meetings.All)
        {
            work.Listed.Add(-entry.Id);

            // One that is new waits for its name and for whether students may see it.
            if (activity.Name is not null || work.Known.ContainsKey(-entry.Id))
            {
                Tell(work, entry.Id, occurrence with { StartsAt = entry.StartsAt, EndsAt = CalendarSources.End(entry) });
            }
        }

        if (Former(work, meetings, last) is var former and not 0 && activity.Name is not null && !work.Known.ContainsKey(-former))
        {
            Tell(work, former, occurrence with { StartsAt = last!.StartsAt, EndsAt = last.EndsAt });
        }

        if (activity.Visible is { } visible)
        {
            Show(work, work.Known.Values.Where(known => known.Series == id && !work.Listed.Contains(known.Id)), visible, work.CalendarAt);
        }
    }

    /// <summary>Asks for occurrences whose events were not answered.</summary>
    /// <param name="work">The reading, after the activities that were not answered were asked for.</param>
    /// <param name="missed">The occurrences.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>A task.</returns>
    public static async Task AskAsync(ConferenceWork work, IEnumerable<KnownConference> missed, CancellationToken cancellationToken)
    {
        foreach (var course in missed.GroupBy(known => known.Course))
        {
            CalendarRead? calendar = null;
            foreach (var series in course.GroupBy(known => known.Series))
            {
                if (work.Gone.Contains(series.Key) || series.Any(known => known.SeriesDeleted))
                {
                    Gone(work, series, work.CalendarAt);
                    continue;
                }

                var activity = ConferenceId.OfActivity(work.Run.Site, series.Key);
                var visible = work.Told.FindLast(told => told.Grain == activity).Command is ObserveConference told ? told.Visible : null;
                if (visible == false && !work.Listed.Contains(series.Key))
                {
                    // The events of a hidden activity are hidden too.
                    Show(work, series, false, work.CalendarAt);
                }
                else if (visible == true || work.Listed.Contains(series.Key))
                {
                    if (calendar is null && !work.Run.Affords(1))
                    {
                        return;
                    }

                    calendar ??= await CalendarSources.WholeAsync(work.Run, course.Key, cancellationToken);
                    Find(work, series, calendar);
                }
            }
        }
    }

    // An event may have been moved out of the window.
    private static void Find(ConferenceWork work, IEnumerable<KnownConference> series, CalendarRead calendar)
    {
        foreach (var known in series)
        {
            if (calendar.Entries.FirstOrDefault(entry => entry.Id == -known.Id) is { } entry)
            {
                Tell(work, entry.Id, Timed(known, entry.StartsAt, CalendarSources.End(entry), calendar.At));
            }
            else
            {
                work.IsGone(known.Id, calendar.At);
            }
        }
    }

    /// <summary>What an occurrence's event tells by itself.</summary>
    /// <param name="known">The occurrence.</param>
    /// <param name="startsAt">Unix seconds; null where it is not told.</param>
    /// <param name="endsAt">Unix seconds.</param>
    /// <param name="at">When it was read, Unix seconds by the site's clock.</param>
    /// <returns>The observation.</returns>
    public static ObserveConference Timed(KnownConference known, long? startsAt, long? endsAt, long at) => new(
        known.Module, known.Instance, known.Course, null, startsAt, endsAt, null, null, new FieldVersion(null, at, SourcePrecedence.Polled))
    {
        Series = known.Series,
    };

    private static long Former(ConferenceWork work, Meetings meetings, ConferenceReading? last) =>
        last is not null
        && Meetings.CurrentIn(last.Seen) is var id and not 0
        && Math.Max(last.StartsAt, last.EndsAt) < work.Run.Now
        && meetings.All.All(entry => entry.Id != id)
            ? id
            : 0;

    private static void Gone(ConferenceWork work, IEnumerable<KnownConference> occurrences, long at)
    {
        foreach (var known in occurrences)
        {
            work.IsGone(known.Id, at);
        }
    }

    private static void Show(ConferenceWork work, IEnumerable<KnownConference> occurrences, bool visible, long at)
    {
        foreach (var known in occurrences.Where(known => known.Visible != visible))
        {
            Tell(work, -known.Id, Timed(known, null, null, at) with { Visible = visible });
        }
    }

    private static void Tell(ConferenceWork work, long calendarEvent, ObserveConference told) =>
        work.Told.Add((ConferenceId.OfCalendarEntry(work.Run.Site, calendarEvent), told));
}
