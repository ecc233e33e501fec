using Microsoft.Extensions.Logging;
using MoodleGrains.Categories;
using MoodleGrains.Polling;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Reads what a hint names. A hint that cannot be followed is dropped: the next reconcile reads the same.</summary>
internal sealed class ReadSoonDeliverer(
    PollSettings settings,
    Func<string, MoodleSite?> sites,
    Reach reach,
    SiteLists lists,
    ConferencePoll conferences,
    EnrolmentSweep enrolments,
    CompletionSweep completions,
    CourseTurns turns,
    Known known,
    Observations observations,
    PolledPeople people,
    SiteScope scope,
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
            await ReadAsync(run, effect.Body, await reach.RecallAsync(run, cancellationToken), cancellationToken);
            return new Delivered.Done();
        }
        catch (MoodleFaultException e) when (e.Fault.Kind == FaultKind.Gone)
        {
            // What was deleted meanwhile is found gone by the next reconcile.
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

    // Of a site that is limited to some categories; whether a course or a category is inside, its own reading finds out.
    private async Task<bool> IsOutsideAsync(PollRun run, ReadSoon hint, CancellationToken cancellationToken) =>
        run.Polling.Categories is not null && hint.Scope switch
        {
            ReadScope.Conferences or ReadScope.Completions => await turns.FindAsync(run.Site, hint.Id, cancellationToken) is null,
            ReadScope.User => !await scope.HasAsync(run.Site, hint.Id, cancellationToken),
            _ => false,
        };

    private async Task ReadAsync(PollRun run, ReadSoon hint, SiteAbilities abilities, CancellationToken cancellationToken)
    {
        if (await IsOutsideAsync(run, hint, cancellationToken))
        {
            return;
        }

        switch (hint.Scope)
        {
            case ReadScope.Course when run.Polling.Categories is not null:
                await LimitedCourseAsync(run, hint.Id, abilities, cancellationToken);
                break;
            case ReadScope.Course:
                await lists.CourseAsync(run, hint.Id, cancellationToken);
                break;
            case ReadScope.Category when !run.OwnOnly && abilities.Has(MoodleFunctions.Categories):
                await CategoryAsync(run, hint.Id, cancellationToken);
                break;
            case ReadScope.User when abilities.Users && !run.OwnOnly && abilities.Has(MoodleFunctions.UsersByField):
                await UserAsync(run, hint.Id, cancellationToken);
                break;
            case ReadScope.Conferences:
                await ConferencesAsync(run, hint.Id, cancellationToken);
                break;
            case ReadScope.Conference when await CourseOfAsync(run, hint.Id, cancellationToken) is { } course:
                await ConferencesAsync(run, course, cancellationToken);
                break;
            case ReadScope.Enrolments when abilities.Enrolments && !run.OwnOnly:
                await enrolments.CourseAsync(run, hint.Id, cancellationToken);
                break;
            case ReadScope.Completions when abilities.Completions && !run.OwnOnly:
                await completions.OneAsync(run, hint.Id, hint.User, cancellationToken);
                break;
        }
    }

    private async Task LimitedCourseAsync(PollRun run, long id, SiteAbilities abilities, CancellationToken cancellationToken)
    {
        if (!await lists.OneCourseAsync(run, id, cancellationToken))
        {
            return;
        }

        // What webhooks told of it while it was outside was not kept.
        await ConferencesAsync(run, id, cancellationToken);
        if (abilities.Enrolments && !run.OwnOnly)
        {
            await enrolments.CourseAsync(run, id, cancellationToken);
        }
    }

    private async Task CategoryAsync(PollRun run, long id, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        var limited = await scope.ReadAsync(run, cancellationToken);
        if (id != 0 && !IsTold(id))
        {
            return;
        }

        var read = limited?.Categories ?? await run.Moodle.CategoriesAsync(cancellationToken);
        await observations.TellAsync(run, [.. read.Told.Where(one => IsTold(one.Grain.Number))], asked, cancellationToken);

        bool IsTold(long category) =>
            (id == 0 || category == id) && (limited is null || limited.Inside.Contains(category) || limited.Left.Contains(category));
    }

    private async Task UserAsync(PollRun run, long id, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        var read = await run.Moodle.UsersByIdAsync([id], cancellationToken);
        await people.KeepAsync(run.Site, read.People, cancellationToken);
        await observations.TellAsync(run, read.Told, asked, cancellationToken);
    }

    private async Task ConferencesAsync(PollRun run, long course, CancellationToken cancellationToken)
    {
        if (course > 1)
        {
            await conferences.OneCourseAsync(run, course, cancellationToken);
            return;
        }

        // An entry of the whole site comes with any course's.
        await conferences.RunAsync(run, await turns.AllAsync(run.Site, cancellationToken), cancellationToken);
    }

    private async Task<long?> CourseOfAsync(PollRun run, long conference, CancellationToken cancellationToken) =>
        (await known.ConferencesAsync(run.Site, null, cancellationToken))
            .FirstOrDefault(one => one.Id == conference && one.Course != 0)?.Course;
}
