using System.Buffers;
using System.Globalization;
using System.Text;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>
/// Writes the content lines of iCalendar (RFC 5545, 3.1): UTF-8, folded at 75 octets and never inside a character, ended by CRLF.
/// No text, whatever it holds, can end its line or begin another property.
/// </summary>
internal sealed class IcsWriter
{
    private const int MaxOctets = 75;

    private readonly ArrayBufferWriter<byte> written = new();

    /// <summary>All lines so far.</summary>
    public ReadOnlyMemory<byte> Written => written.WrittenMemory;

    /// <summary>A line whose value is ours, or has no characters to escape: a number, a URI.</summary>
    /// <param name="name">The property, with its parameters.</param>
    /// <param name="value">The value; control characters are left out.</param>
    public void Line(string name, string value)
    {
        var octets = 0;
        Put(name, ref octets);
        Put(":", ref octets);
        Put(value, ref octets);
        written.Write("\r\n"u8);
    }

    /// <summary>A line with a text of any origin.</summary>
    /// <param name="name">The property.</param>
    /// <param name="text">The text.</param>
    public void Text(string name, string text) => Line(name, Escape(text));

    /// <summary>A line with an instant (RFC 5545, 3.3.5, form 2).</summary>
    /// <param name="name">The property.</param>
    /// <param name="utc">The instant, UTC.</param>
    public void Time(string name, DateTime utc) => Line(name, utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    /// <summary>
    /// Escapes a text (RFC 5545, 3.3.11). Every kind of line break becomes one; <see cref="Line"/> leaves other control characters out.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The value of a property of type TEXT.</returns>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' or ';' or ',':
                    escaped.Append('\\').Append(text[i]);
                    break;
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case '\r' or '\n' or '\u0085' or '\u2028' or '\u2029':
                    escaped.Append("\\n");
                    break;
                default:
                    escaped.Append(text[i]);
                    break;
            }
        }

        return escaped.ToString();
    }

    // A lone half of a surrogate pair comes as U+FFFD.
    private void Put(string text, ref int octets)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) && rune.Value != '\t')
            {
                continue;
            }

            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                written.Write("\r\n "u8);
                octets = 1;
            }

            var place = written.GetSpan(4);
            var length = rune.EncodeToUtf8(place);
            written.Advance(length);
            octets += length;
        }
    }
}
