using System.Globalization;
using System.Text.Json;
using MoodleGrains.Texts;

namespace MoodleGrains.ClientApi.Json;

/// <summary>
/// Reads one object of a document that a person wrote. What is wrong is collected with its path and read as absent, so that all of
/// it can be told at once; fields that nobody asked for are told by <see cref="Close"/>.
/// </summary>
public sealed class JsonFields
{
    private const int LongestShown = 60;

    private readonly JsonElement element;
    private readonly ICollection<DocumentFault> faults;
    private readonly List<string> asked = [];

    private JsonFields(JsonElement element, string path, ICollection<DocumentFault> faults) =>
        (this.element, Path, this.faults) = (element, path, faults);

    /// <summary>Where the object stands.</summary>
    public string Path { get; }

    /// <summary>How many faults were told so far, of the whole document.</summary>
    public int Faults => faults.Count;

    /// <summary>Parses a document: JSON in UTF-8, comments and a comma after the last item allowed, no field twice.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>Its object; null if it is none.</returns>
    public static JsonFields? Parse(ReadOnlyMemory<byte> utf8, ICollection<DocumentFault> faults)
    {
        var options = new JsonDocumentOptions
        {
            AllowDuplicateProperties = false,
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
        };
        try
        {
            using var document = JsonDocument.Parse(ByteOrderMark.Skip(utf8), options);
            return Of(document.RootElement.Clone(), "$", faults);
        }
        catch (JsonException fault)
        {
            // .NET counts lines from 0, behind its sentence.
            var sentence = fault.Message.ReplaceLineEndings(" ").Split(" LineNumber:")[0];
            faults.Add(new("$", string.Create(CultureInfo.InvariantCulture, $"this is not JSON, line {(fault.LineNumber ?? 0) + 1}: "
                + $"{sentence}")));
            return null;
        }
    }

    /// <summary>Reads an object.</summary>
    /// <param name="element">What should be one.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>The object; null if it is none.</returns>
    public static JsonFields? Of(JsonElement element, string path, ICollection<DocumentFault> faults)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return new(element, path, faults);
        }

        faults.Add(new(path, $"{Shown(element)} stands where an object {{…}} belongs."));
        return null;
    }

    /// <summary>The path of a field.</summary>
    /// <param name="name">The field.</param>
    /// <returns>The path.</returns>
    public string PathOf(string name) => $"{Path}.{name}";

    /// <summary>Adds a fault of a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="message">One sentence: the value and what would be right.</param>
    public void Fault(string name, string message) => faults.Add(new(PathOf(name), message));

    /// <summary>Adds a fault of something inside a field.</summary>
    /// <param name="path">Where.</param>
    /// <param name="message">One sentence: the value and what would be right.</param>
    public void FaultAt(string path, string message) => faults.Add(new(path, message));

    /// <summary>A text.</summary>
    /// <param name="name">The field.</param>
    /// <param name="wanted">What belongs there, for the one who reads the fault: <c>"en", "fr" or "de"</c>.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>The text; null if it is absent or wrong.</returns>
    public string? Text(string name, string wanted, bool required = false) =>
        Read(name, wanted, required, value => value.ValueKind == JsonValueKind.String ? value.GetString() : null);

    /// <summary>A whole number.</summary>
    /// <param name="name">The field.</param>
    /// <param name="wanted">What belongs there.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>The number; null if it is absent or wrong.</returns>
    public long? Number(string name, string wanted, bool required = false) =>
        Read(name, wanted, required, value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(
            out var number) ? number : (long?)null);

    /// <summary>A switch.</summary>
    /// <param name="name">The field.</param>
    /// <returns>Whether it is on; null if it is absent or wrong.</returns>
    public bool? Flag(string name) => Read(name, "true or false", false, value => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => (bool?)null,
    });

    /// <summary>An object.</summary>
    /// <param name="name">The field.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>Its fields; null if it is absent or wrong.</returns>
    public JsonFields? Inner(string name, bool required = false) =>
        Find(name, "an object {…}", required) is { } value ? Of(value, PathOf(name), faults) : null;

    /// <summary>An object that is an item of an array of this one.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">Where it stands.</param>
    /// <returns>Its fields; null if it is no object.</returns>
    public JsonFields? Item(JsonElement item, string path) => Of(item, path, faults);

    /// <summary>A field that has no place here; null is as good as leaving it out.</summary>
    /// <param name="name">The field.</param>
    /// <param name="why">Why it has none.</param>
    public void None(string name, string why)
    {
        if (Find(name, "", false) is { } value)
        {
            Fault(name, $"is {Shown(value)}; leave it out: {why}.");
        }
    }

    /// <summary>The items of an array, each with its path.</summary>
    /// <param name="name">The field.</param>
    /// <param name="wanted">What belongs there.</param>
    /// <param name="required">Whether it may not be absent.</param>
    /// <returns>The items; null if it is absent or wrong.</returns>
    public IReadOnlyList<(JsonElement Value, string Path)>? Items(string name, string wanted, bool required = false) =>
        Read(name, wanted, required, value => value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select((item, place) => (item, $"{PathOf(name)}[{place}]")).ToList()
            : null);

    /// <summary>Tells the fields that nobody asked for: a misspelt one would silently be without effect.</summary>
    public void Close()
    {
        foreach (var field in element.EnumerateObject().Where(field => !asked.Contains(field.Name, StringComparer.Ordinal)))
        {
            Fault(field.Name, $"there is no such field; known here are {string.Join(", ", asked)}.");
        }
    }

    /// <summary>A value as a fault shows it.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Its JSON, cut where it is long.</returns>
    public static string Shown(JsonElement value)
    {
        return VisibleText.Cut(value.GetRawText().ReplaceLineEndings(" "), LongestShown);
    }

    private T? Read<T>(string name, string wanted, bool required, Func<JsonElement, T?> read)
    {
        if (Find(name, wanted, required) is not { } value)
        {
            return default;
        }

        var known = read(value);
        if (known is null)
        {
            // An id of Discord's, written as a number: the digits are right.
            var bare = typeof(T) == typeof(string) && value.ValueKind == JsonValueKind.Number ? " without quotes" : "";
            Fault(name, $"is {Shown(value)}{bare}; give {wanted}.");
        }

        return known;
    }

    private JsonElement? Find(string name, string wanted, bool required)
    {
        asked.Add(name);
        if (element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            return value;
        }

        if (required)
        {
            Fault(name, $"is missing; give {wanted}.");
        }

        return null;
    }
}
