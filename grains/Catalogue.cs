namespace MoodleGrains;

/// <summary>Is shown every kind of grain and every read model.</summary>
public interface ICatalogueVisitor
{
    /// <summary>A kind of grain.</summary>
    /// <typeparam name="TState">Its state record.</typeparam>
    void Grain<TState>()
        where TState : class, IGrain<TState>;

    /// <summary>A read model.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TRow">Its row.</typeparam>
    void ReadModel<TModel, TRow>()
        where TModel : IReadModel<TRow>
        where TRow : class;
}

/// <summary>Every kind of grain and every read model of this build.</summary>
public static class Catalogue
{
    /// <summary>Shows them all.</summary>
    /// <param name="visitor">To whom.</param>
    public static void Visit(ICatalogueVisitor visitor)
    {
    }
}
