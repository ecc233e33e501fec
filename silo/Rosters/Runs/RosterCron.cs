using System.Globalization;
using MoodleGrains.Rosters;
using Quartz;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// The times of a schedule: five fields as crontab(5) has them, by the clock of a time zone. A time of that clock that does not exist, in
/// the hour that is left out in spring, is run that much later; one that comes twice in autumn is run the first time only.
/// </summary>
internal sealed class RosterCron
{
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    // Clocks are set by an hour or less, but for Lord Howe's history; a day covers all.
    private static readonly TimeSpan Shift = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<CronExpression> expressions;
    private readonly TimeZoneInfo zone;

    private RosterCron(IReadOnlyList<CronExpression> expressions, TimeZoneInfo zone) => (this.expressions, this.zone) = (expressions, zone);

    /// <summary>Reads a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <returns>Its times.</returns>
    /// <exception cref="FormatException">It cannot be read; the message names field, value and remedy.</exception>
    public static RosterCron Parse(RosterSchedule schedule)
    {
        var fields = schedule.Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            throw new FormatException(
                $"schedule.cron: '{schedule.Cron}' has {fields.Length} fields; write five: minute hour day month weekday.");
        }

        try
        {
            return new([.. Expressions(fields)], TimeZoneInfo.FindSystemTimeZoneById(schedule.Zone));
        }
        catch (TimeZoneNotFoundException e)
        {
            throw new FormatException($"schedule.zone: there is no time zone '{schedule.Zone}'; write one like Europe/Brussels.", e);
        }
        catch (FormatException e)
        {
            throw new FormatException(
                $"schedule.cron: '{schedule.Cron}' cannot be read ({e.Message}); write five fields like '30 2 * * 1-5'.",
                e);
        }
    }

    /// <summary>The next time.</summary>
    /// <param name="after">An instant, UTC.</param>
    /// <returns>The first time of the schedule behind it, UTC; null if none comes.</returns>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        // Times of the clock on the wall, as if they were UTC: so none is left out and none comes twice.
        var from = new DateTimeOffset(TimeZoneInfo.ConvertTime(after, zone).DateTime, TimeSpan.Zero) - Shift;
        for (var wall = NextOnWall(from); wall is { } time; wall = NextOnWall(time))
        {
            if (Instant(time.DateTime) is var instant && instant > after)
            {
                return instant;
            }
        }

        return null;
    }

    // Where day of month and day of week are both restricted, cron runs on either; Quartz takes one of them only.
    private static IEnumerable<CronExpression> Expressions(string[] fields)
    {
        var (minute, hour, day, month, week) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        if (week == "*" || day != "*")
        {
            yield return new($"0 {minute} {hour} {day} {month} ?") { TimeZone = TimeZoneInfo.Utc };
        }

        if (week != "*")
        {
            yield return new($"0 {minute} {hour} ? {month} {WeekDays(week)}") { TimeZone = TimeZoneInfo.Utc };
        }
    }

    // cron counts from Sunday, 0 or 7; Quartz from 1.
    private static string WeekDays(string field) => string.Join(',', field.Split(',').SelectMany(part =>
    {
        var (range, step) = part.Split('/') is [var first, var every] ? (first, Number(every)) : (part, 1);
        var (from, to) = range == "*" ? (0, 6) : range.Split('-') is [var start, var end] ? (Number(start), Number(end))
            : (Number(range), part.Contains('/', StringComparison.Ordinal) ? 6 : Number(range));
        return Enumerable.Range(from, Math.Max(0, to - from + 1)).Where(number => (number - from) % Math.Max(1, step) == 0);
    }).Select(number => Days[number % 7]).Distinct());

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' is no number");

    private DateTimeOffset? NextOnWall(DateTimeOffset after) => expressions.Select(expression => expression.GetTimeAfter(after)).Min();

    private DateTimeOffset Instant(DateTime wall)
    {
        var time = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(time))
        {
            // The offset before the gap counts on: 02:30 is 03:30.
            return new DateTimeOffset(time, zone.GetUtcOffset(time - Shift)).ToUniversalTime();
        }

        var offset = zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max() : zone.GetUtcOffset(time);
        return new DateTimeOffset(time, offset).ToUniversalTime();
    }
}
