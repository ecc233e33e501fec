using System.Text.Json;
using Orleans.Storage;

namespace MoodleGrains.Silo.Orleans;

/// <summary>Snapshots are kept as plain JSON: no names of classes stand in them.</summary>
internal sealed class SnapshotSerializer : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
}
