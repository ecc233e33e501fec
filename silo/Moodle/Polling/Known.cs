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
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The conferences, by the id of their row.</returns>
    public async Task<IReadOnlyList<KnownConference>> ConferencesAsync(string site, long? course, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select id, module, coalesce(instance_id, 0), coalesce(course_id, 0), coalesce(extract(epoch from starts_at)::bigint, 0),
                   coalesce(extract(epoch from ends_at)::bigint, 0), coalesce(visible, true)
            from mg_conferences where site = $1 and status <> 'cancelled' and ($2::bigint is null or course_id = $2) order by id
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = (object?)course ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<KnownConference>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            found.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
                reader.GetBoolean(6)));
        }

        return found;
    }

    private async Task<HashSet<long>> IdsAsync(string sql, string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var ids = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }
}

/// <summary>A conference as the read model has it.</summary>
/// <param name="Id">The id of its row: the course module's, or minus the calendar entry's.</param>
/// <param name="Module">The activity module, or <c>calendar</c>.</param>
/// <param name="Instance">The activity's id among those of its module; 0 if unknown.</param>
/// <param name="Course">Its course; 0 if unknown or of the site.</param>
/// <param name="StartsAt">Unix seconds; 0 for none.</param>
/// <param name="EndsAt">Unix seconds; 0 for none.</param>
/// <param name="Visible">Whether students see it, as far as it is known.</param>
internal sealed record KnownConference(long Id, string Module, long Instance, long Course, long StartsAt, long EndsAt, bool Visible);
