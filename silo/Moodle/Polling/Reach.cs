using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Whether a token reads the whole site or its owner's courses only. The functions of its service do not tell it alone: the
/// mobile service lists <c>core_course_get_courses</c>, which Moodle refuses to students when it is called (recorded).
/// </summary>
internal sealed class Reach(PollRuns runs, ILogger<Reach> logger)
{
    /// <summary>Finds it out as far as it is known, without a request of its own beside that for the token's functions.</summary>
    /// <param name="run">Takes it.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>What the token's functions are.</returns>
    public async Task<SiteAbilities> RecallAsync(PollRun run, CancellationToken cancellationToken)
    {
        var abilities = await run.Moodle.AbilitiesAsync(cancellationToken);
        run.OwnOnly = abilities.OwnCoursesOnly || await runs.OwnCoursesAsync(run.Site, cancellationToken);
        return abilities;
    }

    /// <summary>Finds it out anew, by asking for all courses.</summary>
    /// <param name="run">Takes it.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The courses within reach.</returns>
    public async Task<CoursesRead> CoursesAsync(PollRun run, CancellationToken cancellationToken)
    {
        var abilities = await run.Moodle.AbilitiesAsync(cancellationToken);
        CoursesRead? all = null;
        if (!abilities.OwnCoursesOnly)
        {
            try
            {
                all = await run.Moodle.CoursesAsync(cancellationToken);
            }
            catch (MoodleFaultException e) when (!abilities.SeesEverything
                && e.Fault.Kind is FaultKind.NotVisible or FaultKind.CapabilityMissing)
            {
                // A student's.
            }
        }

        run.OwnOnly = all is null;
        if (await runs.RememberAsync(run.Site, run.OwnOnly, cancellationToken))
        {
            logger.LogInformation(
                "{Site}: the token reads {Reach}",
                run.Site,
                run.OwnOnly ? "its owner's courses and their conferences, no users and no enrolments" : "all courses");
        }

        return all ?? await run.Moodle.UsersCoursesAsync(null, cancellationToken);
    }
}
