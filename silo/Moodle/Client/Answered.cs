using System.Text.Json;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>An answer that is no refusal. Its bytes are given back when it is disposed of.</summary>
/// <param name="document">The JSON.</param>
/// <param name="at">The HTTP Date of the answer, Unix seconds; our clock where there was none.</param>
internal sealed class Answered(JsonDocument document, long at) : IDisposable
{
    /// <summary>The JSON; <c>null</c> for functions that return nothing.</summary>
    public JsonElement Body => document.RootElement;

    /// <summary>The HTTP Date of the answer, Unix seconds; our clock where there was none.</summary>
    public long At => at;

    /// <inheritdoc/>
    public void Dispose() => document.Dispose();
}
