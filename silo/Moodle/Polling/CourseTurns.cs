using MoodleGrains.Silo.Moodle.Client;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>A course in the sweep of enrolments.</summary>
/// <param name="Id">The course.</param>
/// <param name="Visible">Whether it is visible: in a hidden one a second request tells active from inactive.</param>
/// <param name="Missing">Who was enrolled and not in the last full list.</param>
/// <param name="MissingRun">Which run found them missing.</param>
/// <param name="ReadAt">When it was read before, Unix seconds by our clock; null if never.</param>
internal sealed record CourseTurn(long Id, bool Visible, IReadOnlySet<long> Missing, long? MissingRun, long? ReadAt);

/// <summary>Whose turn it is in the sweep of enrolments, and what the last readings left open.</summary>
internal sealed class CourseTurns(NpgsqlDataSource database)
{
    private const string Columns = "course_id, coalesce(visible, true), missing, missing_run, enrolments_at";

    // First who has somebody missing, then who was never read, then the day's share of the others, the oldest first.
    // Those that failed last time come last, and few at once: they must not take the place of the others.
    private const string Due = $"""
        with all_courses as (select *, failed_at is not null as failed from mg_poll_courses where site = $1)
        (select {Columns}, 0 as rank from all_courses where cardinality(missing) > 0 and not failed order by enrolments_at limit $3)
        union all (
            select {Columns}, 1 from all_courses
            where cardinality(missing) = 0 and enrolments_at is null and not failed order by course_id limit $3)
        union all (select {Columns}, 2 from all_courses where cardinality(missing) = 0 and enrolments_at < $4 and not failed
                   order by enrolments_at limit least($3, ceil((select count(*) from all_courses) * $2::float8)::bigint))
        union all (select {Columns}, 3 from all_courses where failed order by failed_at, course_id limit least($3, {FailedAtOnce}))
        order by rank
        """;

    private const string Every = $"""
        select {Columns} from mg_poll_courses where site = $1 order by enrolments_at nulls first, course_id limit $2
        """;

    private const string FailedAtOnce = "20";

    /// <summary>The courses of a site, as the last list told them.</summary>
    /// <param name="site">The site.</param>
    /// <param name="courses">The courses.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task SetAsync(string site, IReadOnlyCollection<CourseSeen> courses, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("""
            insert into mg_poll_courses as c (site, course_id, visible, completion)
            select $1, g.id, g.visible, g.completion from unnest($2, $3, $4) as g(id, visible, completion)
            left join mg_poll_courses k on k.site = $1 and k.course_id = g.id
            where k.course_id is null or k.visible is distinct from g.visible or k.completion is distinct from g.completion
            on conflict (site, course_id) do update set visible = excluded.visible, completion = excluded.completion
            """)
        {
            Parameters =
            {
                new() { Value = site },
                new() { Value = courses.Select(course => course.Id).ToArray() },
                new() { Value = courses.Select(course => course.Visible ?? true).ToArray() },
                new() {
                    Value = courses.Select(course => course.TracksCompletion).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean },
            },
        });
        batch.BatchCommands.Add(new("delete from mg_poll_courses where site = $1 and course_id <> all($2)")
        {
            Parameters = { new() { Value = site }, new() { Value = courses.Select(course => course.Id).ToArray() } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The courses of a site, as far as lists told them.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Their ids.</returns>
    public async Task<List<long>> AllAsync(string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select course_id from mg_poll_courses where site = $1 order by course_id");
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    /// <summary>Adds a course that no list told yet.</summary>
    /// <param name="site">The site.</param>
    /// <param name="course">The course.</param>
    /// <param name="visible">Whether it is visible.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether it is new.</returns>
    public async Task<bool> AddAsync(string site, long course, bool visible, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "insert into mg_poll_courses (site, course_id, visible) values ($1, $2, $3) on conflict do nothing");
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = course });
        command.Parameters.Add(new() { Value = visible });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Removes courses that are not to be read any more.</summary>
    /// <param name="site">The site.</param>
    /// <param name="courses">The courses.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task RemoveAsync(string site, IReadOnlyCollection<long> courses, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from mg_poll_courses where site = $1 and course_id = any($2)");
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = courses.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whose turn it is.</summary>
    /// <param name="site">The site.</param>
    /// <param name="share">Which part of all courses is read again in each reconcile: the interval as a part of a day.</param>
    /// <param name="most">The most courses.</param>
    /// <param name="before">Read again only if read before this, Unix seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The courses, the most urgent first.</returns>
    public async Task<List<CourseTurn>> DueAsync(string site, double share, long most, long before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Due);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = share });
        command.Parameters.Add(new() { Value = most });
        command.Parameters.Add(new() { Value = before });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>All courses, those first that were read longest ago.</summary>
    /// <param name="site">The site.</param>
    /// <param name="most">The most courses.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The courses.</returns>
    public async Task<List<CourseTurn>> EveryAsync(string site, long most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Every);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = most });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>One course, whether it is its turn or not.</summary>
    /// <param name="site">The site.</param>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The course; null if no list told it yet.</returns>
    public async Task<CourseTurn?> FindAsync(string site, long course, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {Columns} from mg_poll_courses where site = $1 and course_id = $2");
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = course });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>A course was read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="course">The course.</param>
    /// <param name="missing">Who was enrolled and not in the list.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task ReadAsync(PollRun run, long course, IReadOnlyCollection<long> missing, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update mg_poll_courses set enrolments_at = $3, missing = $4, missing_run = $5, failed_at = null where site = $1 and "
                + "course_id = $2");
        command.Parameters.Add(new() { Value = run.Site });
        command.Parameters.Add(new() { Value = course });
        command.Parameters.Add(new() { Value = run.Now });
        command.Parameters.Add(new() { Value = missing.ToArray() });
        command.Parameters.Add(new() { Value = run.Id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A course could not be read; it is tried again in the next reconcile, after the others.</summary>
    /// <param name="run">The run.</param>
    /// <param name="course">The course.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task FailedAsync(PollRun run, long course, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update mg_poll_courses set failed_at = $3 where site = $1 and course_id = $2");
        command.Parameters.Add(new() { Value = run.Site });
        command.Parameters.Add(new() { Value = course });
        command.Parameters.Add(new() { Value = run.Now });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<CourseTurn>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var turns = new List<CourseTurn>();
        while (await reader.ReadAsync(cancellationToken))
        {
            turns.Add(new(
                reader.GetInt64(0),
                reader.GetBoolean(1),
                reader.GetFieldValue<long[]>(2).ToHashSet(),
                reader.IsDBNull(3) ? null : reader.GetInt64(3),
                reader.IsDBNull(4) ? null : reader.GetInt64(4)));
        }

        return turns;
    }
}
