namespace MoodleGrains.Silo.EventStore;

/// <summary>Every read model of this build.</summary>
/// <param name="all">The models.</param>
internal sealed class ReadModels(IReadOnlyList<ReadModel> all)
{
    /// <summary>The models.</summary>
    public IReadOnlyList<ReadModel> All => all;

    /// <summary>The models of these names.</summary>
    /// <param name="names">The names; all if empty.</param>
    /// <returns>The models.</returns>
    /// <exception cref="ArgumentException">No such read model.</exception>
    public IReadOnlyList<ReadModel> Named(IReadOnlyCollection<string> names)
    {
        if (names.FirstOrDefault(name => all.All(model => model.Name != name)) is { } unknown)
        {
            throw new ArgumentException(
                $"Read model '{unknown}': there is none; known are {string.Join(", ", all.Select(model => model.Name))}.");
        }

        return names.Count == 0 ? all : [.. all.Where(model => names.Contains(model.Name))];
    }
}
