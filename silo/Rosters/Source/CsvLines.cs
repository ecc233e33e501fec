using System.Text;
using System.Text.Unicode;
using CsvHelper;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Reads the lines of a CSV: RFC 4180 with <c>,</c> or <c>;</c>, in UTF-8, else in Windows-1252.</summary>
internal static class CsvLines
{
    private const string Columns = "The columns are course_shortname, course_name, username and role.";

    /// <summary>Reads them.</summary>
    /// <param name="bytes">The file without a byte order mark.</param>
    /// <param name="place">Whose it is.</param>
    /// <returns>The lines behind the head.</returns>
    /// <exception cref="SourceFailedException">It is no such CSV.</exception>
    public static IReadOnlyList<RosterLine> Read(ReadOnlySpan<byte> bytes, string place)
    {
        var text = Decode(bytes);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new SourceFailedException(place, "is no CSV in UTF-8 or Windows-1252", "Save it as 'CSV UTF-8'.");
        }

        try
        {
            using var reader = CsvReader.FromText(text, new()
            {
                Separator = Separator(text),
                HasHeader = false,
                MalformedData = CsvMalformedDataHandling.Throw,
                TrackLineNumbers = true,
                IncludeValuesInExceptions = false,
            });
            return Lines(reader, place);
        }
        catch (CsvFormatException wrong)
        {
            // A quote that is never closed swallows every line behind it.
            throw new SourceFailedException(
                place, $"is no CSV from line {wrong.LineNumber} on: a double quote is never closed, or stands inside a field",
                "Put such a field into double quotes, and double those inside it; or the end of it is missing.");
        }
    }

    private static List<RosterLine> Lines(CsvReader reader, string place)
    {
        List<string> head = reader.Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetString(column).Trim())] : [];
        var (shortName, name, userName, role) = (Column("course_shortname"), Column("course_name"), Column("username"), Column("role"));
        List<RosterLine> lines = [];
        while (reader.Read())
        {
            lines.Add(new((int)reader.LineNumber, Field(shortName), Field(name), Field(userName), Field(role)));
        }

        return lines;

        int Column(string wanted)
        {
            var first = head.FindIndex(IsWanted);
            return first < 0 ? throw new SourceFailedException(place, $"has no column {wanted}", Columns)
                : head.FindLastIndex(IsWanted) > first ? throw new SourceFailedException(place, $"has the column {wanted} more than once", Columns)
                : first;

            bool IsWanted(string there) => there.Equals(wanted, StringComparison.OrdinalIgnoreCase);
        }

        string? Field(int column) => column < reader.FieldCount ? reader.GetString(column) : null;
    }

    private static char Separator(string text)
    {
        var head = text.AsSpan().TrimStart("\r\n");
        var end = head.IndexOfAny('\r', '\n');
        head = end < 0 ? head : head[..end];
        return head.Count(';') > head.Count(',') ? ';' : ',';
    }

    private static string Decode(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes)
        ? Encoding.UTF8.GetString(bytes)
        : CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
}
