using System.Globalization;
using System.Text.Json;
using MoodleGrains.Texts;

namespace MoodleGrains.Rosters;

/// <summary>Reads the fields of one object of a roster. Null and left out are the same; each fault is a finding.</summary>
/// <param name="element">The object.</param>
/// <param name="path">Where it stands.</param>
/// <param name="findings">What is wrong.</param>
internal sealed class JsonField(JsonElement element, string path, List<Finding> findings)
{
    // 9999-12-31, as far as a date goes.
    private const long LastSecond = 253_402_300_799;
    private const int MostShown = 80;

    /// <summary>Whether a fault was found.</summary>
    public bool Bad { get; private set; }

    /// <summary>A value as a person sees it.</summary>
    public static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => $"the number {Short(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"the text '{Short(value.GetRawText()[1..^1])}'",
        _ => "null",
    };

    /// <summary>A text as it is shown: not all of a very long one.</summary>
    public static string Short(string text) => VisibleText.Cut(text, MostShown + 1);

    /// <summary>Whether a character is no part of a text: a control, or the one that stands for a damaged byte.</summary>
    public static bool IsNoText(char character) => char.IsControl(character) || character == '\uFFFD';

    public string PathOf(string field) => $"{path}.{field}";

    /// <summary>A text without blanks around it; null if it is left out or empty, or at fault.</summary>
    public string? Text(string field) => Raw(field)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A text by which something is found: what of it cannot be seen does not count, and is told.</summary>
    public string? Name(string field) =>
        Text(field) is { } text && ComparableName.Read(text, PathOf(field), findings).Trim() is { Length: > 0 } name ? name : null;

    /// <summary>A text as it stands.</summary>
    public string? Raw(string field)
    {
        if (!element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return Fault<string>(field, "wrong_type", $"It is {Shown(value)}; give text in quotes (zeros in front count).");
        }

        return IsReadable(value, out var text) && !text.Any(IsNoText)
            ? text
            : Fault<string>(field, "unreadable", $"It is {Shown(value)}, which holds characters that are no text; take them out.");
    }

    /// <summary>A text that must be there.</summary>
    public string? Required(string field, string what, bool isName = false)
    {
        var before = Bad;
        Bad = false;
        var text = isName ? Name(field) : Text(field);
        if (text is null && !Bad)
        {
            Fault<string>(field, "missing", $"It is missing or empty; give {what}.");
        }

        Bad |= before;
        return text;
    }

    /// <summary>A date: Unix seconds; 0 is none, as in Moodle.</summary>
    public long? Date(string field, RosterZone zone)
    {
        if (!element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= LastSecond)
        {
            return seconds == 0 ? null : seconds;
        }

        if (value.ValueKind == JsonValueKind.String && IsReadable(value, out var text))
        {
            if (text.Trim() == "")
            {
                return null;
            }

            if (text.Trim() is { Length: >= 10 } date && date[4] == '-'
                && DateTime.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
            {
                if (time.Kind == DateTimeKind.Unspecified && !zone.IsKnown)
                {
                    Fault<string>(
                        field, "unknown_zone",
                        $"The silo's machine does not know the time zone '{zone.Name}' of this date; install its time zone data (tzdata), "
                            + $"or correct zone.");
                    return null;
                }

                // Of a date with an offset, the kind is UTC or local, whatever the offset was.
                var instant = time.Kind == DateTimeKind.Unspecified
                    ? zone.Instant(time, PathOf(field))
                    : new DateTimeOffset(time).ToUnixTimeSeconds();
                if (instant is > 0 and <= LastSecond)
                {
                    return instant;
                }
            }
        }

        Fault<string>(field, "bad_date", $"It is {Shown(value)}; give a date such as 2026-09-14, or Unix seconds.");
        return null;
    }

    /// <summary>True, false, 1 or 0.</summary>
    public bool? Flag(string field)
    {
        if (!element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            case JsonValueKind.Number when value.TryGetInt64(out var number) && number is 0 or 1:
                return number == 1;
            default:
                Fault<string>(field, "wrong_type", $"It is {Shown(value)}; give true or false.");
                return null;
        }
    }

    public T? Fault<T>(string field, string code, string text)
        where T : class
    {
        Bad = true;
        findings.Add(new(true, code, PathOf(field), text));
        return null;
    }

    // Half a surrogate pair is JSON, and no text.
    private static bool IsReadable(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
