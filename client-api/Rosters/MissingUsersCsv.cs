using CsvHelper;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Missing users as CSV (RFC 4180): a head, CRLF, quotes where a value needs them.</summary>
public static class MissingUsersCsv
{
    /// <summary>Writes them.</summary>
    /// <param name="missing">The users.</param>
    /// <param name="excel">
    /// Whether for a spreadsheet of a country that writes <c>1,5</c>: a byte order mark, and <c>;</c> between the values.
    /// </param>
    /// <returns>
    /// The file, UTF-8. A value that a spreadsheet would take for a formula (it begins with = + - @, a tab or CR) gets a <c>'</c> before
    /// it.
    /// </returns>
    public static byte[] Write(IEnumerable<MissingUser> missing, bool excel = false)
    {
        var options = new CsvWriterOptions
        {
            Separator = excel ? ';' : ',',
            WriteByteOrderMark = excel,
            Injection = CsvInjection.Escape,
            Quoting = CsvQuoting.WhenNeededOrWhitespace,
        };
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, options, leaveOpen: true))
        {
            csv.WriteHeader("username", "course_shortname", "course_name", "role");
            foreach (var user in missing)
            {
                csv.WriteRecord(user.UserName, user.CourseShortName, user.CourseName, user.Role);
            }
        }

        return bytes.ToArray();
    }
}
