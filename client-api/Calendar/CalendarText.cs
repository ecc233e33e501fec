using System.Globalization;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>A calendar as iCalendar (RFC 5545), published (RFC 5546): the same entries are the same bytes.</summary>
internal static class CalendarText
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "text/calendar; charset=utf-8";

    // How often a calendar asks again: REFRESH-INTERVAL is RFC 7986's word, X-PUBLISHED-TTL the one that Outlook reads.
    private const string AskAgain = "PT15M";

    /// <summary>Writes a calendar.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="entries">What is in it.</param>
    /// <param name="leadMinutes">How long before each start it reminds.</param>
    /// <returns>UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(string name, IEnumerable<CalendarEntry> entries, IReadOnlyList<int> leadMinutes)
    {
        var ics = new IcsWriter();
        ics.Line("BEGIN", "VCALENDAR");
        ics.Line("VERSION", "2.0");
        ics.Line("PRODID", "-//MoodleGrains//Conferences//EN");
        ics.Line("CALSCALE", "GREGORIAN");
        ics.Line("METHOD", "PUBLISH");
        ics.Text("NAME", name);
        ics.Text("X-WR-CALNAME", name);
        ics.Line("REFRESH-INTERVAL;VALUE=DURATION", AskAgain);
        ics.Line("X-PUBLISHED-TTL", AskAgain);
        var empty = true;
        foreach (var entry in entries)
        {
            empty = false;
            Write(ics, entry, leadMinutes);
        }

        if (empty)
        {
            // The grammar (3.6) wants a component, whichever.
            ZoneThatNobodyUses(ics);
        }

        ics.Line("END", "VCALENDAR");
        return ics.Written;
    }

    private static void Write(IcsWriter ics, CalendarEntry entry, IReadOnlyList<int> leadMinutes)
    {
        ics.Line("BEGIN", "VEVENT");
        ics.Text("UID", entry.Uid);

        // With METHOD it says when this version of the entry was made (RFC 5545, 3.8.7.2), not when it was asked for.
        ics.Time("DTSTAMP", entry.ChangedAt);
        ics.Time("LAST-MODIFIED", entry.ChangedAt);
        ics.Line("SEQUENCE", entry.Sequence.ToString(CultureInfo.InvariantCulture));
        ics.Line("STATUS", entry.Cancelled ? "CANCELLED" : "CONFIRMED");
        ics.Time("DTSTART", entry.StartsAt);
        ics.Time("DTEND", entry.EndsAt);
        if (entry.Name.Length > 0)
        {
            ics.Text("SUMMARY", entry.Name);
        }

        if (entry.Course.Length > 0)
        {
            ics.Text("CATEGORIES", entry.Course);
        }

        // Not every calendar shows URL: Google's shows place and description only, and reads a description as HTML: no name becomes a tag.
        string[] description = [entry.Course.Replace('<', '‹'), entry.Link?.AbsoluteUri ?? ""];
        if (string.Join('\n', description.Where(line => line.Length > 0)) is { Length: > 0 } lines)
        {
            ics.Text("DESCRIPTION", lines);
        }

        if (entry.Link is { } link)
        {
            ics.Text("LOCATION", link.AbsoluteUri);
            ics.Line("URL", link.AbsoluteUri);
        }

        if (!entry.Cancelled)
        {
            foreach (var minutes in leadMinutes)
            {
                Remind(ics, entry.Name, minutes);
            }
        }

        ics.Line("END", "VEVENT");
    }

    private static void ZoneThatNobodyUses(IcsWriter ics)
    {
        ics.Line("BEGIN", "VTIMEZONE");
        ics.Line("TZID", "UTC");
        ics.Line("BEGIN", "STANDARD");
        ics.Line("DTSTART", "19700101T000000");
        ics.Line("TZOFFSETFROM", "+0000");
        ics.Line("TZOFFSETTO", "+0000");
        ics.Line("END", "STANDARD");
        ics.Line("END", "VTIMEZONE");
    }

    private static void Remind(IcsWriter ics, string name, int minutes)
    {
        ics.Line("BEGIN", "VALARM");
        ics.Line("ACTION", "DISPLAY");
        ics.Text("DESCRIPTION", name);
        ics.Line("TRIGGER", string.Create(CultureInfo.InvariantCulture, $"-PT{minutes}M"));
        ics.Line("END", "VALARM");
    }
}
