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
    IAggregateClient grains)
{
    private readonly BigBlueButtons bigBlueButtons = new(grains);
    private readonly ConferenceProbe look = new(sources, grains);

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
        var all = await known.ConferencesAsync(run.Site, null, cancellationToken);
        if (all.FirstOrDefault(conference => conference.Id == row) is not { } one)
        {
            return;
        }

        var courses = await turns.AllAsync(run.Site, cancellationToken);
        var asked = await observations.ClockAsync(cancellationToken);
        var told = await look.AtAsync(run, one, courses, cancellationToken);
        await observations.TellAsync(run, told, asked, cancellationToken);
    }

    private async Task RunAsync(PollRun run, IReadOnlyCollection<long> courses, long? hinted, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        var abilities = await run.Moodle.AbilitiesAsync(cancellationToken);
        var believed = await known.ConferencesAsync(run.Site, hinted, cancellationToken);
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
            Readings = await readings.AllAsync(run.Site, cancellationToken),
        };
        if (courses.Count == 0)
        {
            return;
        }

        DateTime? since = null;
        ConferencesRead? list = null;
        if (abilities.Has(MoodleFunctions.BigBlueButtons) && await RoomsAsync(work, cancellationToken) is { } rooms)
        {
            list = rooms;
            var there = believed.Count(conference =>
                conference.Module == BigBlueButtonsAnswer.Module && !rooms.Faults.ContainsKey(conference.Course));
            since = hinted is null
                ? await guard.PassAsync(
                    run.Site, "conferences", run.OwnOnly
                        ? null
                        : there, [.. list.Conferences.Select(one => one.CourseModule)], cancellationToken)
                : null;
        }

        if (abilities.Has(MoodleFunctions.CalendarEvents))
        {
            await CalendarAsync(work, cancellationToken);
        }

        await ReadAsync(work, list, abilities, cancellationToken);
        var changed = await observations.TellAsync(run, work.Told, asked, cancellationToken);
        await readings.KeepAsync(run.Site, work.Kept, work.Gone, cancellationToken);
        var gone = work.Gone.ToHashSet();
        await unheard.SuspectAsync(
            run,
            Unheard.Conference,
            since,
            [.. changed.Select(grain => grain.Number).Where(id => id > 0 && (gone.Contains(id) || !work.Known.ContainsKey(id)))
                .Select(id => (id, 0L))],
            cancellationToken);
    }

    private static async Task<ConferencesRead?> RoomsAsync(ConferenceWork work, CancellationToken cancellationToken)
    {
        try
        {
            var list = await work.Run.Moodle.BigBlueButtonsAsync(work.Courses, cancellationToken);
            work.RoomsRead = true;
            work.Refused.UnionWith(list.Refused);
            work.LeftOut("BigBlueButton activities of course", list.Faults);
            return list;
        }
        catch (MoodleFaultException e)
        {
            await work.Run.LeavePartAsync("BigBlueButton activities", e, cancellationToken);
            return null;
        }
    }

    private static async Task CalendarAsync(ConferenceWork work, CancellationToken cancellationToken)
    {
        try
        {
            var calendar = await work.Run.Moodle.CalendarEventsAsync(
                work.Courses, work.From, work.To, new Dictionary<long, long>(), cancellationToken);
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
            await work.Run.LeavePartAsync("calendar", e, cancellationToken);
        }
    }

    private async Task ReadAsync(ConferenceWork work, ConferencesRead? list, SiteAbilities abilities, CancellationToken cancellationToken)
    {
        if (list is not null)
        {
            await bigBlueButtons.ReadAsync(work, list, cancellationToken);
        }

        if (abilities.Has(MoodleFunctions.Contents))
        {
            await CalendarSources.ModulesAsync(work, cancellationToken);
        }

        CalendarSources.Entries(work);
        await AbsentConferences.AskAsync(work, cancellationToken);
    }
}
