using Npgsql;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>The effects that the pure reactions ask for over all events, beside those that were written.</summary>
internal sealed class ReactedEffects(IReadOnlyList<RecordedEvent> events) : ICatalogueVisitor
{
    private readonly List<Effect> effects = [];
    private readonly Dictionary<Type, string> names = [];

    /// <summary>Compares them; says how many there were.</summary>
    /// <param name="database">The database, of which no effect was pruned yet.</param>
    public static async Task<int> Compare(NpgsqlDataSource database)
    {
        var events = await StoredStreams.Read(database);
        var reacted = new ReactedEffects([.. events.Where(e => !e.Imported).Select(e => e.Recorded)]);
        Catalogue.Visit(reacted);
        var written = await database.Rows("select id || '|' || key || '|' || type from mg_effects");
        var types = reacted.effects.Select(effect => reacted.names[effect.Body.GetType()]).ToHashSet(StringComparer.Ordinal);
        var asked = reacted.effects.Select(effect => $"{effect.Id}|{effect.Key}|{reacted.names[effect.Body.GetType()]}").ToHashSet();
        asked.Except(written).ShouldBeEmpty("asked for by an event, and not written");

        // What is timed, polled or follows from another effect has no event; of a stream's own keys all must have one.
        var streams = events.Select(e => e.Recorded.Grain.Value).ToHashSet(StringComparer.Ordinal);
        written.Where(effect => types.Contains(effect.Split('|')[2]) && streams.Contains(effect.Split('|')[1]))
            .Except(asked).ShouldBeEmpty("written, and asked for by no event");
        return asked.Count;
    }

    public void Grain<TState, TGrain>()
        where TState : class, IAggregate<TState>
        where TGrain : IEventSourcedGrain<TState>
    {
    }

    public void ReadModel<TModel, TRow>()
        where TModel : IReadModel<TRow>
        where TRow : class, IReadModelRow
    {
    }

    public void Reaction<TReaction>()
        where TReaction : IReaction
    {
        effects.AddRange(events.SelectMany(TReaction.React));
    }

    public void Effect(EffectType type) => names[type.Type] = type.Name;
}
