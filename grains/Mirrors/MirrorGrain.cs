using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Mirrors;

/// <summary>What a roster made in one course of a site.</summary>
public interface IMirrorGrain : IEventSourcedGrain<Mirror>;

/// <inheritdoc cref="IMirrorGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("mirror")]
public sealed class MirrorGrain(
    [PersistentState("mirror", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Mirror>(snapshot, services), IMirrorGrain;
