using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoodleGrains;

/// <summary>How events and snapshots are written: camelCase, UTF-8 unescaped (they are never put into a page as they are).</summary>
internal static class StreamJson
{
    /// <summary>Options for events: what was not told is not written.</summary>
    /// <returns>New options; a context makes them its own.</returns>
    public static JsonSerializerOptions Events() => Options(JsonIgnoreCondition.WhenWritingNull);

    /// <summary>Options for snapshots: defaults are not written, a state has many of them.</summary>
    /// <returns>New options; a context makes them its own.</returns>
    public static JsonSerializerOptions Snapshots() => Options(JsonIgnoreCondition.WhenWritingDefault);

    private static JsonSerializerOptions Options(JsonIgnoreCondition ignore) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = ignore,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
