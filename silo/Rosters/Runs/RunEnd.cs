using Microsoft.Extensions.Logging;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>What becomes of a run that cannot go on.</summary>
internal sealed class RunEnd(IAggregateClient grains, RunItems items, TimeProvider time, ILogger<RunEnd> logger)
{
    // How soon Moodle is asked again where it did not say.
    private static readonly TimeSpan Maintenance = TimeSpan.FromMinutes(1);

    /// <summary>Ends a run as failed; what was done stays, and the next run goes on from there.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reason">Why, with the remedy.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Nothing follows.</returns>
    public async Task<Delivered> FailAsync(RunKey run, string reason, CancellationToken cancellationToken)
    {
        logger.LogWarning("{Run} failed: {Reason}", run, reason);
        await TellAsync(run, new FailRun(run.Run, reason, time.GetUtcNow().ToUnixTimeSeconds()), cancellationToken);
        await items.SkipAsync(run, cancellationToken);
        return new Delivered.Done();
    }

    /// <summary>Moodle did not do what it was asked: what passes is tried again for a while, anything else ends the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="attempt">Which attempt it was.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What becomes of the effect.</returns>
    public async Task<Delivered> FaultAsync(RunKey run, MoodleFault fault, int attempt, CancellationToken cancellationToken)
    {
        // Moodle's maintenance takes as long as it takes: a run that waits for it has failed at nothing.
        if (fault.Kind is FaultKind.TooManyRequests or FaultKind.Maintenance)
        {
            return new Delivered.Later(fault.RetryAfter ?? Maintenance, fault.ToString());
        }

        return RunFaults.Passes(fault) && attempt < RunFaults.Attempts
            ? new Delivered.Failed(fault.ToString(), fault.RetryAfter)
            : await FailAsync(run, fault.ToString(), cancellationToken);
    }

    /// <summary>Tells the roster. A refusal means that the run has ended meanwhile, or that it was told before.</summary>
    /// <param name="run">The run.</param>
    /// <param name="command">What happened.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task TellAsync(RunKey run, ICommand command, CancellationToken cancellationToken)
    {
        var outcome = await grains.Send(run.Grain, new(command), cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            logger.LogInformation("{Run}: {Command} was not taken: {Reason}", run, command.GetType().Name, refusal.Reason);
        }
    }
}
