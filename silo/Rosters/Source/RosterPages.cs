using System.Globalization;
using System.Text;
using System.Text.Json;
using MoodleGrains.ClientApi;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// Puts a roster together that its source gives in pages. A page that is missing is a failed run: it may hold any course.
/// </summary>
/// <param name="source">Where it is read.</param>
/// <param name="login">How to log in there; null for without.</param>
/// <param name="get">Gets a page.</param>
internal sealed class RosterPages(RosterSource source, SourceLogin? login, Func<Uri, Task<SourcePage>> get)
{
    private const int Most = 1000;

    private readonly string place = Place.Of(source);

    /// <summary>Reads all pages.</summary>
    /// <param name="first">The first.</param>
    /// <returns>The whole roster, in UTF-8 with its mark: source.charset was that of the pages.</returns>
    /// <exception cref="SourceFailedException">It cannot be had whole.</exception>
    public async Task<byte[]> WholeAsync(SourcePage first)
    {
        List<SourcePage> pages = [first];
        HashSet<string> read = [Key(Place.Http(source)!)];
        var bytes = first.Bytes.LongLength;
        while (pages[^1].Next is { } next)
        {
            if (!read.Add(Key(next)) || pages.Count == Most)
            {
                throw new SourceFailedException(
                    place,
                    pages.Count == Most
                        ? $"has more than {Most} pages"
                        : Text($"leads from page {pages.Count} back to a page that was read"),
                    "Correct the header Link of the registrar's system; the last page has none with rel=\"next\".");
            }

            pages.Add(await get(next));
            bytes += pages[^1].Bytes.LongLength;
            if (bytes > source.MaxBytes)
            {
                throw SourceWords.TooLarge(place, source.MaxBytes);
            }
        }

        return [.. ByteOrderMark.Utf8, .. Encoding.UTF8.GetBytes(source.Format == RosterSource.Csv ? Lines(pages) : Courses(pages))];
    }

    private string Courses(List<SourcePage> pages)
    {
        var whole = new StringBuilder("{\"courses\":[");
        var (courses, participants) = (0, 0);
        for (var i = 0; i < pages.Count; i++)
        {
            using var document = RosterParsing.Document(BodyText.Of(pages[i].Bytes, source, pages[i].Charset), source, login);
            foreach (var course in RosterParsing.Courses(document.RootElement, source).EnumerateArray())
            {
                whole.Append(courses++ == 0 ? "" : ",").Append(course.GetRawText());
                participants += RosterParsing.Participants(course);
            }

            if (i == pages.Count - 1 && PageMarks.Rest(document.RootElement, pages.Count, courses, participants) is { } rest)
            {
                throw SourceWords.OnePage(place, pages.Count, rest);
            }
        }

        return whole.Append("]}").ToString();
    }

    private string Lines(List<SourcePage> pages)
    {
        var whole = new StringBuilder();
        string? head = null;
        for (var i = 0; i < pages.Count; i++)
        {
            var text = BodyText.Of(pages[i].Bytes, source, pages[i].Charset).Text.TrimStart('\r', '\n');
            var end = text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var there ? there : text.Length;
            if (head is null)
            {
                head = text[..end];
            }
            else if (!head.Equals(text[..end], StringComparison.OrdinalIgnoreCase))
            {
                throw new SourceFailedException(
                    place, Text(
                        $"begins page {i + 1} with another line than page 1"), "Let the registrar's system begin each page with the "
                            + "same head.");
            }

            whole.Append(i == 0 ? text : text[end..].TrimStart('\r', '\n'));
            if (whole.Length > 0 && whole[^1] is not ('\r' or '\n'))
            {
                whole.Append('\n');
            }
        }

        return whole.ToString();
    }

    private static string Key(Uri page) => page.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
