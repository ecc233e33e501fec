using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Conferences;

/// <summary>A video conference of a site.</summary>
public interface IConferenceGrain : IEventSourcedGrain<Conference>;

/// <inheritdoc cref="IConferenceGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("conference")]
public sealed class ConferenceGrain(
    [PersistentState("conference", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Conference>(snapshot, services), IConferenceGrain;
