using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>What we believe to be there, from the read models: what a list leaves out is asked for directly.</summary>
internal sealed class Known(NpgsqlDataSource database)
{
    /// <summary>Courses that are not deleted.</summary>
    public Task<HashSet<long>> CoursesAsync(string site, CancellationToken cancellationToken) =>
        IdsAsync("select id from mg_courses where site = $1 and deleted_at is null", site, cancellationToken);

    /// <summary>Categories that are not deleted.</summary>
    public Task<HashSet<long>> CategoriesAsync(string site, CancellationToken cancellationToken) =>
        IdsAsync("select id from mg_categories where site = $1 and deleted_at is null", site, cancellationToken);

    /// <summary>Users that are not deleted.</summary>
    public Task<HashSet<long>> UsersAsync(string site, CancellationToken cancellationToken) =>
        IdsAsync("select id from mg_users where site = $1 and deleted_at is null", site, cancellationToken);

    /// <summary>Conferences that are not cancelled.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="course">Of a course only; null for all.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The conferences, by the id of their row.</returns>
    public async Task<IReadOnlyList<KnownConference>> ConferencesAsync(string site, long? course, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select c.id, c.module, coalesce(c.instance_id, 0), coalesce(c.course_id, 0), coalesce(extract(epoch from c.starts_at)::bigint, 0),
                   coalesce(extract(epoch from c.ends_at)::bigint, 0), coalesce(c.visible, true),
                   coalesce(c.series_id, 0), coalesce(c.recurring, false), coalesce(s.status = 'cancelled', false)
            from mg_conferences c left join mg_conferences s on s.site = c.site and s.id = c.series_id
            where c.site = $1 and c.status <> 'cancelled' and ($2::bigint is null or c.course_id = $2) order by c.id
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = (object?)course ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<KnownConference>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
                reader.GetBoolean(6), reader.GetInt64(7), reader.GetBoolean(8), reader.GetBoolean(9)));
        }

        return found;
    }

    private async Task<HashSet<long>> IdsAsync(string sql, string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }
}

/// <summary>A conference as the read model has it.</summary>
/// <param name="Id">The id of its row: the course module's, or minus the calendar event's.</param>
/// <param name="Module">The activity module, or <c>calendar</c>.</param>
/// <param name="Instance">The activity's id among those of its module; 0 if unknown.</param>
/// <param name="Course">Its course; 0 if unknown or of the site.</param>
/// <param name="StartsAt">Unix seconds; 0 for none.</param>
/// <param name="EndsAt">Unix seconds; 0 for none.</param>
/// <param name="Visible">Whether students see it, as far as it is known.</param>
/// <param name="Series">Of one occurrence of a series: the course module of its activity; else 0.</param>
/// <param name="Recurring">Whether it is a series.</param>
/// <param name="SeriesDeleted">Of one occurrence: whether the series was deleted.</param>
internal sealed record KnownConference(
    long Id, string Module, long Instance, long Course, long StartsAt, long EndsAt, bool Visible, long Series, bool Recurring,
    bool SeriesDeleted)
{
    /// <summary>Whether it was over at an instant.</summary>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <returns>True if so; one without closing time is over when it has begun.</returns>
    public bool IsOver(long now) => Math.Max(StartsAt, EndsAt) < now;
}
