using MoodleGrains.EventSourcing;
using Orleans;
using Orleans.Runtime;

namespace MoodleGrains.Rules;

/// <summary>A rule: which conferences of a site are announced where.</summary>
public interface IRuleGrain : IEventSourcedGrain<Rule>;

/// <inheritdoc cref="IRuleGrain"/>
/// <param name="snapshot">Its snapshot.</param>
/// <param name="services">What it works with.</param>
[GrainType("rule")]
public sealed class RuleGrain(
    [PersistentState("rule", Snapshot.Storage)] IPersistentState<Snapshot> snapshot, ActivationServices services)
    : EventSourcedGrain<Rule>(snapshot, services), IRuleGrain;
