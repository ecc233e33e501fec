using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Rosters;

/// <summary>An external course list and its runs.</summary>
public interface IRosterGrain : IEventSourcedGrain<Roster>;

/// <inheritdoc cref="IRosterGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("roster")]
public sealed class RosterGrain(
    [PersistentState("roster", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Roster>(snapshot, services), IRosterGrain;
