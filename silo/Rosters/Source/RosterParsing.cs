using System.Text;
using System.Text.Json;
using MoodleGrains.ClientApi;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>From bytes to what the rules check. What cannot be believed as a whole is no roster at all, never an empty one.</summary>
internal static class RosterParsing
{
    // courses, course, participants, participant: anything deeper is none of ours.
    private const int Deepest = 32;
    private const int LongestStart = 4096;

    /// <summary>Reads and checks a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="terms">By what it is checked.</param>
    /// <param name="login">What was sent for it, of which nothing is repeated; null for nothing.</param>
    /// <returns>What it wants.</returns>
    /// <exception cref="SourceFailedException">It is no roster.</exception>
    public static RosterRead.Read Of(RosterBody body, RosterTerms terms, SourceLogin? login = null)
    {
        var text = BodyText.Of(body.Bytes, terms.Source with { Format = body.Format }, body.Charset);
        var wanted = body.Format == RosterSource.Csv ? Csv(text, terms, login) : Json(text, terms, login);
        return new(body, text.Told is { } told ? wanted with { Findings = [told, .. wanted.Findings] } : wanted, text.Encoding);
    }

    /// <summary>Reads JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Whose it is.</param>
    /// <param name="login">What was sent for it, of which nothing is repeated; null for nothing.</param>
    /// <returns>The document, to be disposed of.</returns>
    /// <exception cref="SourceFailedException">It is none.</exception>
    public static JsonDocument Document(BodyText text, RosterSource source, SourceLogin? login)
    {
        var place = Place.Of(source);
        NoPage(text, source, login);
        if (text.Damaged is { } damaged)
        {
            throw new SourceFailedException(
                place, $"is read as {text.Encoding}, and {damaged}", "Let the registrar's system write UTF-8.");
        }

        var bytes = ByteOrderMark.Skip((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text.Text));
        var document = Parse(bytes, source, login);
        if (HasUnreadableName(bytes.Span))
        {
            document.Dispose();
            throw new SourceFailedException(place, "has a field whose name is no text", "Let the registrar's system escape it rightly.");
        }

        return document;
    }

    /// <summary>The list of courses.</summary>
    /// <param name="root">The document.</param>
    /// <param name="source">Whose it is.</param>
    /// <returns>An array.</returns>
    /// <exception cref="SourceFailedException">There is none, or more than one.</exception>
    public static JsonElement Courses(JsonElement root, RosterSource source)
    {
        var place = Place.Of(source);
        if (root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Count(field => field.NameEquals("courses")) > 1)
        {
            throw new SourceFailedException(
                place, "has more than one list of courses: courses stands twice", "Let the registrar's system write one list with all "
                    + "courses.");
        }

        var courses = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("courses", out var inside) ? inside : root;
        return courses.ValueKind == JsonValueKind.Array ? courses : throw new SourceFailedException(
            place, "has no list of courses", "It must be {\"courses\":[…]} or the bare list; look whether it is an error message of the "
                + "registrar's system.");
    }

    /// <summary>How many participants a course lists.</summary>
    /// <param name="course">The course.</param>
    /// <returns>The number.</returns>
    public static int Participants(JsonElement course) =>
        course.ValueKind == JsonValueKind.Object && course.TryGetProperty("participants", out var listed)
            && listed.ValueKind == JsonValueKind.Array
            ? listed.GetArrayLength() : 0;

    /// <summary>What stands in the place of JSON, for a person who looks for the cause.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="source">Where it is from. A file of this machine may be anything, and nothing of it is repeated.</param>
    /// <param name="login">What was sent for it, of which nothing is repeated; null for nothing.</param>
    /// <returns>As it follows <c>it</c>; null if nothing is to be said.</returns>
    public static string? Begins(ReadOnlySpan<byte> bytes, RosterSource source, SourceLogin? login) => source.Kind == RosterSource.File
        ? null
        : AnswerStart.Of(bytes, [.. login?.Secrets ?? [], .. Place.Http(source)?.Query.Split('?', '&', '=') ?? []]);

    private static DesiredRoster Csv(BodyText text, RosterTerms terms, SourceLogin? login)
    {
        var place = Place.Of(terms.Source);
        NoPage(text, terms.Source, login);
        var table = CsvLines.Read(text.Text, place, terms.Source.Ignore ?? []);
        if (table.Lines.Count == 0)
        {
            throw NoCourse(place);
        }

        var wanted = RosterCheck.Lines(table.Lines, terms);
        return table.Findings.Count == 0 ? wanted : wanted with { Findings = [.. table.Findings, .. wanted.Findings] };
    }

    private static DesiredRoster Json(BodyText text, RosterTerms terms, SourceLogin? login)
    {
        var place = Place.Of(terms.Source);
        using var document = Document(text, terms.Source, login);
        var root = document.RootElement;
        var courses = Courses(root, terms.Source);
        return PageMarks.Rest(root, 1, courses.GetArrayLength(), courses.EnumerateArray().Sum(Participants)) is { } rest
            ? throw SourceWords.OnePage(place, 1, rest)
            : courses.GetArrayLength() == 0 ? throw NoCourse(place)
            : RosterCheck.Json(root, terms);
    }

    private static void NoPage(BodyText text, RosterSource source, SourceLogin? login)
    {
        var place = Place.Of(source);
        var start = text.Text.AsSpan().TrimStart(" \t\r\n\uFEFF");
        if (start.IsEmpty)
        {
            throw new SourceFailedException(place, "gave nothing", "An empty roster is never applied; look into the registrar's system.");
        }

        if (start[0] == '<')
        {
            throw SourceWords.Page(place, Begins(text, source, login));
        }
    }

    private static string? Begins(BodyText text, RosterSource source, SourceLogin? login) =>
        Begins(Encoding.UTF8.GetBytes(text.Text[..Math.Min(text.Text.Length, LongestStart)]), source, login);

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes, RosterSource source, SourceLogin? login)
    {
        try
        {
            return JsonDocument.Parse(bytes, new() { MaxDepth = Deepest });
        }
        catch (JsonException wrong)
        {
            // Its own message may quote what stands there.
            throw EndsEarly(bytes.Span) ? SourceWords.Cut(Place.Of(source)) : new SourceFailedException(
                Place.Of(
                    source), $"is not JSON (line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1})", "Look at it there; a CSV "
                        + "needs source.format csv.")
            {
                Begins = Begins(bytes.Span, source, login),
            };
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
