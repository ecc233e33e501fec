using System.Globalization;
using MoodleGrains.Announcements;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Announcements;

/// <summary>
/// Resolves quiet hours around a conference's start by the time zone rules of this machine. An hour that a change to summer time
/// leaves out counts as the one after it; of one that comes twice the whole is quiet.
/// </summary>
internal static class QuietSpells
{
    /// <summary>The spells that matter to pings of a conference.</summary>
    /// <param name="quiet">The hours; null for none.</param>
    /// <param name="startsAt">The start, Unix seconds; null for none.</param>
    /// <param name="leadMinutes">How long before it people are called.</param>
    /// <returns>The spells, ascending: those that touch the time from the earliest ping to the start.</returns>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the time zone.</exception>
    public static IReadOnlyList<Spell> Around(QuietHours? quiet, long? startsAt, IReadOnlyList<int> leadMinutes)
    {
        if (quiet is null || startsAt is not { } start || leadMinutes.Count == 0)
        {
            return [];
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(quiet.Zone);
        var (from, to) = (Hour(quiet.From), Hour(quiet.To));
        var earliest = start - (60L * leadMinutes.Max());
        var last = LocalDate(start, zone);
        var spells = new List<Spell>();
        for (var date = LocalDate(earliest, zone).AddDays(-1); date <= last; date = date.AddDays(1))
        {
            var spell = new Spell(
                Unix(date.ToDateTime(from), zone, first: true),
                Unix((to <= from ? date.AddDays(1) : date).ToDateTime(to), zone, first: false));
            if (spell.To > earliest && spell.From <= start)
            {
                spells.Add(spell);
            }
        }

        return spells;
    }

    private static TimeOnly Hour(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    private static DateOnly LocalDate(long unix, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unix), zone).DateTime);

    private static long Unix(DateTime local, TimeZoneInfo zone, bool first)
    {
        if (zone.IsInvalidTime(local))
        {
            local += zone.GetUtcOffset(local.AddDays(1)) - zone.GetUtcOffset(local.AddDays(-1));
        }

        var offset = !zone.IsAmbiguousTime(local)
            ? zone.GetUtcOffset(local)
            : first ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetAmbiguousTimeOffsets(local).Min();
        return new DateTimeOffset(local, offset).ToUnixTimeSeconds();
    }
}
