using Microsoft.Extensions.Logging;
using MoodleGrains.Categories;
using MoodleGrains.Courses;
using MoodleGrains.Polling;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Reads what a hint names. A hint that cannot be followed is dropped: the next reconcile reads the same.</summary>
internal sealed class ReadSoonDeliverer(
    PollSettings settings,
    Func<string, MoodleSite?> sites,
    Reach reach,
    ConferencePoll conferences,
    EnrolmentSweep enrolments,
    CompletionSweep completions,
    CourseTurns turns,
    Known known,
    Observations observations,
    PolledPeople people,
    TimeProvider time,
    ILogger<ReadSoonDeliverer> logger) : IDeliverer<ReadSoon>
{
    private const int Attempts = 3;

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<ReadSoon> effect, CancellationToken cancellationToken)
    {
        if (settings.Of(effect.Body.Site) is not { } polling || sites(effect.Body.Site) is not { } moodle)
        {
            return new Delivered.Done();
        }

        var run = new PollRun(0, polling, moodle, time.GetUtcNow().ToUnixTimeSeconds());
        try
        {
            await ReadAsync(run, effect.Body, await reach.RecallAsync(run, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            return new Delivered.Done();
        }
        catch (MoodleFaultException e)
        {
            logger.LogInformation("Hint {Key} not followed: {Fault}", effect.Key, e.Fault);
            return effect.Attempt < Attempts ? new Delivered.Failed(e.Fault.ToString(), e.Fault.RetryAfter) : new Delivered.Done();
        }
        catch (HeldException)
        {
            // Said where it is held.
            return new Delivered.Done();
        }
    }

    private async Task ReadAsync(PollRun run, ReadSoon hint, SiteAbilities abilities, CancellationToken cancellationToken)
    {
        switch (hint.Scope)
        {
            case ReadScope.Course:
                await CourseAsync(run, hint.Id, cancellationToken).ConfigureAwait(false);
                break;
            case ReadScope.Category when !run.OwnOnly && abilities.Has(MoodleFunctions.Categories):
                await CategoryAsync(run, hint.Id, cancellationToken).ConfigureAwait(false);
                break;
            case ReadScope.User when abilities.Users && !run.OwnOnly && abilities.Has(MoodleFunctions.UsersByField):
                await UserAsync(run, hint.Id, cancellationToken).ConfigureAwait(false);
                break;
            case ReadScope.Conferences:
                await ConferencesAsync(run, hint.Id, cancellationToken).ConfigureAwait(false);
                break;
            case ReadScope.Conference when await CourseOfAsync(run, hint.Id, cancellationToken).ConfigureAwait(false) is { } course:
                await ConferencesAsync(run, course, cancellationToken).ConfigureAwait(false);
                break;
            case ReadScope.Enrolments when abilities.Enrolments && !run.OwnOnly:
                await EnrolmentsAsync(run, hint.Id, cancellationToken).ConfigureAwait(false);
                break;
            case ReadScope.Completions when abilities.Completions && !run.OwnOnly:
                await completions.OneAsync(run, hint.Id, hint.User, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task CourseAsync(PollRun run, long id, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken).ConfigureAwait(false);
        var told = run.OwnOnly
            ? (await run.Moodle.UsersCoursesAsync(null, cancellationToken).ConfigureAwait(false)).Told
            : (await run.Moodle.AskCoursesAsync([id], cancellationToken).ConfigureAwait(false)).Told;
        var grain = GrainId.For(Course.Kind, run.Site, id);
        await observations.TellAsync(run, [.. told.Where(one => one.Grain == grain)], asked, cancellationToken).ConfigureAwait(false);
    }

    private async Task CategoryAsync(PollRun run, long id, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken).ConfigureAwait(false);
        var read = await run.Moodle.CategoriesAsync(cancellationToken).ConfigureAwait(false);
        var grain = id == 0 ? (GrainId?)null : GrainId.For(Category.Kind, run.Site, id);
        await observations.TellAsync(run, [.. read.Told.Where(one => grain is null || one.Grain == grain)], asked, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task UserAsync(PollRun run, long id, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken).ConfigureAwait(false);
        var read = await run.Moodle.UsersByIdAsync([id], cancellationToken).ConfigureAwait(false);
        await people.KeepAsync(run.Site, read.People, cancellationToken).ConfigureAwait(false);
        await observations.TellAsync(run, read.Told, asked, cancellationToken).ConfigureAwait(false);
    }

    private async Task ConferencesAsync(PollRun run, long course, CancellationToken cancellationToken)
    {
        if (course > 1)
        {
            await conferences.OneCourseAsync(run, course, cancellationToken).ConfigureAwait(false);
            return;
        }

        // An entry of the whole site comes with any course's.
        await conferences.RunAsync(run, await turns.AllAsync(run.Site, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<long?> CourseOfAsync(PollRun run, long conference, CancellationToken cancellationToken) =>
        (await known.ConferencesAsync(run.Site, null, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(one => one.Id == conference && one.Course != 0)?.Course;

    private async Task EnrolmentsAsync(PollRun run, long course, CancellationToken cancellationToken)
    {
        if (await turns.FindAsync(run.Site, course, cancellationToken).ConfigureAwait(false) is { } turn)
        {
            await enrolments.OneAsync(run, turn, cancellationToken).ConfigureAwait(false);
        }
    }
}
