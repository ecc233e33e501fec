using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Registers the grains, read models, reactions and effects of this build, as <see cref="Catalogue"/> lists them.</summary>
internal static class CatalogueSetup
{
    /// <summary>Adds them, one service each.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCatalogue(this IServiceCollection services)
    {
        Catalogue.Visit(new Visitor(services));
        return services;
    }

    private sealed class Visitor(IServiceCollection services) : ICatalogueVisitor
    {
        public void Grain<TState, TGrain>()
            where TState : class, IAggregate<TState>
            where TGrain : IEventSourcedGrain<TState> => services.AddSingleton<IGrainKind>(new GrainKind<TState, TGrain>());

        public void ReadModel<TModel, TRow>()
            where TModel : IReadModel<TRow>
            where TRow : class, IReadModelRow => services.AddSingleton<ReadModel>(new ReadModel<TModel, TRow>());

        public void Reaction<TReaction>()
            where TReaction : IReaction => services.AddSingleton<Func<RecordedEvent, IReadOnlyList<Effect>>>(TReaction.React);

        public void Effect(EffectType type) => services.AddSingleton(type);
    }
}
