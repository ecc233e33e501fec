using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains;

/// <summary>How one type of event is named and written in the log.</summary>
public sealed class EventType
{
    private readonly JsonTypeInfo json;

    private EventType(JsonTypeInfo json)
    {
        this.json = json;
        Name = SnakeCase(json.Type.Name);
    }

    /// <summary>The stored name: the snake_case of the class name, as Marten names it too.</summary>
    public string Name { get; }

    /// <summary>The class.</summary>
    public Type Type => json.Type;

    /// <summary>Where its JSON contract comes from.</summary>
    public IJsonTypeInfoResolver Contract => json.OriginatingResolver!;

    /// <summary>Names and writes one class of events.</summary>
    /// <typeparam name="TEvent">The class.</typeparam>
    /// <param name="json">Its source-generated JSON contract.</param>
    /// <returns>The type.</returns>
    public static EventType Of<TEvent>(JsonTypeInfo<TEvent> json)
        where TEvent : class, IEvent => new(json);

    /// <summary>The JSON of an event, UTF-8.</summary>
    /// <param name="event">The event.</param>
    /// <returns>The bytes.</returns>
    public byte[] Write(IEvent @event) => JsonSerializer.SerializeToUtf8Bytes(@event, json);

    /// <summary>Reads an event back.</summary>
    /// <param name="utf8">The JSON, UTF-8.</param>
    /// <returns>The event.</returns>
    /// <exception cref="JsonException">The JSON does not fit the class.</exception>
    public IEvent Read(ReadOnlySpan<byte> utf8) =>
        (IEvent?)JsonSerializer.Deserialize(utf8, json) ?? throw new JsonException($"Event {Name}: the body is null.");

    /// <summary><c>CourseRenamed</c> to <c>course_renamed</c>.</summary>
    /// <param name="name">The class name.</param>
    /// <returns>The stored name.</returns>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
