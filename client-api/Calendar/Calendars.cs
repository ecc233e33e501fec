using Dapper;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rules;
using MoodleGrains.Texts;
using Npgsql;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>Writes the calendar that a token opens.</summary>
internal sealed class Calendars(NpgsqlDataSource db, IEventReader reader, TimeProvider clock)
{
    // People look back to the beginning of a term.
    private static readonly TimeSpan past = TimeSpan.FromDays(180);

    // What stands behind that is a slip of the pen, and may be more than a date can hold.
    private static readonly TimeSpan future = TimeSpan.FromDays(5 * 365);

    private static readonly TimeSpan cancelledKept = TimeSpan.FromDays(30);

    /// <summary>Reads and writes a calendar.</summary>
    /// <param name="opened">What the token opens.</param>
    /// <param name="site">Its site.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>iCalendar, UTF-8; null if there is nobody, or no rule, any more to show it to.</returns>
    public async Task<ReadOnlyMemory<byte>?> Write(OpenedCalendar opened, Site site, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        if (await Terms(opened, connection, cancellationToken) is not { } terms)
        {
            return null;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var wanted = new { opened.Site, terms.SubjectId, since = now - past, until = now + future, cancelledSince = now - cancelledKept };
        var rows = await connection.QueryAsync<CalendarRow>(new(terms.Sql, wanted, cancellationToken: cancellationToken));
        var entries = rows.Where(row => terms.Take(site.Slug, row)).Select(row => row.ToEntry(opened.Origin, site, terms));
        return CalendarText.Write(await Title(opened, connection, cancellationToken), entries, terms.LeadMinutes);
    }

    private async Task<CalendarTerms?> Terms(OpenedCalendar opened, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        switch (opened.Kind)
        {
            case CalendarSubject.Course:
                return new(CalendarQuery.OfCourse, opened.SubjectId);
            case CalendarSubject.User:
                var gone = await connection.ExecuteScalarAsync<bool>(
                    new(CalendarQuery.UserIsGone, opened, cancellationToken: cancellationToken));
                return gone ? null : new(CalendarQuery.OfUser, opened.SubjectId);
            case CalendarSubject.OfRule:
                return await RuleTerms(opened, cancellationToken);
            default:
                return new(CalendarQuery.OfSite);
        }
    }

    /// <summary>What is in force of a rule; nothing until then.</summary>
    private async Task<CalendarTerms?> RuleTerms(OpenedCalendar opened, CancellationToken cancellationToken)
    {
        var (rule, changedAt) = (Rule.Initial, DateTime.UnixEpoch);
        await foreach (var recorded in reader.Read(Rule.Id(opened.Site, opened.Rule ?? ""), afterVersion: 0, cancellationToken))
        {
            (rule, changedAt) = (Rule.Evolve(rule, recorded.Event), recorded.At.UtcDateTime);
        }

        return rule.InForce is { } terms ? CalendarTerms.Of(terms, rule.Revision, changedAt) : null;
    }

    private static async Task<string> Title(OpenedCalendar opened, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        opened switch
        {
            { Name: { } name } => name,
            { Rule: { } rule } => $"{opened.Site}: {rule}",
            { Kind: CalendarSubject.Course } => PlainName.Of(
                await connection.ExecuteScalarAsync<string>(new(CalendarQuery.CourseName, opened, cancellationToken: cancellationToken)),
                language: null),
            _ => opened.Site,
        };
}
