using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>One BigBlueButton conference, asked for directly: whether it is still there, visible, and when.</summary>
internal static class LastLook
{
    /// <summary>Asks.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="one">The conference.</param>
    /// <param name="ownOnly">Whether what is hidden from the account is hidden from students.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>What is to be told.</returns>
    public static async Task<IReadOnlyList<(GrainId Grain, ICommand Command)>> AtAsync(
        PollRun run, KnownConference one, bool ownOnly, CancellationToken cancellationToken)
    {
        var grain = ConferenceId.OfRow(run.Site, one.Id);
        var answer = await run.Moodle.CourseModuleAsync(one.Id, cancellationToken).ConfigureAwait(false);
        var stamp = new Stamp(null, answer.At, Rank.Polled);
        if (answer is not { Presence: Presence.There, Module: { } module })
        {
            return answer.Presence == Presence.Gone
                ? [(grain, new ObserveConferenceDeleted(stamp with { Rank = Rank.Deleted }))]
                : ownOnly
                    ? [(grain, new ObserveConference(one.Module, one.Instance, one.Course, null, null, null, false, null, stamp))]
                    : [];
        }

        var seen = new ObserveConference(
            one.Module, module.Instance, module.Course, module.Name is null ? (Told<string>?)null : new Told<string>(module.Name),
            null, null, module.Visible, null, stamp);
        try
        {
            var read = await run.Moodle.MeetingInfoAsync(module.Instance, module.Course, cancellationToken).ConfigureAwait(false);
            var told = (ObserveConference)read.Told.Command;
            return [(grain, told with { Name = seen.Name, Visible = seen.Visible, Running = told.Running ?? read.Running })];
        }
        catch (MoodleFaultException e) when (e.Fault.Kind is FaultKind.ConferenceServerDown or FaultKind.PhpError or FaultKind.NotVisible)
        {
            return [(grain, seen)];
        }
    }
}
