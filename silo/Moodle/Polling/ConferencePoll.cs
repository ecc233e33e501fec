using MoodleGrains.Conferences;
using MoodleGrains.Silo.Moodle.Answers;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Reads conferences: those of a whole site at a reconcile, those of one course at a hint.</summary>
internal sealed class ConferencePoll(
    ConferenceSources sources,
    Known known,
    ListGuard guard,
    CourseTurns turns,
    ConferenceReadings readings,
    Observations observations,
    Unheard unheard,
    IGrains grains)
{
    private readonly BigBlueButtons bigBlueButtons = new(grains);
    private readonly LastLook look = new(sources, grains);

    /// <summary>Reads those of many courses.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="courses">The courses.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    /// <exception cref="HeldException">The list of conferences is not believed.</exception>
    public Task RunAsync(PollRun run, IReadOnlyCollection<long> courses, CancellationToken cancellationToken) =>
        RunAsync(run, courses, null, cancellationToken);

    /// <summary>Reads those of one course.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public Task OneCourseAsync(PollRun run, long course, CancellationToken cancellationToken) =>
        RunAsync(run, [course], course, cancellationToken);

    /// <summary>Reads one, in as few requests as can be: its readers wait.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="row">The id of its row.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task OneAsync(PollRun run, long row, CancellationToken cancellationToken)
    {
        var all = await known.ConferencesAsync(run.Site, null, cancellationToken).ConfigureAwait(false);
        if (all.FirstOrDefault(conference => conference.Id == row) is not { } one)
        {
            return;
        }

        var courses = await turns.AllAsync(run.Site, cancellationToken).ConfigureAwait(false);
        var asked = await observations.ClockAsync(cancellationToken).ConfigureAwait(false);
        var told = await look.AtAsync(run, one, courses, cancellationToken).ConfigureAwait(false);
        await observations.TellAsync(run, told, asked, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(PollRun run, IReadOnlyCollection<long> courses, long? hinted, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken).ConfigureAwait(false);
        var abilities = await run.Moodle.AbilitiesAsync(cancellationToken).ConfigureAwait(false);
        var believed = await known.ConferencesAsync(run.Site, hinted, cancellationToken).ConfigureAwait(false);
        if (run.Polling.Categories is not null)
        {
            // Those of courses that left stay hidden; the site's own entries are in no category.
            believed = [.. believed.Where(conference => courses.Contains(conference.Course))];
        }

        var work = new ConferenceWork(run, sources)
        {
            Courses = courses,
            OwnOnly = run.OwnOnly,
            Hinted = hinted is not null,
            Known = believed.ToDictionary(conference => conference.Id),
            Readings = await readings.AllAsync(run.Site, cancellationToken).ConfigureAwait(false),
        };
        if (courses.Count == 0)
        {
            return;
        }

        DateTime? since = null;
        ConferencesRead? list = null;
        if (abilities.Has(MoodleFunctions.BigBlueButtons) && await RoomsAsync(work, cancellationToken).ConfigureAwait(false) is { } rooms)
        {
            list = rooms;
            var there = believed.Count(conference =>
                conference.Module == BigBlueButtonsAnswer.Module && !rooms.Faults.ContainsKey(conference.Course));
            since = hinted is null
                ? await guard.PassAsync(
                    run.Site, "conferences", run.OwnOnly ? null : there, [.. list.Conferences.Select(one => one.CourseModule)], cancellationToken).ConfigureAwait(false)
                : null;
        }

        if (abilities.Has(MoodleFunctions.CalendarEvents))
        {
            await CalendarAsync(work, cancellationToken).ConfigureAwait(false);
        }

        await ReadAsync(work, list, abilities, cancellationToken).ConfigureAwait(false);
        var changed = await observations.TellAsync(run, work.Told, asked, cancellationToken).ConfigureAwait(false);
        await readings.KeepAsync(run.Site, work.Kept, work.Gone, cancellationToken).ConfigureAwait(false);
        var gone = work.Gone.ToHashSet();
        await unheard.SuspectAsync(
            run,
            Unheard.Conference,
            since,
            [.. changed.Select(grain => grain.Number).Where(id => id > 0 && (gone.Contains(id) || !work.Known.ContainsKey(id))).Select(id => (id, 0L))],
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ConferencesRead?> RoomsAsync(ConferenceWork work, CancellationToken cancellationToken)
    {
        try
        {
            var list = await work.Run.Moodle.BigBlueButtonsAsync(work.Courses, cancellationToken).ConfigureAwait(false);
            work.RoomsRead = true;
            work.Refused.UnionWith(list.Refused);
            work.LeftOut("BigBlueButton activities of course", list.Faults);
            return list;
        }
        catch (MoodleFaultException e)
        {
            await work.Run.LeavePartAsync("BigBlueButton activities", e, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private static async Task CalendarAsync(ConferenceWork work, CancellationToken cancellationToken)
    {
        try
        {
            var calendar = await work.Run.Moodle.CalendarEventsAsync(
                work.Courses, work.From, work.To, new Dictionary<long, long>(), cancellationToken).ConfigureAwait(false);
            (work.Entries, work.CalendarAt, work.CalendarRead) = (calendar.Entries, calendar.At, true);
            if (work.Run.Polling.Categories is not null)
            {
                work.Entries = [.. calendar.Entries.Where(entry => entry.CourseId is { } course && work.Courses.Contains(course))];
            }

            work.Refused.UnionWith(calendar.Faults.Keys);
            work.LeftOut("Calendar of course", calendar.Faults);
        }
        catch (MoodleFaultException e)
        {
            await work.Run.LeavePartAsync("calendar", e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(ConferenceWork work, ConferencesRead? list, SiteAbilities abilities, CancellationToken cancellationToken)
    {
        if (list is not null)
        {
            await bigBlueButtons.ReadAsync(work, list, cancellationToken).ConfigureAwait(false);
        }

        if (abilities.Has(MoodleFunctions.Contents))
        {
            await CalendarSources.ModulesAsync(work, cancellationToken).ConfigureAwait(false);
        }

        CalendarSources.Entries(work);
        await AbsentConferences.AskAsync(work, cancellationToken).ConfigureAwait(false);
    }
}
