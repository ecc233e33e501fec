using System.Text.Json.Serialization;

namespace MoodleGrains.Polling;

/// <summary>The JSON of hints.</summary>
[JsonSerializable(typeof(ReadSoon))]
internal sealed partial class ReadSoonJson : JsonSerializerContext
{
    /// <summary>With the options of events.</summary>
    public static ReadSoonJson It { get; } = new(StreamJson.Events());
}

/// <summary>The types of the effects that polling knows.</summary>
public static class PollingEffectTypes
{
    /// <summary><see cref="Polling.ReadSoon"/>.</summary>
    public static EffectType ReadSoon { get; } = EffectType.Of(ReadSoonJson.It.ReadSoon);
}
