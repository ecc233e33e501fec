using MoodleGrains.Courses;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Reads who takes part in courses: each once a day, at its turn, within the budget; sooner at a hint. Who is missing from a full
/// list is taken out only when a second one, in a later reconcile, misses them too.
/// </summary>
internal sealed class EnrolmentSweep(
    CourseTurns turns, ListGuard guard, Observations observations, PolledPeople people, Unheard unheard, IAggregateClient grains)
{
    private const int AtOnce = 4;

    /// <summary>Reads those whose turn it is.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(PollRun run, CancellationToken cancellationToken)
    {
        var share = run.Polling.Full / TimeSpan.FromDays(1);
        var before = run.Now - (long)(run.Polling.Full / 2).TotalSeconds;
        await EachAsync(run, await turns.DueAsync(run.Site, share, run.Polling.Calls, before, cancellationToken), cancellationToken);
    }

    /// <summary>Reads all courses, as far as the budget goes.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task AllAsync(PollRun run, CancellationToken cancellationToken) =>
        await EachAsync(run, await turns.EveryAsync(run.Site, int.MaxValue, cancellationToken), cancellationToken);

    /// <summary>Reads one course, if a list told it.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task CourseAsync(PollRun run, long course, CancellationToken cancellationToken)
    {
        if (await turns.FindAsync(run.Site, course, cancellationToken) is { } turn)
        {
            await OneAsync(run, turn, cancellationToken);
        }
    }

    private async Task EachAsync(PollRun run, List<CourseTurn> due, CancellationToken cancellationToken)
    {
        var (put, never, read) = (0, 0, 0);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (turn, stop) =>
            {
                if (run.Affords(AtOnce * 2))
                {
                    await OneAsync(run, turn, stop);
                    Interlocked.Increment(ref read);
                }
                else
                {
                    Interlocked.Increment(ref put);
                    Interlocked.Add(ref never, turn.ReadAt is null ? 1 : 0);
                }
            });
        run.GoesOn |= never > 0 && read > 0;
        if (put > 0)
        {
            run.Note(
                $"The enrolments of {put} courses are left to the next reconcile: Sites:{run.Site}:Poll:Calls is {run.Polling.Calls}.");
        }
    }

    /// <summary>Reads one course.</summary>
    /// <param name="run">The reconcile, or the reading by a hint: that one takes nobody out.</param>
    /// <param name="turn">The course.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task OneAsync(PollRun run, CourseTurn turn, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        EnrolledRead read;
        try
        {
            var before = await grains.Latest<Course>(StreamKey.For(Course.Kind, run.Site, turn.Id), cancellationToken);
            read = await run.Moodle.EnrolledUsersAsync(
                turn.Id, turn.Visible, before.Participations.Count(one => one.Value.Enrolled), cancellationToken);
        }
        catch (MoodleFaultException e)
        {
            // Whether the course itself is gone, its list and a direct question say; its turn comes again tomorrow.
            await run.LeaveOutAsync("Enrolments of course", turn.Id, e, cancellationToken);
            await (e.Fault.Kind is FaultKind.Gone or FaultKind.NotVisible or FaultKind.CapabilityMissing
                ? turns.ReadAsync(run, turn.Id, turn.Missing, cancellationToken)
                : turns.FailedAsync(run, turn.Id, cancellationToken));
            return;
        }

        var course = await grains.Latest<Course>(read.Told.Grain, cancellationToken);
        var enrolled = course.Participations.Where(one => one.Value.Enrolled).Select(one => one.Key).ToHashSet();
        try
        {
            // Only an empty list is held here, and only this course waits.
            if (read.Users.Count == 0 && enrolled.Count > 0)
            {
                await guard.PassAsync(run.Site, $"enrolments-{turn.Id}", enrolled.Count, [], cancellationToken);
            }
        }
        catch (HeldException held)
        {
            run.Note(held.Message);
            await turns.ReadAsync(run, turn.Id, enrolled, cancellationToken);
            return;
        }

        var missing = enrolled.Where(user => !read.Users.Contains(user)).ToHashSet();
        var stay = missing.Where(user => !Confirmed(run, turn, user)).ToList();
        await people.KeepAsync(run.Site, read.People, cancellationToken);
        await observations.TellAsync(run, [(read.Told.Grain, Without(read, course, stay))], asked, cancellationToken);
        await turns.ReadAsync(run, turn.Id, stay, cancellationToken);
        var changed = read.Users.Where(user => !enrolled.Contains(user)).Concat(missing.Except(stay)).Select(user => (turn.Id, user))
            .ToList();
        await unheard.SuspectAsync(run, Unheard.Enrolment, Since(turn, run, asked), changed, cancellationToken);
    }

    private static bool Confirmed(PollRun run, CourseTurn turn, long user) =>
        run.Id != 0 && turn.MissingRun is { } found && found != run.Id && turn.Missing.Contains(user);

    // When the course was read before, put on the database's clock, with a minute for the difference of clocks.
    private static DateTime? Since(CourseTurn turn, PollRun run, DateTime asked) =>
        turn.ReadAt is { } at ? asked.AddSeconds(at - run.Now - 60) : null;

    // Listed as they are, those who stay for now give no event.
    private static ObserveParticipants Without(EnrolledRead read, Course course, List<long> stay)
    {
        var told = (ObserveParticipants)read.Told.Command;
        return stay.Count == 0
            ? told
            : told with
            {
                Participants =
                [
                    .. told.Participants,
                    .. stay.Select(user => new Participant(user, null, course.Participations[user].RolesHeld())),
                ],
            };
    }
}
