using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Users;

namespace MoodleGrains.Grains.Tests.Convergence;

/// <summary>The grains of a site, without an engine: what they were told, and the rows their events fold to.</summary>
internal sealed class Replica
{
    private readonly Dictionary<StreamKey, object> states = [];
    private readonly Dictionary<StreamKey, List<IEvent>> streams = [];

    public int Hear(IEnumerable<Saying> sayings) => sayings.Sum(saying => saying.Grain.Kind switch
    {
        "course" => Tell<Course>(saying),
        "category" => Tell<Category>(saying),
        "user" => Tell<User>(saying),
        _ => Tell<Conference>(saying),
    });

    public IEnumerable<(StreamKey Id, TGrain State)> States<TGrain>() =>
        states.Where(pair => pair.Value is TGrain).Select(pair => (pair.Key, (TGrain)pair.Value));

    public IReadOnlyList<IEvent> Stream(StreamKey grain) => streams.GetValueOrDefault(grain) ?? [];

    public Dictionary<string, TRow> Rows<TRow>()
        where TRow : class, IReadModelRow, IReadModel<TRow> =>
        streams.SelectMany(stream => Fold.Rows<TRow, TRow>(stream.Key, stream.Value)).ToDictionary(pair => pair.Key, pair => pair.Value);

    private int Tell<TGrain>(Saying saying)
        where TGrain : class, IAggregate<TGrain>
    {
        var state = (TGrain)states.GetValueOrDefault(saying.Grain, TGrain.Initial);
        var events = TGrain.Decide(state, saying.Command).Events;
        states[saying.Grain] = events.Aggregate(state, TGrain.Evolve);
        if (!streams.TryGetValue(saying.Grain, out var stream))
        {
            streams.Add(saying.Grain, stream = []);
        }

        stream.AddRange(events);
        return events.Count;
    }
}
