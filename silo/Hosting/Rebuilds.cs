using MoodleGrains.Silo.CommandLine;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The read models, for the command that makes them anew.</summary>
internal sealed class Rebuilds(SiloRuntime runtime) : IRebuilds
{
    /// <inheritdoc/>
    public IReadOnlyList<string> ReadModels { get; } = [.. runtime.Models.Declared.Select(m => m.Name)];

    /// <inheritdoc/>
    public Task<long> Rebuild(IReadOnlyCollection<string> readModels, IProgress<(long Done, long Of)> progress, CancellationToken cancellationToken) =>
        runtime.Rebuild.RunAsync(readModels, progress, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => runtime.DisposeAsync();
}
