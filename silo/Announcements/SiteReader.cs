using MoodleGrains.Announcements;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using Npgsql;

namespace MoodleGrains.Silo.Announcements;

/// <summary>The rules of a site and the conferences concerned.</summary>
/// <param name="Site">Its slug.</param>
/// <param name="Rules">The rules of the site; where it is about one conference, those that may be about it.</param>
/// <param name="Conferences">The conferences.</param>
internal sealed record SiteView(string Site, IReadOnlyList<RuleSeen> Rules, IReadOnlyList<ConferenceSeen> Conferences);

/// <summary>Reads rules and conferences from the read models: one round trip, whatever the scope.</summary>
internal sealed class SiteReader(NpgsqlDataSource database)
{
    private readonly KnownTerms known = new();

    // A category may be hidden without a word about its courses. Moodle nests categories a few levels deep; the bound only ends a
    // circle, which two late observations may draw for a moment.
    private const string Conferences = """
        select f.id, f.module, f.course_id, f.name, extract(epoch from f.starts_at)::bigint, extract(epoch from f.ends_at)::bigint, f.visible,
            f.status, f.join_url, f.guest_url, f.running, c.id, c.full_name, c.visible, extract(epoch from c.deleted_at)::bigint, above.ids,
            coalesce(above.hidden, false), a.channels, f.series_id, coalesce(f.recurring, false)
        from mg_conferences f
        left join mg_courses c on c.site = f.site and c.id = f.course_id
        left join lateral (
            with recursive up(id, parent_id, hidden, depth) as (
                select k.id, k.parent_id, k.visible is false, 1 from mg_categories k where k.site = f.site and k.id = c.category_id
                union all
                select k.id, k.parent_id, k.visible is false, up.depth + 1
                from up join mg_categories k on k.site = f.site and k.id = up.parent_id where up.depth < 32)
            select array_agg(id order by depth) as ids, bool_or(hidden) as hidden from up) above on true
        left join lateral (
            select array_agg(b.channel order by b.channel) as channels from mg_announced b
            where b.site = f.site and b.wanted and b.conference = case when f.id < 0 then 'e' || (-f.id)::text else f.id::text end) a on true
        where f.site = $1
        """;

    // Beside the window: what runs, and what was announced and has not been over for a day.
    private const string Window = """
        and (f.running or (f.starts_at <= to_timestamp($3) and greatest(f.ends_at, f.starts_at) > to_timestamp($2) - interval '1 day')
            or (a.channels is not null and (f.starts_at is null or greatest(f.ends_at, f.starts_at) > to_timestamp($2) - interval '1 day')))
        """;

    /// <summary>Reads.</summary>
    /// <param name="scope">What is concerned.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="until">The end of the window, Unix seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What was read.</returns>
    public async Task<SiteView> ReadAsync(ReconcileAnnouncements scope, long now, long until, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        foreach (var question in Ask(scope, now, until))
        {
            batch.BatchCommands.Add(question);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(scope, reader, cancellationToken);
    }

    /// <summary>The questions.</summary>
    /// <param name="scope">What is concerned.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="until">The end of the window, Unix seconds.</param>
    /// <returns>Two statements.</returns>
    public static IReadOnlyList<NpgsqlBatchCommand> Ask(ReconcileAnnouncements scope, long now, long until) =>
    [
        scope.Scope == AnnouncementScope.Conference
            ? RuleRows.Command(scope.Site, ConferenceId.Row(scope.Id))
            : RuleRows.Command(scope.Site),
        Command(scope, now, until),
    ];

    /// <summary>Reads the answers.</summary>
    /// <param name="scope">What is concerned.</param>
    /// <param name="reader">At the first of them; at the second one afterwards.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What was read.</returns>
    public async Task<SiteView> ReadAsync(ReconcileAnnouncements scope, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rules = await RuleRows.ReadAsync(reader, known, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var conferences = new List<ConferenceSeen>();
        while (await reader.ReadAsync(cancellationToken))
        {
            conferences.Add(Conference(scope.Site, reader));
        }

        return new(scope.Site, rules, conferences);
    }

    private static NpgsqlBatchCommand Command(ReconcileAnnouncements scope, long now, long until)
    {
        var command = new NpgsqlBatchCommand { Parameters = { new() { Value = scope.Site } } };
        if (scope.Scope == AnnouncementScope.Conference)
        {
            command.CommandText = $"{Conferences} and f.id = $2";
            command.Parameters.Add(new() { Value = ConferenceId.Row(scope.Id) });
            return command;
        }

        command.Parameters.Add(new() { Value = (double)now });
        command.Parameters.Add(new() { Value = (double)until });
        var narrowed = scope.Scope switch
        {
            AnnouncementScope.Course => "and f.course_id = $4",
            AnnouncementScope.Category => "and $4 = any(above.ids)",
            _ => null,
        };
        if (narrowed is not null)
        {
            command.Parameters.Add(new() { Value = long.Parse(scope.Id, System.Globalization.CultureInfo.InvariantCulture) });
        }

        command.CommandText = $"{Conferences} {Window} {narrowed} order by f.starts_at, f.id";
        return command;
    }

    private static ConferenceSeen Conference(string site, NpgsqlDataReader row)
    {
        return new(
            new()
            {
                DocumentId = ConferenceId.OfRow(site, row.GetInt64(0)).Value,
                Site = site,
                Id = row.GetInt64(0),
                Module = Value<string>(1) ?? "",
                CourseId = Number(2),
                Name = Value<string>(3),
                StartsAt = Number(4),
                EndsAt = Number(5),
                Visible = Flag(6),
                Status = Value<string>(7) ?? ConferenceRow.Unscheduled,
                JoinUrl = Value<string>(8),
                GuestUrl = Value<string>(9),
                Running = Flag(10) ?? false,
                Series = Number(18),
                Recurring = row.GetBoolean(19),
            },
            Number(11) is { } course
                ? new()
                {
                    DocumentId = StreamKey.For(Course.Kind, site, course).Value,
                    Site = site,
                    Id = course,
                    FullName = Value<string>(12),
                    Visible = Flag(13),
                    DeletedAt = Number(14),
                }
                : null,
            Value<long[]>(15) ?? [],
            row.GetBoolean(16),
            Value<string[]>(17) ?? []);

        T? Value<T>(int column)
            where T : class => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

        long? Number(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

        bool? Flag(int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);
    }
}
