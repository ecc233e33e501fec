using System.Globalization;

namespace MoodleGrains.Conferences;

/// <summary>
/// Which conference: an activity by its course module (<c>41</c>, positive); an entry of Moodle's calendar that belongs to no
/// activity, or is one occurrence of a series, by its event (<c>e77</c>, in rows and feeds −77).
/// </summary>
public static class ConferenceId
{
    /// <summary>What stands as module where a conference is an entry of the calendar.</summary>
    public const string Calendar = "calendar";

    /// <summary>The grain of an activity.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="courseModule">Moodle's id of its course module.</param>
    /// <returns>The id.</returns>
    public static StreamKey OfActivity(string site, long courseModule) => StreamKey.For(Conference.Kind, site, courseModule);

    /// <summary>The grain of a calendar entry, or of one occurrence of a series.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="calendarEvent">Moodle's id of the calendar event.</param>
    /// <returns>The id.</returns>
    public static StreamKey OfCalendarEntry(string site, long calendarEvent) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Conference.Kind}-{site}-e{calendarEvent}"));

    /// <summary>The grain of a row.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="row">The row's id: a course module, or a calendar event as a negative number.</param>
    /// <returns>The id.</returns>
    public static StreamKey OfRow(string site, long row) => row < 0 ? OfCalendarEntry(site, -row) : OfActivity(site, row);

    /// <summary>The third part of the grain's id.</summary>
    /// <param name="row">The row's id.</param>
    /// <returns><c>41</c> or <c>e77</c>.</returns>
    public static string Text(long row) => row < 0
        ? string.Create(CultureInfo.InvariantCulture, $"e{-row}")
        : row.ToString(CultureInfo.InvariantCulture);

    /// <summary>The id of the row, from the third part of a grain's id.</summary>
    /// <param name="text"><c>41</c> or <c>e77</c>.</param>
    /// <returns>41 or −77; 0 where it is neither.</returns>
    public static long Row(string text)
    {
        var entry = text.StartsWith('e');
        return long.TryParse(text.AsSpan(entry ? 1 : 0), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? entry ? -id : id
            : 0;
    }
}
