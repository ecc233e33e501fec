using System.Globalization;
using System.Text;
using System.Text.Json;
using MoodleGrains.Convergence;

namespace MoodleGrains.Silo.Json;

/// <summary>
/// Reads ids, times, flags and texts as PHP writes them in Moodle's webhooks and web-service answers: one and the same
/// id is a number or a string depending on where the event came from, a flag is 0, "0" or false, an empty map is [].
/// </summary>
internal static class MoodleJson
{
    private const long Year10000 = 253402300800;

    /// <summary>A member that is an object; null where it is missing, null, false or PHP's empty array.</summary>
    public static JsonElement? Map(JsonElement parent, ReadOnlySpan<byte> name) =>
        Find(parent, name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>A list that an answer must hold.</summary>
    /// <exception cref="FormatException">It is missing; the message tells Moodle's error code where there is one.</exception>
    public static JsonElement.ArrayEnumerator List(JsonElement parent, ReadOnlySpan<byte> name)
    {
        var list = parent;
        if (!name.IsEmpty)
        {
            list = Find(parent, name, out var found) ? found : default;
        }

        return list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new FormatException($"{(name.IsEmpty ? "answer" : Name(name))}: a list is expected{Refusal(parent)}.");
    }

    /// <summary>A whole number, written as a number or as a text; null where it is missing, null, false or empty.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static long? Number(JsonElement parent, ReadOnlySpan<byte> name)
    {
        if (!Find(parent, name, out var value))
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt64(out var number):
                return number;
            case JsonValueKind.String when value.GetString() is var text:
                if (text is null or "")
                {
                    return null;
                }

                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
                {
                    return parsed;
                }

                break;
            case JsonValueKind.Null or JsonValueKind.False:
                return null;
        }

        throw new FormatException($"{Name(name)}: {Shown(value)} is no whole number.");
    }

    /// <summary>A whole number that must be there.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static long Needed(JsonElement parent, ReadOnlySpan<byte> name) =>
        Number(parent, name) ?? throw new FormatException($"{Name(name)}: missing{Refusal(parent)}.");

    /// <summary>
    /// A time in Unix seconds, 0 for none; null where it is missing, null, false or empty. What no calendar can hold is none.
    /// </summary>
    /// <exception cref="FormatException">It is no whole number.</exception>
    public static long? Time(JsonElement parent, ReadOnlySpan<byte> name) =>
        Number(parent, name) is { } seconds ? seconds is > 0 and < Year10000 ? seconds : 0 : null;

    /// <summary>The time of a row's last change, which is its version; null where it is missing or is none.</summary>
    /// <exception cref="FormatException">It is no whole number.</exception>
    public static long? Modified(JsonElement row) => Time(row, "timemodified"u8) is { } time and > 0 ? time : null;

    /// <summary>A flag; null where it is missing or null.</summary>
    /// <exception cref="FormatException">It is neither a flag nor a number.</exception>
    public static bool? Flag(JsonElement parent, ReadOnlySpan<byte> name) =>
        !Find(parent, name, out var value)
            ? null
            : value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.String when value.ValueEquals(""u8) => false,
                _ => Number(parent, name) is { } number ? number != 0 : null,
            };

    /// <summary>
    /// A text; "" for null, null where it is missing or no text at all (a list). A number where text belongs is given as
    /// it was written, marked as damaged and counted: nosey encodes with JSON_NUMERIC_CHECK, so that "3.10" arrives as 3.1.
    /// </summary>
    public static Observed<string>? Text(JsonElement parent, ReadOnlySpan<byte> name, ref int damaged)
    {
        if (!Find(parent, name, out var value))
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return new Observed<string>(value.GetString() ?? "");
            case JsonValueKind.Null:
                return new Observed<string>("");
            case JsonValueKind.Number:
                damaged++;
                return new Observed<string>(value.GetRawText(), Damaged: true);
            default:
                return null;
        }
    }

    /// <summary>A text of a web-service answer; "" for null, null where Moodle left it out.</summary>
    /// <exception cref="FormatException">It is no text.</exception>
    public static Observed<string>? Exact(JsonElement parent, ReadOnlySpan<byte> name)
    {
        var damaged = 0;
        var text = Text(parent, name, ref damaged);
        return damaged == 0 ? text : throw new FormatException($"{Name(name)}: a number where a web service answers a text.");
    }

    /// <summary>A text from a sender that damages none; null where it is missing, null or no text.</summary>
    public static string? Word(JsonElement parent, ReadOnlySpan<byte> name) =>
        Find(parent, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Moodle's error code, to be added to a message; empty where it did not refuse.</summary>
    public static string Refusal(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && Word(answer, "errorcode"u8) is { } code
            ? $"; Moodle refused with errorcode {code}"
            : "";

    private static bool Find(JsonElement parent, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out value);
    }

    private static string Name(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name);

    // Names and mail addresses must not reach an error: only what cannot be one is shown.
    private static string Shown(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ValueKind.ToString().ToLowerInvariant();
}
