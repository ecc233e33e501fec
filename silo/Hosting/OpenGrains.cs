using MoodleGrains.Silo.CommandLine;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The engine of a silo that was not started.</summary>
internal sealed class OpenGrains(SiloRuntime runtime) : IOpenGrains
{
    /// <inheritdoc/>
    public IAggregateClient Grains => runtime.Grains;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => runtime.DisposeAsync();
}
