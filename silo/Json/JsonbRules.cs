using System.Buffers;

namespace MoodleGrains.Silo.Json;

/// <summary>
/// What PostgreSQL's jsonb refuses although it is JSON: <c>\u0000</c>, a lone surrogate escape, a number beyond its numeric
/// type. Looked for before an append is queued, so that one value cannot fail a batch.
/// </summary>
internal static class JsonbRules
{
    /// <summary>numeric holds up to 131072 digits before the point; any exponent of five digits or more is refused here.</summary>
    private const int MaxExponentDigits = 4;

    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> Outside = SearchValues.Create("\"eE"u8);

    /// <summary>Looks for such a value.</summary>
    /// <param name="utf8">JSON, UTF-8, well-formed.</param>
    /// <returns>What is wrong, with the remedy; null if nothing is.</returns>
    public static string? Problem(ReadOnlySpan<byte> utf8)
    {
        var inString = false;
        for (var i = 0; i < utf8.Length; i++)
        {
            var next = utf8[i..].IndexOfAny(inString ? InText : Outside);
            if (next < 0)
            {
                return null;
            }

            i += next;
            switch (utf8[i])
            {
                case (byte)'"':
                    inString = !inString;
                    break;
                case (byte)'\\':
                    if (Escape(utf8, ref i) is { } problem)
                    {
                        return problem;
                    }

                    break;
                default:
                    if (!inString && HugeExponent(utf8, i))
                    {
                        return "a number has an exponent beyond what jsonb holds; send it as text.";
                    }

                    break;
            }
        }

        return null;
    }

    private static string? Escape(ReadOnlySpan<byte> utf8, ref int i)
    {
        if (!TryUnit(utf8, i, out var unit))
        {
            i++;
            return null;
        }

        if (unit == 0)
        {
            return "a text holds \\u0000, which jsonb refuses; leave the character out.";
        }

        if (char.IsLowSurrogate(unit) || (char.IsHighSurrogate(unit) && !(TryUnit(utf8, i + 6, out var low) && char.IsLowSurrogate(low))))
        {
            return "a text holds half a surrogate pair, which jsonb refuses; send whole characters.";
        }

        i += char.IsHighSurrogate(unit) ? 11 : 5;
        return null;
    }

    private static bool TryUnit(ReadOnlySpan<byte> utf8, int at, out char unit)
    {
        unit = default;
        if (at + 6 > utf8.Length || utf8[at] != (byte)'\\' || utf8[at + 1] != (byte)'u')
        {
            return false;
        }

        if (!System.Buffers.Text.Utf8Parser.TryParse(utf8.Slice(at + 2, 4), out ushort value, out var read, 'x') || read != 4)
        {
            return false;
        }

        unit = (char)value;
        return true;
    }

    private static bool HugeExponent(ReadOnlySpan<byte> utf8, int at)
    {
        // "true" and "false" hold an e too; a number's stands behind a digit.
        if (at == 0 || !char.IsAsciiDigit((char)utf8[at - 1]))
        {
            return false;
        }

        var digits = utf8[(at + 1)..].TrimStart("+-"u8).TrimStart((byte)'0');
        var length = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return (length < 0 ? digits.Length : length) > MaxExponentDigits;
    }
}
