using System.Buffers.Text;
using System.Text.Json;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// A forward pass over JSON that sees lone surrogates, which Utf8JsonReader lets through, and depth without an exception.
/// </summary>
internal ref struct JsonPass(ReadOnlySpan<byte> body)
{
    public const string Null = "null";

    // One level more than allowed, so that the first one too many is seen here and not thrown.
    private Utf8JsonReader json = new(body, new JsonReaderOptions { MaxDepth = WebhookBody.MaxDepth + 1 });

    private bool broken;

    /// <summary>The first thing that makes the text as a whole unusable.</summary>
    public BodyProblem? Problem { get; private set; }

    public readonly JsonTokenType Token => json.TokenType;

    public readonly int TokenAt => (int)json.TokenStartIndex;

    public readonly int At => (int)json.BytesConsumed;

    public bool Next()
    {
        broken = false;
        if (!json.Read()) return false;
        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            if (json.CurrentDepth >= WebhookBody.MaxDepth)
                Problem ??= new BodyProblem(
                    "body", $"nested deeper than {WebhookBody.MaxDepth} levels", "Send the event as the plugin makes it.");
        }
        else if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            && json.ValueIsEscaped && HasLoneSurrogate(json.ValueSpan))
        {
            broken = true;
            Problem ??= new BodyProblem(
                "body",
                $"text with half of a surrogate pair, before byte {At}",
                @"Escape characters beyond U+FFFF as two \u escapes, or write them as UTF-8.");
        }

        return true;
    }

    public readonly bool NameIs(ReadOnlySpan<byte> name) => !broken && json.ValueTextEquals(name);

    /// <summary>Steps from a property's name onto its value and past all of it.</summary>
    public void Skip()
    {
        Next();
        SkipRest();
    }

    /// <summary>Steps onto a property's value, and says of what kind it is.</summary>
    public string ValueKind()
    {
        Next();
        return json.TokenType switch
        {
            JsonTokenType.String => "a text",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "true or false",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            _ => Null,
        };
    }

    /// <summary>The text the pass stands on; null, and past all of it, if it is none.</summary>
    public string? Text()
    {
        if (json.TokenType == JsonTokenType.String && !broken) return json.GetString();
        SkipRest();
        return null;
    }

    /// <summary>The whole number the pass stands on, also where it is written as text; none for null and for an empty text.</summary>
    public bool Number(out long? number)
    {
        number = null;
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.Number when json.TryGetInt64(out var value):
                number = value;
                return true;
            case JsonTokenType.String when json.ValueSpan.IsEmpty:
                return true;
            case JsonTokenType.String
                when Utf8Parser.TryParse(json.ValueSpan, out long value, out var read) && read == json.ValueSpan.Length:
                number = value;
                return true;
            default:
                SkipRest();
                return false;
        }
    }

    private void SkipRest()
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var depth = json.CurrentDepth;
        while (Next() && json.CurrentDepth > depth)
        {
        }
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        var high = false;
        for (var at = escaped.IndexOf((byte)'\\'); at >= 0;)
        {
            var length = 2;
            if (escaped[at + 1] == 'u' && Utf8Parser.TryParse(escaped.Slice(at + 2, 4), out int unit, out _, 'x')) length = 6;
            else unit = 0;
            if (high != char.IsLowSurrogate((char)unit)) return true;
            high = char.IsHighSurrogate((char)unit);
            escaped = escaped[(at + length)..];
            at = escaped.IndexOf((byte)'\\');

            // The second half must follow at once.
            if (high && at != 0) return true;
        }

        return false;
    }
}
