using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Answers;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>One conference, asked for directly and in as few requests as can be: whether it is still there, visible, and when.</summary>
internal sealed class ConferenceProbe(ConferenceSources sources, IAggregateClient grains)
{
    /// <summary>Asks.</summary>
    /// <param name="run">The reading, which knows whether what is hidden from the account is hidden from students.</param>
    /// <param name="one">The conference.</param>
    /// <param name="courses">The courses that the account reads.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>What is to be told.</returns>
    public Task<IReadOnlyList<(StreamKey Grain, ICommand Command)>> AtAsync(
        PollRun run, KnownConference one, IReadOnlyCollection<long> courses, CancellationToken cancellationToken) =>
        one.Id < 0 ? EntryAsync(run, one, courses, cancellationToken) : ModuleAsync(run, one, cancellationToken);

    private static async Task<IReadOnlyList<(StreamKey Grain, ICommand Command)>> EntryAsync(
        PollRun run, KnownConference one, IReadOnlyCollection<long> courses, CancellationToken cancellationToken)
    {
        // Entries of the site come with any course; in a course that is not read, absence tells nothing.
        var course = one.Course == 0 ? courses.FirstOrDefault() : one.Course;
        if (!courses.Contains(course))
        {
            return [];
        }

        var calendar = await CalendarSources.WholeAsync(run, course, cancellationToken);
        var found = calendar.Entries.FirstOrDefault(entry => entry.Id == -one.Id);
        if (one.Series != 0)
        {
            // That its event is hidden along with its activity is no deletion.
            return found is null
                ? []
                : [(ConferenceId.OfRow(run.Site, one.Id), Series.Timed(one, found.StartsAt, CalendarSources.End(found), calendar.At))];
        }

        return found is not null
            ? [CalendarSources.Of(run.Site, found, calendar.At)]
            : [(ConferenceId.OfRow(run.Site,
                one.Id), new ObserveConferenceDeleted(new FieldVersion(null, calendar.At, SourcePrecedence.Deleted)))];
    }

    private async Task<IReadOnlyList<(StreamKey Grain, ICommand Command)>> ModuleAsync(
        PollRun run, KnownConference one, CancellationToken cancellationToken)
    {
        var grain = ConferenceId.OfRow(run.Site, one.Id);
        var answer = await run.Moodle.CourseModuleAsync(one.Id, cancellationToken);
        var stamp = new FieldVersion(null, answer.At, SourcePrecedence.Polled);
        if (answer is not { Presence: Presence.There, Module: { } module })
        {
            return answer.Presence == Presence.Gone
                ? [(grain, new ObserveConferenceDeleted(stamp with { Rank = SourcePrecedence.Deleted }))]
                : run.OwnOnly
                    ? [(grain, new ObserveConference(one.Module, one.Instance, one.Course, null, null, null, false, null, stamp))]
                    : [];
        }

        var seen = new ObserveConference(
            one.Module, module.Instance, module.Course, module.Name is null ? (Observed<string>?)null : new Observed<string>(module.Name),
            null, null, module.Visible, null, stamp);
        try
        {
            return [(grain, one.Module == BigBlueButtonsAnswer.Module
                ? await RoomAsync(run, grain, seen, cancellationToken)
                : await CalendarSources.TimedAsync(run, seen, cancellationToken))];
        }
        catch (MoodleFaultException e) when (e.Fault.Kind == FaultKind.Gone && one.Module == BigBlueButtonsAnswer.Module)
        {
            // Deleted between the two questions.
            return [(grain, new ObserveConferenceDeleted(stamp with { Rank = SourcePrecedence.Deleted }))];
        }
    }

    private async Task<ObserveConference> RoomAsync(
        PollRun run,
        StreamKey grain,
        ObserveConference seen,
        CancellationToken cancellationToken)
    {
        try
        {
            var read = await run.Moodle.MeetingInfoAsync(seen.InstanceId, seen.CourseId, cancellationToken);
            var told = (ObserveConference)read.Told.Command;
            return told with { Name = seen.Name, Visible = seen.Visible, Running = told.Running ?? read.Running };
        }
        catch (MoodleFaultException e) when (BigBlueButtons.IsServerDown(e.Fault.Kind))
        {
            var timed = await CalendarSources.TimedAsync(run, seen, cancellationToken);
            return timed.StartsAt is not > 0
                ? seen
                : BigBlueButtons.Assumed(
                    timed, await grains.Latest<Conference>(grain, cancellationToken), sources.Length);
        }
        catch (MoodleFaultException e) when (e.Fault.Kind is FaultKind.NotVisible)
        {
            return seen;
        }
    }
}
