namespace MoodleGrains.Silo.Outbox;

/// <summary>Does effects of one type.</summary>
/// <typeparam name="TBody">What they say.</typeparam>
internal interface IDeliverer<TBody>
    where TBody : class, IEffectBody
{
    /// <summary>
    /// Does it, and tells the grain concerned by a command. May be called again for the same effect after a crash: idempotent by
    /// construction. What it throws counts as a failed attempt.
    /// </summary>
    /// <param name="effect">The effect.</param>
    /// <param name="cancellationToken">The stop of the silo, or the loss of the lease.</param>
    /// <returns>What became of it.</returns>
    ValueTask<Delivered> DeliverAsync(Due<TBody> effect, CancellationToken cancellationToken);
}

/// <summary>An effect whose time has come.</summary>
/// <typeparam name="TBody">What it says.</typeparam>
/// <param name="Key">Its key.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Body">What is to be done.</param>
/// <param name="DueAt">When it was to be done, UTC.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="FirstTriedAt">When the first attempt began, UTC, as committed before it: this instant in the first one.</param>
/// <param name="TraceParent">The W3C trace context of what caused it.</param>
internal sealed record Due<TBody>(
    string Key,
    string Id,
    TBody Body,
    DateTimeOffset DueAt,
    int Attempt,
    DateTimeOffset FirstTriedAt,
    string? TraceParent);

/// <summary>What became of an effect; written with the effects that follow from it in one transaction, under the lease's epoch.</summary>
internal abstract record Delivered
{
    private Delivered()
    {
    }

    /// <summary>It is done, and these follow (a periodic timer names its next turn).</summary>
    /// <param name="Next">What follows.</param>
    public sealed record Done(params IReadOnlyList<Effect> Next) : Delivered;

    /// <summary>It was not its turn (429, something it waits for): tried again, and no attempt is counted. Its key waits.</summary>
    /// <param name="After">How long to wait at least.</param>
    /// <param name="Reason">What it waits for, without secrets: shown by whoever looks meanwhile; null where nobody asks.</param>
    public sealed record Later(TimeSpan After, string? Reason = null) : Delivered;

    /// <summary>It failed and is tried again with back-off, until the last attempt makes it a dead letter.</summary>
    /// <param name="Reason">Why, without secrets.</param>
    /// <param name="After">How long to wait at least (Retry-After); null for the usual back-off.</param>
    public sealed record Failed(string Reason, TimeSpan? After = null) : Delivered;

    /// <summary>No further attempt can help: a dead letter for a person, who may replay or drop it.</summary>
    /// <param name="Reason">Why, without secrets.</param>
    /// <param name="Remedy">What to do about it.</param>
    public sealed record Dead(string Reason, string Remedy) : Delivered;
}
