using System.Collections.Concurrent;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>Grains in memory that decide as the real ones do; what they decide stands in streams.</summary>
internal sealed class DecidingGrains(Campus.KnownStreams streams) : IAggregateClient
{
    private readonly ConcurrentDictionary<StreamKey, object> states = new();

    public List<(StreamKey Grain, ICommand Command)> Told { get; } = [];

    public ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken) =>
        new(grain.Kind == Rule.Kind ? Send<Rule>(grain, delivery) : Send<Roster>(grain, delivery));

    public ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState> => new((TState)states.GetOrAdd(grain, TState.Initial));

    private Outcome Send<TGrain>(StreamKey grain, Delivery delivery)
        where TGrain : class, IAggregate<TGrain>
    {
        if (delivery.Commands.Count == 0)
        {
            return default;
        }

        var command = delivery.Commands.ShouldHaveSingleItem();
        Told.Add((grain, command));
        var state = (TGrain)states.GetOrAdd(grain, TGrain.Initial);
        var decision = TGrain.Decide(state, command);
        states[grain] = decision.Events.Aggregate(state, TGrain.Evolve);
        return new(streams.Append(grain, decision.Events), decision.Events.Count, decision.Events.Count, decision.Refusal);
    }
}
