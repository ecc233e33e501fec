namespace MoodleGrains.EventSourcing;

/// <summary>What a fault means for whoever sent the command.</summary>
public enum GrainFaultKind
{
    /// <summary>It stays, however often the same is sent.</summary>
    Persistent,

    /// <summary>It passes by itself and nothing was written: the same may be sent again.</summary>
    Transient,

    /// <summary>It passes by itself, and what was sent may have been done all the same.</summary>
    OutcomeUnknown,
}

/// <summary>Why a grain could not take a delivery, as it crosses between silos: no exception does.</summary>
/// <param name="Kind">What it means for the sender.</param>
/// <param name="Error">The kind of exception and its message, for logs and for the list of parked deliveries.</param>
public sealed record GrainFault(GrainFaultKind Kind, string Error)
{
    /// <summary>Whether the same may be sent again.</summary>
    public bool Passes => Kind != GrainFaultKind.Persistent;

    /// <summary>How an exception stands in <see cref="Error"/>.</summary>
    /// <param name="e">The exception.</param>
    /// <returns>Its kind and message.</returns>
    public static string ErrorOf(Exception e) =>
        e is GrainFaultException grain ? grain.Fault.Error : $"{e.GetType().Name}: {e.Message}";
}

/// <summary>What became of one delivery of a call.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Fault">Why the grain did not take it; null if it did.</param>
public readonly record struct DeliveryOutcome(Outcome Outcome, GrainFault? Fault = null);

/// <summary>The state of a grain, or why it could not be read.</summary>
/// <typeparam name="TState">The grain's state record.</typeparam>
/// <param name="State">The last committed state; null with a fault.</param>
/// <param name="Fault">Why it could not be read; null if it was.</param>
public sealed record StateOutcome<TState>(TState? State, GrainFault? Fault = null)
    where TState : class;

/// <summary>A grain did not take what it was sent.</summary>
/// <param name="grain">The grain.</param>
/// <param name="fault">Why.</param>
public sealed class GrainFaultException(StreamKey grain, GrainFault fault) : Exception($"{grain}: {fault.Error}")
{
    /// <summary>Why.</summary>
    public GrainFault Fault => fault;
}
