using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Engine;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The engine of a silo that was not started.</summary>
internal sealed class OpenGrains(EmbeddedGrains grains, IAsyncDisposable services) : IOpenGrains
{
    /// <inheritdoc/>
    public IAggregateClient Grains => grains;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await grains.DisposeAsync();
        await services.DisposeAsync();
    }
}
