using System.Collections.Concurrent;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>Grains in memory that decide as the real ones do.</summary>
internal sealed class DecidingGrains : IGrains
{
    private readonly ConcurrentDictionary<GrainId, object> states = new();

    public List<(GrainId Grain, ICommand Command)> Told { get; } = [];

    public ValueTask<Outcome> Send(GrainId grain, Delivery delivery, CancellationToken cancellationToken)
    {
        var command = delivery.Commands.ShouldHaveSingleItem();
        Told.Add((grain, command));
        var state = (MoodleGrains.Rules.Rule)states.GetOrAdd(grain, MoodleGrains.Rules.Rule.Initial);
        var decision = MoodleGrains.Rules.Rule.Decide(state, command);
        states[grain] = decision.Events.Aggregate(state, MoodleGrains.Rules.Rule.Evolve);
        return new(new Outcome(decision.Events.Count, decision.Events.Count, decision.Events.Count, decision.Refusal));
    }

    public ValueTask<TState> Query<TState>(GrainId grain, CancellationToken cancellationToken)
        where TState : class, IGrain<TState> => new((TState)states.GetOrAdd(grain, TState.Initial));
}
