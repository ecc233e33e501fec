using System.Text;

namespace MoodleGrains.Grains.Tests;

/// <summary>Given events, when a command comes, then these events follow.</summary>
internal static class Given
{
    public static Scene<TGrain> No<TGrain>()
        where TGrain : class, IAggregate<TGrain> => new(TGrain.Initial);

    public static Scene<TGrain> A<TGrain>(params IEvent[] events)
        where TGrain : class, IAggregate<TGrain> => new(events.Aggregate(TGrain.Initial, TGrain.Evolve));
}

/// <summary>A grain on the stage: what it has been told, and what it decided last.</summary>
internal sealed class Scene<TGrain>(TGrain state)
    where TGrain : class, IAggregate<TGrain>
{
    private readonly List<IEvent> all = [];
    private IReadOnlyList<IEvent> last = [];

    public TGrain State { get; private set; } = state;

    /// <summary>Every event since the stage was set.</summary>
    public IReadOnlyList<IEvent> Events => all;

    public Scene<TGrain> When(params ICommand[] commands)
    {
        foreach (var command in commands)
        {
            var decision = TGrain.Decide(State, command);
            decision.Refusal.ShouldBeNull();
            last = decision.Events;
            all.AddRange(last);
            State = last.Aggregate(State, TGrain.Evolve);
        }

        return this;
    }

    public Scene<TGrain> Then(params IEvent[] expected)
    {
        Text(last).ShouldBe(Text(expected));
        return this;
    }

    public Scene<TGrain> ThenNothing() => Then();

    /// <summary>The rows of a read model, folded from <see cref="Events"/>.</summary>
    public Dictionary<string, TRow> Rows<TRow>(long id = 1)
        where TRow : class, IReadModelRow, IReadModel<TRow> => Fold.Rows<TRow, TRow>(StreamKey.For(TGrain.Kind, "campus", id), all);

    private static string Text(IReadOnlyList<IEvent> events)
    {
        var text = new StringBuilder();
        foreach (var e in events)
        {
            var type = TGrain.Events.Single(t => t.Type == e.GetType());
            text.Append(type.Name).Append(' ').AppendLine(Encoding.UTF8.GetString(type.Write(e)));
        }

        return text.ToString();
    }
}

/// <summary>Folds a stream into rows, as the read models are.</summary>
internal static class Fold
{
    public static Dictionary<string, TRow> Rows<TModel, TRow>(StreamKey grain, IEnumerable<IEvent> events)
        where TModel : IReadModel<TRow>
        where TRow : class, IReadModelRow
    {
        var rows = new Dictionary<string, TRow>();
        var version = 0L;
        foreach (var e in events)
        {
            version++;
            var recorded = new RecordedEvent(version, grain, version, EventType.SnakeCase(e.GetType().Name), DateTimeOffset.UnixEpoch, e);
            if (TModel.DocumentOf(recorded) is not { } key)
            {
                continue;
            }

            if (TModel.Fold(rows.GetValueOrDefault(key), recorded) is { } row)
            {
                rows[key] = row;
            }
            else
            {
                rows.Remove(key);
            }
        }

        return rows;
    }
}
