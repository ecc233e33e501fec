namespace MoodleGrains.ClientApi;

/// <summary>
/// The byte order mark before JSON in UTF-8. RFC 8259, 8.1, lets a parser ignore it; .NET's does not. One file of PHP that was saved with a
/// mark is enough to put one before every answer of a Moodle.
/// </summary>
public static class ByteOrderMark
{
    /// <summary>The mark of UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    /// <summary>Passes over marks, and over white space before one.</summary>
    /// <param name="json">What may begin with them.</param>
    /// <returns>What stands behind; the same where there is no mark.</returns>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> json)
    {
        while (json.TrimStart(" \t\r\n"u8) is var rest && rest.StartsWith(Utf8))
        {
            json = rest[Utf8.Length..];
        }

        return json;
    }

    /// <summary>Passes over marks, and over white space before one.</summary>
    /// <param name="json">What may begin with them.</param>
    /// <returns>What stands behind; the same where there is no mark.</returns>
    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> json) => json[(json.Length - Skip(json.Span).Length)..];
}
