using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Missing users as CSV (RFC 4180): a head, CRLF, quotes where a value needs them.</summary>
public static class MissingUsersCsv
{
    private static readonly string[] head = ["username", "course_shortname", "course_name", "role"];
    private static readonly char[] formulas = ['=', '+', '-', '@', '\t', '\r'];

    /// <summary>Writes them.</summary>
    /// <param name="missing">The users.</param>
    /// <param name="excel">Whether for a spreadsheet of a country that writes <c>1,5</c>: a byte order mark, and <c>;</c> between the values.</param>
    /// <returns>The file, UTF-8. A value that a spreadsheet would take for a formula begins with <c>'</c>.</returns>
    public static byte[] Write(IEnumerable<MissingUser> missing, bool excel = false)
    {
        var style = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            NewLine = "\r\n",
            Delimiter = excel ? ";" : ",",

            // A value with the other separator is quoted too: some programs guess which one it is.
            ShouldQuote = value => value.Field is { } field && (field.AsSpan().IndexOfAny("\",;\r\n") >= 0 || field != field.Trim()),
        };
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: excel)))
        using (var csv = new CsvWriter(text, style))
        {
            Line(csv, head);
            foreach (var user in missing)
            {
                Line(csv, [user.UserName, user.CourseShortName, user.CourseName, user.Role]);
            }
        }

        return bytes.ToArray();
    }

    private static void Line(CsvWriter csv, string[] values)
    {
        foreach (var value in values)
        {
            csv.WriteField(Defused(value));
        }

        csv.NextRecord();
    }

    // OWASP, "CSV Injection". CsvHelper's own escape looks behind quotes too and would change names that are no formulas.
    private static string Defused(string value) => value != "" && formulas.Contains(value[0]) ? $"'{value}" : value;
}
