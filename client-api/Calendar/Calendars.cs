using Dapper;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Conferences;
using Npgsql;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>Writes the calendar that a token opens.</summary>
internal sealed class Calendars(NpgsqlDataSource db, TimeProvider clock)
{
    // People look back to the beginning of a term.
    private static readonly TimeSpan past = TimeSpan.FromDays(180);

    // What stands behind that is a slip of the pen, and may be more than a date can hold.
    private static readonly TimeSpan future = TimeSpan.FromDays(5 * 365);

    private static readonly TimeSpan cancelledKept = TimeSpan.FromDays(30);

    private static readonly int[] usualLead = [5];

    /// <summary>Reads and writes a calendar.</summary>
    /// <param name="opened">What the token opens.</param>
    /// <param name="site">Its site.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>iCalendar, UTF-8; null if there is nobody, or no rule, any more to show it to.</returns>
    public async Task<ReadOnlyMemory<byte>?> Write(OpenedCalendar opened, Site site, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var wanted = new { opened.Site, opened.SubjectId, since = now - past, until = now + future, cancelledSince = now - cancelledKept };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var name = opened.Name ?? site.Slug;
        var sql = CalendarQuery.OfSite;
        switch (opened.Kind)
        {
            case CalendarSubject.Course:
                sql = CalendarQuery.OfCourse;
                name = opened.Name ?? PlainName.Of(await Scalar<string>(CalendarQuery.Course), language: null);
                break;
            case CalendarSubject.User when await Scalar<bool>(CalendarQuery.UserIsGone):
                return null;
            case CalendarSubject.User:
                sql = CalendarQuery.OfUser;
                break;
        }

        var rows = await connection.QueryAsync<CalendarRow>(new(sql, wanted, cancellationToken: cancellationToken));
        var entries = rows.Select(row => row.ToEntry(opened.Origin, site, ConferenceClock.UsualSeconds, language: null));
        return CalendarText.Write(name, entries, usualLead);

        Task<T?> Scalar<T>(string question) =>
            connection.ExecuteScalarAsync<T>(new(question, wanted, cancellationToken: cancellationToken));
    }
}
