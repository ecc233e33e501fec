using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.Projections;

namespace MoodleGrains.Silo;

/// <summary>The grains, read models, reactions and effects of this build, as <see cref="Catalogue"/> lists them.</summary>
internal static class Registered
{
    private static readonly Visitor All = Visit();

    /// <summary>The kinds of grains.</summary>
    public static IReadOnlyList<IGrainKind> Kinds => All.Kinds;

    /// <summary>The read models.</summary>
    public static IReadOnlyList<ReadModelTable> ReadModels => All.Models;

    /// <summary>The reactions.</summary>
    public static IReadOnlyList<Func<RecordedEvent, IReadOnlyList<Effect>>> Reactions => All.Reactions;

    /// <summary>The types of effects.</summary>
    public static IReadOnlyList<EffectType> Effects => All.Effects;

    private static Visitor Visit()
    {
        var visitor = new Visitor();
        Catalogue.Visit(visitor);
        return visitor;
    }

    private sealed class Visitor : ICatalogueVisitor
    {
        public List<IGrainKind> Kinds { get; } = [];

        public List<ReadModelTable> Models { get; } = [];

        public List<Func<RecordedEvent, IReadOnlyList<Effect>>> Reactions { get; } = [];

        public List<EffectType> Effects { get; } = [];

        public void Grain<TState>()
            where TState : class, IAggregate<TState> => Kinds.Add(new GrainKind<TState>());

        public void ReadModel<TModel, TRow>()
            where TModel : IReadModel<TRow>
            where TRow : class => Models.Add(new ReadModelTable<TModel, TRow> { Table = "" });

        public void Reaction<TReaction>()
            where TReaction : IReaction => Reactions.Add(TReaction.React);

        public void Effect(EffectType type) => Effects.Add(type);
    }
}
