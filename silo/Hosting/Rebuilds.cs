using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Projections;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The read models, for the command that makes them anew.</summary>
internal sealed class Rebuilds(ReadModels models, Rebuild rebuild, IAsyncDisposable services) : IRebuilds
{
    /// <inheritdoc/>
    public IReadOnlyList<string> ReadModels { get; } = [.. models.Declared.Select(m => m.Name)];

    /// <inheritdoc/>
    public Task<long> Rebuild(IReadOnlyCollection<string> readModels, IProgress<(long Done, long Of)> progress, CancellationToken cancellationToken) =>
        rebuild.RunAsync(readModels, progress, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.DisposeAsync();
}
