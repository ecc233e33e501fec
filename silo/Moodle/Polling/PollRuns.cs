using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>The report of each reconcile, and since when a site's reconciles fail.</summary>
internal sealed class PollRuns(NpgsqlDataSource database)
{
    /// <summary>It went through.</summary>
    public const string Done = "done";

    /// <summary>An answer was not believed.</summary>
    public const string Held = "held";

    /// <summary>Moodle or the reconcile failed.</summary>
    public const string Failed = "failed";

    /// <summary>When one of a kind last went through, or was held: to read again at once does not help either.</summary>
    /// <param name="site">The site.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>When it began, Unix seconds by our clock; null if never.</returns>
    public async Task<long?> LastAsync(string site, string kind, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            select greatest((select {kind}_at from mg_poll_sites where site = $1),
              (select extract(epoch from max(started_at))::bigint from mg_poll_runs where site = $1 and kind = $2 and outcome = '{Held}'))
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = kind });
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>Whether a token was found to read its owner's courses only.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True if so; false also where it was not found out yet.</returns>
    public async Task<bool> OwnCoursesAsync(string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select own_courses from mg_poll_sites where site = $1");
        command.Parameters.Add(new() { Value = site });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Begins one.</summary>
    /// <param name="site">The site.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="wish">The wish that it follows; null for a turn.</param>
    /// <param name="now">Now, by our clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Its number.</returns>
    public async Task<long> BeginAsync(string site, string kind, string? wish, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "insert into mg_poll_runs (site, kind, started_at, outcome, wish) values ($1, $2, $3, 'running', $4) returning id");
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = (object?)wish ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Ends one, and says how the site stands now.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="now">Now, by our clock.</param>
    /// <param name="outcome"><see cref="Done"/>, <see cref="Held"/> or <see cref="Failed"/>.</param>
    /// <param name="problem">Why not, with the remedy; null if it went through.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task EndAsync(
        PollRun run, string kind, DateTimeOffset now, string outcome, string? problem, CancellationToken cancellationToken)
    {
        // A full reconcile has read the conferences too.
        string[] parts = kind == PollSite.Full && outcome == Done ? [.. PollSite.Turns] : PollSite.Turns.Contains(kind) ? [kind] : [];
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(
            "update mg_poll_runs set ended_at = $2, outcome = $3, calls = $4, events = $5, detail = $6 where id = $1",
            run.Id, now.UtcDateTime, outcome, (int)run.Calls, (int)run.Events, Detail(problem, run.Notes)));
        foreach (var part in parts)
        {
            batch.BatchCommands.Add(Command(
                $"""
                insert into mg_poll_sites as s (site, {part}_at, {part}_tried_at, {part}_problem) values ($1, $2, $3, $4)
                on conflict (site) do update set {part}_at = coalesce(excluded.{part}_at, s.{part}_at),
                  {part}_tried_at = excluded.{part}_tried_at, {part}_problem = excluded.{part}_problem
                """,
                run.Site, outcome == Done ? run.Now : null, now.ToUnixTimeSeconds(), problem));
        }

        batch.BatchCommands.Add(Command(
            "delete from mg_poll_runs where site = $1 and started_at < $2", run.Site, now.UtcDateTime.AddDays(-30)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Remembers whether a token reads its owner's courses only.</summary>
    /// <param name="site">The site.</param>
    /// <param name="ownCourses">Whether so.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether that is news.</returns>
    public async Task<bool> RememberAsync(string site, bool ownCourses, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            insert into mg_poll_sites as s (site, own_courses) values ($1, $2)
            on conflict (site) do update set own_courses = excluded.own_courses where s.own_courses is distinct from excluded.own_courses
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = ownCourses });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static string? Detail(string? problem, string? notes) =>
        problem is null || notes is null ? problem ?? notes : $"{problem} {notes}";

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                null => new() { Value = DBNull.Value },
                string text => new() { Value = text, NpgsqlDbType = NpgsqlDbType.Text },
                _ => new NpgsqlParameter { Value = value },
            });
        }

        return command;
    }
}
