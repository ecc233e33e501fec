using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Digests;

/// <summary>The invitation of one account to subscribe to digests.</summary>
public interface IInvitationGrain : IEventSourcedGrain<Invitation>;

/// <inheritdoc cref="IInvitationGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("invitation")]
public sealed class InvitationGrain(
    [PersistentState("invitation", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Invitation>(snapshot, services), IInvitationGrain;
