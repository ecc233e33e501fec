using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.Projections;

namespace MoodleGrains.Silo;

/// <summary>The grains and read models of this build, as <see cref="Catalogue"/> lists them.</summary>
internal static class Registered
{
    private static readonly Visitor All = Visit();

    /// <summary>The kinds of grains.</summary>
    public static IReadOnlyList<IGrainKind> Kinds => All.Kinds;

    /// <summary>The read models.</summary>
    public static IReadOnlyList<ReadModelTable> ReadModels => All.Models;

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

        public void Grain<TState>()
            where TState : class, IGrain<TState> => Kinds.Add(new GrainKind<TState>());

        public void ReadModel<TModel, TRow>()
            where TModel : IReadModel<TRow>
            where TRow : class => Models.Add(new ReadModelTable<TModel, TRow> { Table = "" });
    }
}
