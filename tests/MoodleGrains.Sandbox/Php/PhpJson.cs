using System.Collections;
using System.Globalization;
using System.Text;

namespace MoodleGrains.Sandbox.Php;

/// <summary>Which flags <c>json_encode</c> was called with.</summary>
[Flags]
public enum PhpJsonFlags
{
    /// <summary>PHP's default: slashes and everything beyond ASCII escaped.</summary>
    None = 0,

    /// <summary>JSON_NUMERIC_CHECK: every text that looks like a number is written as one. The original is lost.</summary>
    NumericCheck = 1,

    /// <summary>JSON_UNESCAPED_SLASHES.</summary>
    UnescapedSlashes = 2,

    /// <summary>JSON_UNESCAPED_UNICODE.</summary>
    UnescapedUnicode = 4,
}

/// <summary>JSON as PHP 8 writes it, byte for byte.</summary>
public static class PhpJson
{
    /// <summary>Writes a value: null, bool, long, int, double, string, <see cref="PhpMap"/> or a list of these.</summary>
    /// <param name="value">The value.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>The JSON.</returns>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static string Encode(object? value, PhpJsonFlags flags = PhpJsonFlags.None)
    {
        var json = new StringBuilder();
        Append(json, value, flags);
        return json.ToString();
    }

    private static void Append(StringBuilder json, object? value, PhpJsonFlags flags)
    {
        switch (value)
        {
            case null:
                json.Append("null");
                break;
            case bool b:
                json.Append(b ? "true" : "false");
                break;
            case long or int:
                json.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case double d:
                json.Append(PhpNumber.Write(d));
                break;
            case string text:
                AppendText(json, text, flags);
                break;
            case PhpMap map:
                AppendAll(json, '{', '}', map, pair =>
                {
                    AppendEscaped(json, pair.Key, flags);
                    json.Append(':');
                    Append(json, pair.Value, flags);
                });
                break;
            case IEnumerable list:
                AppendAll(json, '[', ']', list.Cast<object?>(), item => Append(json, item, flags));
                break;
            default:
                throw new ArgumentException($"PHP has no value of type {value.GetType()}.", nameof(value));
        }
    }

    private static void AppendAll<T>(StringBuilder json, char open, char close, IEnumerable<T> items, Action<T> append)
    {
        json.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                json.Append(',');
            }

            first = false;
            append(item);
        }

        json.Append(close);
    }

    private static void AppendText(StringBuilder json, string text, PhpJsonFlags flags)
    {
        if (flags.HasFlag(PhpJsonFlags.NumericCheck) && PhpNumber.OfNumericText(text) is { } number)
        {
            Append(json, number, flags);
        }
        else
        {
            AppendEscaped(json, text, flags);
        }
    }

    private static void AppendEscaped(StringBuilder json, string text, PhpJsonFlags flags)
    {
        json.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '/' => json.Append(flags.HasFlag(PhpJsonFlags.UnescapedSlashes) ? "/" : "\\/"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                // PHP escapes the two line separators even where it leaves other letters alone.
                < ' ' or '\u2028' or '\u2029' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                > '\u007e' when c != '\u007f' && !flags.HasFlag(PhpJsonFlags.UnescapedUnicode) =>
                    json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        json.Append('"');
    }
}
