using Dapper;
using Npgsql;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>One calendar that is to be had, without its token.</summary>
public sealed record CalendarInfo
{
    /// <summary>Its number, by which it is revoked.</summary>
    public required long Id { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Whose conferences: <c>site</c>, <c>course</c>, <c>user</c> or <c>rule</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Moodle's id of the course; null for other kinds.</summary>
    public long? CourseId { get; init; }

    /// <summary>Moodle's id of the user; null for other kinds.</summary>
    public long? UserId { get; init; }

    /// <summary>The name of the rule; null for other kinds.</summary>
    public string? Rule { get; init; }

    /// <summary>What it is called in people's calendars; null to go by its subject.</summary>
    public string? Name { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The API key that made it, or whose command line.</summary>
    public required string CreatedBy { get; init; }
}

/// <summary>The calendars that are to be had: making, listing and revoking their tokens.</summary>
/// <param name="db">The database.</param>
public sealed class CalendarTokens(NpgsqlDataSource db)
{
    private const int LongestName = 100;

    private const string Columns = """
        id, site, kind, case when kind = 'course' then subject_id end as CourseId, case when kind = 'user' then subject_id end as UserId,
        rule, name, created_at as CreatedAt, created_by as CreatedBy
        """;

    /// <summary>What is wrong with the name of a calendar.</summary>
    /// <param name="name">The name; null to go by its subject.</param>
    /// <returns>A sentence's end; null if nothing is.</returns>
    public static string? FaultOfName(string? name) => name switch
    {
        null => null,
        _ when string.IsNullOrWhiteSpace(name) => "is empty; give what people's calendars shall show, or leave it out.",
        _ when name.Length > LongestName => $"has {name.Length} characters; {LongestName} at most.",
        _ when name.Any(char.IsControl) => "holds a control character; give one line of text.",
        _ => null,
    };

    /// <summary>Makes a calendar.</summary>
    /// <param name="subject">Whose conferences.</param>
    /// <param name="name">What it is called; null to go by its subject.</param>
    /// <param name="by">The API key or the command line that makes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its token, which nobody can read back, and the rest.</returns>
    public async Task<(CalendarToken Token, CalendarInfo Calendar)> New(
        CalendarSubject subject, string? name, string by, CancellationToken cancellationToken)
    {
        const string sql = $"""
            insert into mg_calendar_tokens (hash, site, kind, subject_id, rule, name, created_by)
            values (@Hash, @Site, @Kind, @Id, @Rule, @name, @by)
            returning {Columns}
            """;
        var token = CalendarToken.New();
        var row = new { token.Hash, subject.Site, subject.Kind, subject.Id, subject.Rule, name, by };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return (token, await connection.QuerySingleAsync<CalendarInfo>(new(sql, row, cancellationToken: cancellationToken)));
    }

    /// <summary>The calendars there are, by number.</summary>
    /// <param name="site">Of one site; null for all.</param>
    /// <param name="after">Only those behind this number.</param>
    /// <param name="rows">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The calendars.</returns>
    public async Task<IReadOnlyList<CalendarInfo>> List(string? site, long after, int rows, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select {Columns} from mg_calendar_tokens where id > @after and (@site::text is null or site = @site) order by id limit @rows
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<CalendarInfo>(new(sql, new { site, after, rows }, cancellationToken: cancellationToken)))
            .AsList();
    }

    /// <summary>Takes a calendar away: its address answers 404 from now on.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="may">Whether it may be taken away.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it was; null if there is none that may be taken away.</returns>
    public async Task<CalendarInfo?> Revoke(long id, Func<CalendarInfo, bool> may, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var known = await connection.QuerySingleOrDefaultAsync<CalendarInfo>(
            new($"select {Columns} from mg_calendar_tokens where id = @id", new { id }, cancellationToken: cancellationToken));
        if (known is null || !may(known))
        {
            return null;
        }

        await connection.ExecuteAsync(new(
            "delete from mg_calendar_tokens where id = @id", new { id }, cancellationToken: cancellationToken));
        return known;
    }

    /// <summary>Whether there is anybody or anything to make a calendar of.</summary>
    /// <param name="subject">Whom or what.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>True if it is known and not deleted.</returns>
    public async Task<bool> Knows(CalendarSubject subject, CancellationToken cancellationToken)
    {
        const string sql = """
            select case @Kind
                when 'course' then exists (select from mg_courses where site = @Site and id = @Id and deleted_at is null)
                when 'user' then exists (select from mg_enrolments where site = @Site and user_id = @Id and enrolled)
                    or exists (select from mg_users where site = @Site and id = @Id and deleted_at is null)
                when 'rule' then exists (select from mg_rules where site = @Site and name = @Rule)
                else true end
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new(sql, subject, cancellationToken: cancellationToken));
    }

    /// <summary>Whose calendar a token opens.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The calendar; null if there is none, or none any more.</returns>
    internal async Task<OpenedCalendar?> Find(CalendarToken token, CancellationToken cancellationToken)
    {
        const string sql = """
            select t.site, t.kind, t.subject_id as SubjectId, t.rule, t.name, o.id as Origin
            from mg_calendar_tokens t cross join mg_calendar_origin o
            where t.hash = @Hash
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<OpenedCalendar>(
            new(sql, new { token.Hash }, cancellationToken: cancellationToken));
    }
}

/// <summary>What a token opens.</summary>
internal sealed record OpenedCalendar
{
    public required string Site { get; init; }

    public required string Kind { get; init; }

    public long? SubjectId { get; init; }

    public string? Rule { get; init; }

    public string? Name { get; init; }

    /// <summary>Which installation.</summary>
    public required Guid Origin { get; init; }
}
