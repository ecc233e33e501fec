using System.Collections.Concurrent;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.Tests.Api;

/// <summary>Grains that answer with the given faults first, in the order of <see cref="Faults"/>.</summary>
internal sealed class FailingGrains(IAggregateClient grains) : IAggregateClient
{
    /// <summary>What comes of the next calls; a null lets one through.</summary>
    public ConcurrentQueue<GrainFaultKind?> Faults { get; } = [];

    public async ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken)
    {
        var fault = Next();
        if (fault is null or GrainFaultKind.OutcomeUnknown)
        {
            // It is done, and nobody learns of it.
            var outcome = await grains.Send(grain, delivery, cancellationToken);
            if (fault is null)
            {
                return outcome;
            }
        }

        throw new GrainFaultException(grain, new(fault.Value, "FailingException: as the test wants it"));
    }

    public ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState> =>
        Next() is { } fault
            ? throw new GrainFaultException(grain, new(fault, "FailingException: as the test wants it"))
            : grains.Latest<TState>(grain, cancellationToken);

    private GrainFaultKind? Next() => Faults.TryDequeue(out var fault) ? fault : null;
}
