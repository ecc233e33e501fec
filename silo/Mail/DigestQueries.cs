using MoodleGrains.Conferences;
using MoodleGrains.Digests;
using MoodleGrains.Mail;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Mail;

/// <summary>Reads what a digest tells from the published views.</summary>
/// <param name="database">The database.</param>
/// <param name="changes">Up to where no change may still come.</param>
internal sealed class DigestQueries(NpgsqlDataSource database, Watermark changes)
{
    // Hidden courses and conferences are hidden from digests too.
    private const string Mine = """
        with mine as (
            select c.id, c.full_name, c.deleted_at
            from mg_enrolments e join mg_courses c on c.site = e.site and c.id = e.course_id
            where e.site = $1 and e.user_id = $2 and e.active is not false and c.visible is not false)
        """;

    // Seven days ahead. Cut off at a hundred: a letter is no archive.
    private const string Coming = $"""
        {Mine}
        select coalesce(f.name, ''), coalesce(m.full_name, ''), extract(epoch from f.starts_at)::bigint, f.join_url
        from mine m join mg_conferences f on f.site = $1 and f.course_id = m.id
        where m.deleted_at is null and f.visible is not false and f.recurring is not true and f.status <> '{ConferenceRow.Cancelled}'
          and f.starts_at < to_timestamp($3 + 604800) and (f.starts_at >= to_timestamp($3) or f.ends_at > to_timestamp($3))
        order by f.starts_at, f.id limit 100
        """;

    // What Moodle told two weeks ago or earlier (an import, a plugin that was silent) is no news, nor what happened to a
    // conference that is over. Kind 1 is a course's change, 2 a conference's (ChangeRow). Of a series it is no news that its next
    // occurrence comes after the last one, nor that an occurrence comes near or is called as the series is.
    private const string Changes = $"""
        {Mine}, told as (
            select h.kind, h.subject_id, array_agg(distinct h.what) as what, max(h.position) as position
            from mg_changes h
            left join mg_conferences s on h.kind = 2 and s.site = $1 and s.id = h.subject_id
            where h.site = $1 and h.position > $4 and h.position <= $5 and h.told_at > to_timestamp($6)
              and not (coalesce(s.recurring, false) and h.what = '{ChangeRow.Rescheduled}')
              and not (s.series_id is not null and h.what in ('{ChangeRow.Added}', '{ChangeRow.Renamed}'))
              and (h.kind = 1 and h.subject_id in (select id from mine)
                or h.kind = 2 and h.subject_id in
                    (select f.id from mg_conferences f where f.site = $1 and f.course_id in (select id from mine)))
            group by h.kind, h.subject_id)
        select t.kind = 1, t.what, coalesce(f.name, m.full_name, ''), n.full_name, extract(epoch from f.starts_at)::bigint, f.join_url
        from told t
        left join mine m on t.kind = 1 and m.id = t.subject_id
        left join mg_conferences f on t.kind = 2 and f.site = $1 and f.id = t.subject_id
        left join mine n on n.id = f.course_id
        where t.kind = 1 or (f.visible is not false and (f.starts_at is null or f.starts_at > to_timestamp($3)))
        order by t.position limit 100
        """;

    private const long Fresh = 14 * 86_400;

    /// <summary>Reads it.</summary>
    /// <param name="mail">Whose digest, and since when.</param>
    /// <param name="now">Now, Unix seconds.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The facts.</returns>
    public async Task<DigestFacts> ReadAsync(SendMail mail, long now, CancellationToken cancellationToken)
    {
        // First the position, then the rows: what comes in between is left for the next digest.
        var through = await changes.ReadAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        List<ComingConference> coming = [];
        await using (var command = new NpgsqlCommand(Coming, connection))
        {
            Add(command, mail.Site, mail.UserId, now);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                coming.Add(new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), Link(reader, 3)));
            }
        }

        List<Change> told = [];
        await using (var command = new NpgsqlCommand(Changes, connection))
        {
            // The first digest tells of one period.
            Add(command, mail.Site, mail.UserId, now, mail.Since ?? 0, through, now - (mail.Since is null ? mail.Period : Fresh));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                told.Add(new(
                    reader.GetBoolean(0),
                    reader.GetFieldValue<string[]>(1),
                    reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetString(3),
                    reader.IsDBNull(4) ? null : reader.GetInt64(4),
                    Link(reader, 5)));
            }
        }

        return new(coming, told, through);
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
    }

    private static Uri? Link(NpgsqlDataReader reader, int column) =>
        !reader.IsDBNull(column)
        && Uri.TryCreate(reader.GetString(column), UriKind.Absolute, out var link)
        && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp)
            ? link
            : null;
}
