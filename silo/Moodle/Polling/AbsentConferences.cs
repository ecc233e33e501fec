using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Answers;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Conferences that are known and were not answered: each is asked for directly.</summary>
internal static class AbsentConferences
{
    private const long Day = 86_400;

    /// <summary>Asks for them.</summary>
    /// <param name="work">The reading, after its sources were read.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>A task.</returns>
    public static async Task AskAsync(ConferenceWork work, CancellationToken cancellationToken)
    {
        // What is over stays as it was, though its event may go.
        var occurrences = work.Known.Values.Where(known => known.Series != 0 && !known.IsOver(work.Run.Now) && IsMissed(work, known))
            .ToList();
        var series = occurrences.Select(known => known.Series).Where(id => !work.Listed.Contains(id)).ToHashSet();
        foreach (var conference in work.Known.Values
            .Where(known => known.Id > 0 && (IsMissed(work, known) || (series.Contains(known.Id) && MayBeAsked(work, known)))))
        {
            if (!work.Run.Affords(2))
            {
                work.Run.Note("Some absent conferences are asked for in the next reconcile: the budget of calls is spent.");
                break;
            }

            try
            {
                await ModuleAsync(work, conference, cancellationToken);
            }
            catch (MoodleFaultException e)
            {
                await work.Run.LeaveOutAsync("Conference", conference.Id, e, cancellationToken);
            }
        }

        await Series.AskAsync(work, occurrences, cancellationToken);
        await EntriesAsync(
            work, [.. work.Known.Values.Where(known => known is { Id: < 0, Series: 0 } && IsMissed(work, known))], cancellationToken);
    }

    // Events of the calendar are listed in the window only; what lies before or behind it is not missed. A hidden one is asked for
    // daily. A student's token is not asked about what it never saw: others' webhooks told it.
    private static bool IsMissed(ConferenceWork work, KnownConference known) =>
        !work.Listed.Contains(known.Id)
        && !work.Refused.Contains(known.Course)
        && (!work.OwnOnly || work.Courses.Contains(known.Course) || work.Readings.ContainsKey(known.Id))
        && (known.Module == BigBlueButtonsAnswer.Module
            ? work.RoomsRead
            : work.CalendarRead && (known.Module == ConferenceId.Calendar || work.Sources.Modules.Contains(known.Module))
                && work.InWindow(known.StartsAt))
        && MayBeAsked(work, known);

    private static bool MayBeAsked(ConferenceWork work, KnownConference known) =>
        work.Hinted || work.Readings.GetValueOrDefault(known.Id)?.HiddenAt is not { } hidden || work.Run.Now - hidden >= Day;

    private static async Task ModuleAsync(ConferenceWork work, KnownConference known, CancellationToken cancellationToken)
    {
        var (startsAt, endsAt) = (known.StartsAt, known.EndsAt);
        var answer = await work.Run.Moodle.CourseModuleAsync(known.Id, cancellationToken);
        switch (answer.Presence)
        {
            case Presence.Gone:
                work.IsGone(known.Id, answer.At);
                return;
            case Presence.There when answer.Module is { } module:
                var seen = Seen(known with { Instance = module.Instance, Course = module.Course }, module.Name, module.Visible, answer.At);
                if (known.Module != BigBlueButtonsAnswer.Module)
                {
                    seen = await CalendarSources.TimedAsync(work.Run, seen, cancellationToken);
                }

                work.Told.Add((ConferenceId.OfActivity(work.Run.Site, known.Id), seen));
                (startsAt, endsAt) = (seen.StartsAt ?? startsAt, seen.EndsAt ?? endsAt);
                break;
            case Presence.NotVisible when work.OwnOnly:
                // To a student everything hidden is hidden.
                work.Told.Add((ConferenceId.OfActivity(work.Run.Site, known.Id), Seen(known, null, false, answer.At)));
                break;
        }

        work.Kept.Add(new(
            known.Id, known.Module, known.Instance, known.Course, "", startsAt, endsAt, false, work.Run.Now,
            answer.Presence == Presence.There ? null : work.Run.Now));
    }

    private static ObserveConference Seen(KnownConference known, string? name, bool? visible, long at) => new(
        known.Module,
        known.Instance,
        known.Course,
        name is null ? (Observed<string>?)null : new Observed<string>(name),
        StartsAt: null,
        EndsAt: null,
        visible,
        JoinUrl: null,
        new FieldVersion(null, at, SourcePrecedence.Polled));

    // An entry that is nowhere in the calendar of a course that can be read is gone: those of courses and of the site hide from nobody in
    // it.
    private static async Task EntriesAsync(ConferenceWork work, List<KnownConference> missed, CancellationToken cancellationToken)
    {
        foreach (var course in missed.GroupBy(known => known.Course))
        {
            var readable = course.Key == 0 || work.Courses.Contains(course.Key);
            if (!readable || !work.Run.Affords(1))
            {
                continue;
            }

            try
            {
                await CourseAsync(work, course.Key, [.. course], cancellationToken);
            }
            catch (MoodleFaultException e)
            {
                await work.Run.LeaveOutAsync("Calendar of course", course.Key, e, cancellationToken);
            }
        }
    }

    private static async Task CourseAsync(
        ConferenceWork work,
        long course,
        IReadOnlyList<KnownConference> missed,
        CancellationToken cancellationToken)
    {
        // The site's entries come with any course.
        var asked = course == 0 ? work.Courses.FirstOrDefault() : course;
        var calendar = await CalendarSources.WholeAsync(work.Run, asked, cancellationToken);
        foreach (var known in missed)
        {
            if (calendar.Entries.FirstOrDefault(entry => entry.Id == -known.Id) is { } entry)
            {
                work.Told.Add(CalendarSources.Of(work.Run.Site, entry, calendar.At));
            }
            else
            {
                work.IsGone(known.Id, calendar.At);
            }
        }
    }
}
