using Polly;
using Polly.Retry;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// When a call is tried again: reads on everything that passes by itself, writes only where nothing was done for certain.
/// </summary>
internal static class CallRetries
{
    /// <summary>The longest quiet that a call waits for by itself; after a longer one it is told, and whoever asked comes again.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(2);

    private const int Retries = 4;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The retries of reads.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="told">Told of each failed attempt that is tried again.</param>
    /// <returns>The pipeline.</returns>
    public static ResiliencePipeline<Answered> Reads(TimeProvider time, Action<MoodleFault> told) => Build(time, told, fault => fault.Kind
        is FaultKind.Unreachable or FaultKind.TimedOut or FaultKind.ServerError or FaultKind.TooManyRequests or FaultKind.Locked);

    /// <summary>The retries of writes.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="told">Told of each failed attempt that is tried again.</param>
    /// <returns>The pipeline.</returns>
    public static ResiliencePipeline<Answered> Writes(TimeProvider time, Action<MoodleFault> told) => Build(time, told, fault => fault.Kind
        is FaultKind.Unreachable or FaultKind.TooManyRequests or FaultKind.Locked);

    private static ResiliencePipeline<Answered> Build(TimeProvider time, Action<MoodleFault> told, Func<MoodleFault, bool> passes) =>
        new ResiliencePipelineBuilder<Answered> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Answered>
            {
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = First,
                MaxDelay = Longest,
                ShouldHandle = attempt => new(
                    Fault(attempt.Outcome) is { } fault && passes(fault) && !(fault.RetryAfter > LongestAsked)),
                DelayGenerator = attempt => new(Fault(attempt.Outcome)?.RetryAfter),
                OnRetry = attempt =>
                {
                    told(Fault(attempt.Outcome)!);
                    return default;
                },
            })
            .Build();

    private static MoodleFault? Fault(Outcome<Answered> outcome) => (outcome.Exception as MoodleFaultException)?.Fault;
}
