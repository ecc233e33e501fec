using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Digests;

/// <summary>The digest mails of one account.</summary>
public interface IDigestGrain : IEventSourcedGrain<Digest>;

/// <inheritdoc cref="IDigestGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("digest")]
public sealed class DigestGrain(
    [PersistentState("digest", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Digest>(snapshot, services), IDigestGrain;
