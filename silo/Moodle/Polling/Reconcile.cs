using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Moodle.Client;
using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// What one reconcile reads, in order. A part that fails (a fault of Moodle, an answer that is not believed) is reported in
/// <see cref="PollRun.Failures"/> and stops no other; a fault of the whole site is thrown.
/// </summary>
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
    PollSettings settings,
    ILogger<Reconcile> logger)
{
    /// <summary>Reads everything.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task FullAsync(PollRun run, CancellationToken cancellationToken)
    {
        if (await unheard.JudgeAsync(run.Site, settings.Patience, cancellationToken) is var lost and > 0)
        {
            logger.LogWarning(
                "{Site}: {Lost} changes that a poll found were told by no webhook; look at the plugin's log in Moodle",
                run.Site,
                lost);
        }

        var abilities = await reach.RecallAsync(run, cancellationToken);
        IReadOnlyCollection<long>? courses = null;
        await PartAsync(run, "courses", async () => courses = await lists.CoursesAsync(run, cancellationToken), cancellationToken);
        courses ??= await RememberedAsync(run, cancellationToken);
        if (!run.OwnOnly && abilities.Has(MoodleFunctions.Categories))
        {
            await PartAsync(
                run, "categories", () => lists.CategoriesAsync(run, cancellationToken), cancellationToken);
        }

        if (!run.OwnOnly && abilities.Users)
        {
            await PartAsync(run, "users", () => users.RunAsync(run, cancellationToken), cancellationToken);
        }

        await PartAsync(run, "conferences", () => conferences.RunAsync(run, courses, cancellationToken), cancellationToken);
        if (!run.OwnOnly && abilities.Enrolments)
        {
            await PartAsync(run, "enrolments", () => enrolments.RunAsync(run, cancellationToken), cancellationToken);
        }

        if (!run.OwnOnly && abilities.Completions)
        {
            await PartAsync(run, "completions", () => completions.RunAsync(run, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Reads the conferences of the courses that are known.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task ConferencesAsync(PollRun run, CancellationToken cancellationToken)
    {
        await reach.RecallAsync(run, cancellationToken);
        var listed = await RememberedAsync(run, cancellationToken);
        if (listed.Count == 0)
        {
            await PartAsync(run, "courses", async () => listed = await lists.CoursesAsync(run, cancellationToken), cancellationToken);
        }
        else if (!run.OwnOnly && run.Polling.Categories is null)
        {
            // Those that a webhook told since the last list.
            listed = [.. (await known.CoursesAsync(run.Site, cancellationToken)).Where(id => id != 1).Union(listed)];
        }

        await PartAsync(run, "conferences", () => conferences.RunAsync(run, listed, cancellationToken), cancellationToken);
    }

    /// <summary>Reads one course, with its conferences and participants.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task CourseAsync(PollRun run, long course, CancellationToken cancellationToken)
    {
        var abilities = await reach.RecallAsync(run, cancellationToken);
        await PartAsync(run, "course", () => lists.CourseAsync(run, course, cancellationToken), cancellationToken);
        await PartAsync(run, "conferences", () => conferences.OneCourseAsync(run, course, cancellationToken), cancellationToken);
        if (!run.OwnOnly && abilities.Enrolments)
        {
            await PartAsync(run, "enrolments", () => enrolments.CourseAsync(run, course, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Reads the enrolments of all courses, whether it is their turn or not, those first that were read longest ago.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task EnrolmentsAsync(PollRun run, CancellationToken cancellationToken)
    {
        var abilities = await reach.RecallAsync(run, cancellationToken);
        if (run.OwnOnly || !abilities.Enrolments)
        {
            run.Failures.Part("enrolments", "This token may not read them.");
            return;
        }

        await PartAsync(run, "enrolments", () => enrolments.AllAsync(run, cancellationToken), cancellationToken);
    }

    // The courses of the last list, and those that a webhook told since.
    private async Task<IReadOnlyCollection<long>> RememberedAsync(PollRun run, CancellationToken cancellationToken)
    {
        var listed = await turns.AllAsync(run.Site, cancellationToken);
        return listed.Count == 0 || run.OwnOnly
            ? listed
            : [.. (await known.CoursesAsync(run.Site, cancellationToken)).Where(id => id != 1).Union(listed)];
    }

    // What fails is reported, and the parts after it are read all the same, unless the whole site fails.
    private async Task PartAsync(PollRun run, string part, Func<Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await read();
        }
        catch (HeldException held)
        {
            run.Failures.Held(held.Message);
        }
        catch (MoodleFaultException e)
        {
            await run.LeavePartAsync(part, e, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException and not NpgsqlException)
        {
            logger.LogError(e, "{Site}: {Part} could not be reconciled", run.Site, part);
            run.Failures.Part(part, $"{e.GetType().Name}; the log tells more.");
        }
    }
}
