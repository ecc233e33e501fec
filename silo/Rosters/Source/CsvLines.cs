using System.Globalization;
using CsvHelper;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>The lines of a CSV, and what is to be said of it as a whole.</summary>
/// <param name="Lines">The lines behind the head.</param>
/// <param name="Findings">Columns that nobody knows, heads that come again.</param>
internal sealed record CsvTable(IReadOnlyList<RosterLine> Lines, IReadOnlyList<Finding> Findings);

/// <summary>Reads the lines of a CSV: RFC 4180 with <c>,</c> or <c>;</c>.</summary>
internal static class CsvLines
{
    private const string Columns = "The columns are course_shortname, course_name, username and role.";

    private static readonly string[] Known = ["course_shortname", "course_name", "username", "role"];

    /// <summary>Reads them.</summary>
    /// <param name="text">The file.</param>
    /// <param name="place">Whose it is.</param>
    /// <param name="ignored">Columns that are meant to be there and are not read.</param>
    /// <returns>The lines behind the head.</returns>
    /// <exception cref="SourceFailedException">It is no such CSV.</exception>
    public static CsvTable Read(string text, string place, IReadOnlyCollection<string> ignored)
    {
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
            return Table(reader, place, ignored);
        }
        catch (CsvFormatException wrong)
        {
            // A quote that is never closed swallows every line behind it.
            throw new SourceFailedException(
                place, $"is no CSV from line {wrong.LineNumber} on: a double quote is never closed, or stands inside a field",
                "Put such a field into double quotes, and double those inside it; or the end of it is missing.");
        }
    }

    private static CsvTable Table(CsvReader reader, string place, IReadOnlyCollection<string> ignored)
    {
        List<string> head = reader.Read() ? Cells(reader) : [];
        var (shortName, name, userName, role) = (Column("course_shortname"), Column("course_name"), Column("username"), Column("role"));
        List<Finding> findings =
        [
            .. head.Where(column => column != "" && !Known.Contains(column, StringComparer.OrdinalIgnoreCase) && !ignored.Contains(column))
                .Distinct()
                .Select(column => new Finding(
                    false, "unknown_field", "line 1",
                    $"'{Short(column)}' is no column of a roster and is not read. {Columns} Correct its name, or list it under "
                        + $"source.ignore if it is meant to be there.")),
        ];
        List<RosterLine> lines = [];
        while (reader.Read())
        {
            if (IsHead())
            {
                findings.Add(Again((int)reader.LineNumber));
            }
            else
            {
                lines.Add(new((int)reader.LineNumber, Field(shortName), Field(name), Field(userName), Field(role)));
            }
        }

        return new(lines, findings);

        int Column(string wanted)
        {
            var first = head.FindIndex(IsWanted);
            return first < 0 ? throw new SourceFailedException(place, $"has no column {wanted}", Columns)
                : head.FindLastIndex(IsWanted) > first
                    ? throw new SourceFailedException(place, $"has the column {wanted} more than once", Columns)
                    : first;

            bool IsWanted(string there) => there.Equals(wanted, StringComparison.OrdinalIgnoreCase);
        }

        string? Field(int column) => column < reader.FieldCount ? reader.GetString(column) : null;

        // No course is called course_shortname. A head of other columns would make nonsense of every line behind it.
        bool IsHead()
        {
            if (!Enumerable.Range(0, reader.FieldCount)
                .Any(column => reader.GetString(column).Contains(Known[0], StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }

            var cells = Cells(reader);
            return cells.SequenceEqual(head, StringComparer.OrdinalIgnoreCase)
                || (Array.TrueForAll(Known, wanted => cells.Exists(cell => cell.Contains(wanted, StringComparison.OrdinalIgnoreCase)))
                    ? throw new SourceFailedException(
                        place, $"has another head in line {reader.LineNumber} than in its first line: tables were put together that "
                            + $"do not fit",
                        "Give one table with one head.")
                    : false);
        }
    }

    private static Finding Again(int line) => new(
        false, "head_again", string.Create(CultureInfo.InvariantCulture, $"line {line}"),
        "The head stands here again, as where two exports are put together; it is passed over. Look whether both are meant, and give one "
            + "table with one head.");

    private static List<string> Cells(CsvReader reader) =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetString(column).Trim('\uFEFF', ' ', '\t', '\r', '\n'))];

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private static char Separator(string text)
    {
        var head = text.AsSpan().TrimStart("\r\n\uFEFF");
        var end = head.IndexOfAny('\r', '\n');
        head = end < 0 ? head : head[..end];
        return head.Count(';') > head.Count(',') ? ';' : ',';
    }
}
