using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>A turn of a run: what a step works with.</summary>
/// <param name="Run">The run.</param>
/// <param name="Hash">The plan that is applied.</param>
/// <param name="Moodle">The site.</param>
/// <param name="Now">Unix seconds.</param>
internal sealed record RunTurn(RunKey Run, string Hash, MoodleSite Moodle, long Now);

/// <summary>Does the next batch of items of some actions.</summary>
internal interface IRunStep
{
    /// <summary>What it does.</summary>
    IReadOnlyList<PlanAction> Actions { get; }

    /// <summary>Does a batch. What it leaves undone, because the run may not go on, is done by a later turn.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="action">Which of its actions.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task.</returns>
    /// <exception cref="MoodleFaultException">Moodle cannot be worked with at present; what was asked of it is marked as sent.</exception>
    Task DoAsync(RunTurn turn, PlanAction action, CancellationToken cancellationToken);
}
