using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>What one reconcile reads, in order. What stops it (a fault of Moodle, an answer that is not believed) is thrown.</summary>
internal sealed class Reconcile(
    Reach reach,
    SiteLists lists,
    UserSweep users,
    ConferencePoll conferences,
    EnrolmentSweep enrolments,
    CompletionSweep completions,
    CourseTurns turns,
    Known known,
    Unheard unheard,
    TimeSpan patience,
    ILogger<Reconcile> logger)
{
    /// <summary>Reads everything.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task FullAsync(PollRun run, CancellationToken cancellationToken)
    {
        if (await unheard.JudgeAsync(run.Site, patience, cancellationToken).ConfigureAwait(false) is var lost and > 0)
        {
            logger.LogWarning("{Site}: {Lost} changes that a poll found were told by no webhook; look at the plugin's log in Moodle", run.Site, lost);
        }

        var courses = await lists.CoursesAsync(run, cancellationToken).ConfigureAwait(false);
        var abilities = await run.Moodle.AbilitiesAsync(cancellationToken).ConfigureAwait(false);
        if (run.OwnOnly)
        {
            await conferences.RunAsync(run, courses, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (abilities.Has(MoodleFunctions.Categories))
        {
            await lists.CategoriesAsync(run, abilities.SeesEverything, cancellationToken).ConfigureAwait(false);
        }

        if (abilities.Users)
        {
            await users.RunAsync(run, cancellationToken).ConfigureAwait(false);
        }

        await conferences.RunAsync(run, courses, cancellationToken).ConfigureAwait(false);
        if (abilities.Enrolments)
        {
            await enrolments.RunAsync(run, cancellationToken).ConfigureAwait(false);
        }

        if (abilities.Completions)
        {
            await completions.RunAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the conferences of the courses that are known.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task ConferencesAsync(PollRun run, CancellationToken cancellationToken)
    {
        await reach.RecallAsync(run, cancellationToken).ConfigureAwait(false);
        var listed = await turns.AllAsync(run.Site, cancellationToken).ConfigureAwait(false);
        if (listed.Count == 0)
        {
            listed = [.. await lists.CoursesAsync(run, cancellationToken).ConfigureAwait(false)];
        }
        else if (!run.OwnOnly && run.Polling.Categories is null)
        {
            // Those that a webhook told since the last list.
            listed = [.. (await known.CoursesAsync(run.Site, cancellationToken).ConfigureAwait(false)).Where(id => id != 1).Union(listed)];
        }

        await conferences.RunAsync(run, listed, cancellationToken).ConfigureAwait(false);
    }
}
