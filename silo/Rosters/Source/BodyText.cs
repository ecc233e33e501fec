using System.Globalization;
using System.Text;
using System.Text.Unicode;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// A body as text. What it is written in is decided by its byte order mark, then by what was said of it (the terms, the source's header),
/// then by its being valid UTF-8; what was decided holds for the whole body, and a byte that does not fit is damaged, never a reason to
/// guess again.
/// </summary>
/// <param name="Text">The text; a damaged byte is U+FFFD, which no name may hold.</param>
/// <param name="Encoding">What it is written in, and how that is known.</param>
/// <param name="Damaged">Where the first damaged byte is, and how many there are; null for none.</param>
/// <param name="Told">What a person should know of it; null for nothing.</param>
internal sealed record BodyText(string Text, string Encoding, string? Damaged, Finding? Told)
{
    // Those whose mark begins with the mark of another come first.
    private static readonly (Encoding Encoding, string Name)[] Marked =
    [
        (new UTF32Encoding(bigEndian: false, byteOrderMark: true), "UTF-32"), (new UTF32Encoding(
            bigEndian: true,
            byteOrderMark: true), "UTF-32"),
        (new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), "UTF-8"), (System.Text.Encoding.Unicode, "UTF-16"),
        (System.Text.Encoding.BigEndianUnicode, "UTF-16"),
    ];

    /// <summary>Reads a body.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="source">Where it is from.</param>
    /// <param name="charset">What the source's header says; null for nothing.</param>
    /// <returns>The text.</returns>
    /// <exception cref="SourceFailedException">Nobody knows what it is written in.</exception>
    public static BodyText Of(ReadOnlySpan<byte> bytes, RosterSource source, string? charset)
    {
        foreach (var (encoding, name) in Marked)
        {
            if (bytes.StartsWith(encoding.Preamble))
            {
                return Read(bytes[encoding.Preamble.Length..], encoding, name, "as its byte order mark says");
            }
        }

        if (source.Charset is { } given)
        {
            return Declared(bytes, source, given, "as source.charset says", "Correct source.charset");
        }

        if (charset is not null)
        {
            return Declared(
                bytes,
                source,
                charset,
                "as its Content-Type says",
                "Let the registrar's system declare UTF-8, or one that is known");
        }

        var valid = Utf8.IsValid(bytes);
        if (valid || source.Format == RosterSource.Json || HasLetter(bytes))
        {
            // One letter that is well-formed UTF-8 is no chance: then the rest is damaged.
            return Read(
                bytes, System.Text.Encoding.UTF8, "UTF-8",
                valid ? "as it is valid UTF-8" : source.Format == RosterSource.Json ? "as JSON has to be" : "for most of it is UTF-8");
        }

        var guessed = Read(bytes, Charsets.Find("windows-1252")!, "Windows-1252", "as it is no UTF-8, and nothing says what it is");
        return guessed with
        {
            Told = Warning($"It is read as {guessed.Encoding}: look whether letters with accents are right. Save it as 'CSV UTF-8', or set "
                + $"source.charset."),
        };
    }

    private static BodyText Declared(ReadOnlySpan<byte> bytes, RosterSource source, string charset, string why, string remedy)
    {
        var shown = new string([.. charset.Where(c => c is > ' ' and <= '~').Take(40)]);
        var encoding = Charsets.Find(charset) ?? throw new SourceFailedException(
            Place.Of(source), $"is written in '{shown}', {why}, which is not known", $"{remedy}, such as utf-8 or windows-1250.");
        var read = Read(bytes, encoding, shown, why);
        return read.Told is not null || encoding.CodePage == System.Text.Encoding.UTF8.CodePage ? read
            : Utf8.IsValid(bytes) && HasLetter(bytes) ? read with
            {
                Told = Warning(
                    $"It is read as {read.Encoding}, though it is valid UTF-8: look whether letters with accents are right. {remedy}."),
            }
            : read with
            {
                Told = Warning(
                $"It is read as {read.Encoding}. UTF-8 needs no such word; let the registrar's system write it if it can.")
            };
    }

    private static BodyText Read(ReadOnlySpan<byte> bytes, Encoding encoding, string name, string why)
    {
        var said = $"{name}, {why}";
        try
        {
            return new(With(encoding, DecoderFallback.ExceptionFallback).GetString(bytes), said, null, null);
        }
        catch (DecoderFallbackException)
        {
            var text = With(encoding, new DecoderReplacementFallback("\uFFFD")).GetString(bytes);
            var line = text.AsSpan(0, text.IndexOf('\uFFFD', StringComparison.Ordinal)).Count('\n') + 1;
            var damaged = string.Create(
                CultureInfo.InvariantCulture,
                $"line {line} holds bytes that are none ({text.Count(c => c == '\uFFFD')} places in all)");
            return new(text, said, damaged, Warning(
                $"It is read as {said}, and {damaged}. Names that hold such bytes are left out; let the registrar's system write one "
                    + $"encoding throughout."));
        }
    }

    private static Finding Warning(string text) => new(false, "encoding", "$", text);

    private static Encoding With(Encoding encoding, DecoderFallback fallback)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = fallback;
        return strict;
    }

    private static bool HasLetter(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOfAnyExceptInRange((byte)0, (byte)127) is >= 0 and var at)
        {
            bytes = bytes[at..];
            if (Rune.DecodeFromUtf8(bytes, out _, out var length) == System.Buffers.OperationStatus.Done)
            {
                return true;
            }

            bytes = bytes[length..];
        }

        return false;
    }
}
