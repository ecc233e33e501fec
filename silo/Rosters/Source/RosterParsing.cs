using System.Text.Json;
using System.Text.Unicode;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>From bytes to what the rules check. What cannot be believed as a whole is no roster at all, never an empty one.</summary>
internal static class RosterParsing
{
    // courses, course, participants, participant: anything deeper is none of ours.
    private const int Deepest = 32;

    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>Reads and checks a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="terms">By what it is checked.</param>
    /// <returns>What it wants.</returns>
    /// <exception cref="SourceFailedException">It is no roster.</exception>
    public static WantedRoster Of(RosterBody body, RosterTerms terms)
    {
        var place = Place.Of(terms.Source);
        ReadOnlyMemory<byte> bytes = body.Bytes;
        if (bytes.Span.StartsWith(Mark))
        {
            bytes = bytes[Mark.Length..];
        }

        var text = bytes.Span.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? throw new SourceFailedException(place, "gave nothing", "An empty roster is never applied; look into the registrar's system.")
            : text[0] == '<' ? throw SourceWords.Page(place)
            : body.Format == RosterSource.Csv ? Csv(bytes, place, terms)
            : Json(bytes, place, terms);
    }

    private static WantedRoster Csv(ReadOnlyMemory<byte> bytes, string place, RosterTerms terms)
    {
        var lines = CsvLines.Read(bytes.Span, place);
        return lines.Count == 0 ? throw NoCourse(place) : RosterCheck.Lines(lines, terms);
    }

    private static WantedRoster Json(ReadOnlyMemory<byte> bytes, string place, RosterTerms terms)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new SourceFailedException(place, "is not in UTF-8, as JSON has to be", "Let the registrar's system write UTF-8.");
        }

        using var document = Parse(bytes, place);
        if (HasUnreadableName(bytes.Span))
        {
            throw new SourceFailedException(place, "has a field whose name is no text", "Let the registrar's system escape it rightly.");
        }

        var root = document.RootElement;
        var courses = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("courses", out var inside) ? inside : root;
        if (courses.ValueKind != JsonValueKind.Array)
        {
            throw new SourceFailedException(
                place, "has no list of courses", "It must be {\"courses\":[…]} or the bare list; look whether it is an error message of the registrar's system.");
        }

        return courses.GetArrayLength() == 0 ? throw NoCourse(place) : RosterCheck.Json(root, terms);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string place)
    {
        try
        {
            return JsonDocument.Parse(bytes, new() { MaxDepth = Deepest });
        }
        catch (JsonException wrong)
        {
            // Its own message may quote what stands there.
            throw EndsEarly(bytes.Span) ? SourceWords.Cut(place) : new SourceFailedException(
                place, $"is not JSON (line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1})", "Look at it there; a CSV needs source.format csv.");
        }
    }

    // All that is there is right, and more must come.
    private static bool EndsEarly(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new(new() { MaxDepth = Deepest }));
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Half a pair of surrogates: it parses, and breaks whoever looks a field up by its name.
    private static bool HasUnreadableName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                try
                {
                    reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static SourceFailedException NoCourse(string place) =>
        new(place, "lists no course", "An empty roster is never applied; look into the registrar's system.");
}
