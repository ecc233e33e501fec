using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>Grains without engine, log or database: their pure functions over a dictionary.</summary>
internal sealed class PureGrains
{
    private readonly Dictionary<StreamKey, object> states = [];
    private readonly Dictionary<StreamKey, int> events = [];

    /// <summary>How many events each decided on.</summary>
    public IReadOnlyDictionary<StreamKey, int> Events => events;

    public IEnumerable<(long Id, TState State)> All<TState>()
        where TState : class, IAggregate<TState> =>
        states.Where(state => state.Value is TState).Select(state => (state.Key.Number, (TState)state.Value));

    public TState Of<TState>(long id)
        where TState : class, IAggregate<TState> =>
        states.GetValueOrDefault(StreamKey.For(TState.Kind, Recorded.Site, id)) as TState ?? TState.Initial;

    public void Receive(StoredDelivery delivery) => Send(DeliveryTranslator.Read(delivery).Observations);

    public void Send(IEnumerable<(StreamKey Grain, ICommand Command)> observations)
    {
        foreach (var (grain, command) in observations)
        {
            switch (grain.Kind)
            {
                case "course":
                    Handle<Course>(grain, command);
                    break;
                case "category":
                    Handle<Category>(grain, command);
                    break;
                case "user":
                    Handle<User>(grain, command);
                    break;
                case "conference":
                    Handle<Conference>(grain, command);
                    break;
                default:
                    throw new InvalidOperationException($"No kind of grain: {grain}");
            }
        }
    }

    private void Handle<TState>(StreamKey grain, ICommand command)
        where TState : class, IAggregate<TState>
    {
        var state = states.GetValueOrDefault(grain) as TState ?? TState.Initial;
        var decision = TState.Decide(state, command);
        decision.Refusal.ShouldBeNull();
        states[grain] = decision.Events.Aggregate(state, TState.Evolve);
        if (decision.Events.Count > 0)
        {
            events[grain] = events.GetValueOrDefault(grain) + decision.Events.Count;
        }
    }
}
