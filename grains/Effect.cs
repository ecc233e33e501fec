using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains;

/// <summary>What an effect says is to be done outside; kept in the outbox as JSON, so its shape is a contract.</summary>
public interface IEffectBody;

/// <summary>Something to do outside (post, mail, call Moodle, wake me at 09:55), kept in the outbox until done.</summary>
/// <param name="Key">Effects of one key are done one after the other, in the order they were written.</param>
/// <param name="Id">Its identity: the same id is written once, however often it is asked for.</param>
/// <param name="Body">What is to be done.</param>
/// <param name="DueAt">When it is to be done, Unix seconds; null for now. An effect that is not due yet (a timer) blocks nothing.</param>
/// <param name="Supersedes">Whether it makes the undone earlier effects of its key and body type pointless, dead letters included.</param>
public sealed record Effect(string Key, string Id, IEffectBody Body, long? DueAt = null, bool Supersedes = false);

/// <summary>How one type of effect body is named and written.</summary>
public sealed class EffectType
{
    private readonly JsonTypeInfo json;

    private EffectType(JsonTypeInfo json)
    {
        this.json = json;
        Name = EventType.SnakeCase(json.Type.Name);
    }

    /// <summary>The stored name: the snake_case of the class name.</summary>
    public string Name { get; }

    /// <summary>The class.</summary>
    public Type Type => json.Type;

    /// <summary>Names and writes one class of effect bodies.</summary>
    /// <typeparam name="TBody">The class.</typeparam>
    /// <param name="json">Its source-generated JSON contract.</param>
    /// <returns>The type.</returns>
    public static EffectType Of<TBody>(JsonTypeInfo<TBody> json)
        where TBody : class, IEffectBody => new(json);

    /// <summary>The JSON of a body, UTF-8.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The bytes.</returns>
    public byte[] Write(IEffectBody body) => JsonSerializer.SerializeToUtf8Bytes(body, json);

    /// <summary>Reads a body back.</summary>
    /// <param name="utf8">The JSON, UTF-8.</param>
    /// <returns>The body.</returns>
    /// <exception cref="JsonException">The JSON does not fit the class.</exception>
    public IEffectBody Read(ReadOnlySpan<byte> utf8) =>
        (IEffectBody?)JsonSerializer.Deserialize(utf8, json) ?? throw new JsonException($"Effect {Name}: the body is null.");
}

/// <summary>
/// A reaction: event to effects. Pure. Runs once for each event, in the transaction that moves the projections' progress; not
/// for imported events, nor in a rebuild.
/// </summary>
public interface IReaction
{
    /// <summary>What is to be done because of an event.</summary>
    /// <param name="recorded">The event.</param>
    /// <returns>The effects; mostly none.</returns>
    static abstract IReadOnlyList<Effect> React(RecordedEvent recorded);
}
