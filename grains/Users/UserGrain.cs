using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Users;

/// <summary>An account of a site.</summary>
public interface IUserGrain : IEventSourcedGrain<User>;

/// <inheritdoc cref="IUserGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("user")]
public sealed class UserGrain(
    [PersistentState("user", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<User>(snapshot, services), IUserGrain;
