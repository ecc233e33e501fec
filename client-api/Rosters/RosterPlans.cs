using Dapper;
using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>
/// What the erasable tables say of a run: its items, its findings, the users that are missing. All of it may name persons.
/// </summary>
/// <param name="db">The database.</param>
public sealed class RosterPlans(NpgsqlDataSource db)
{
    /// <summary>The states that an item can have.</summary>
    public static IReadOnlyList<string> States { get; } = ["planned", "sent", "done", "failed", "skipped"];

    /// <summary>The items of a plan, in the order of doing.</summary>
    /// <param name="run">Of which run.</param>
    /// <param name="action">Only those that do this; null for all.</param>
    /// <param name="state">Only those that stand so; null for all.</param>
    /// <param name="after">Only those behind this number.</param>
    /// <param name="rows">How many at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The items.</returns>
    public async Task<IReadOnlyList<PlanItemAnswer>> Items(
        RunPlace run, string? action, string? state, long after, int rows, CancellationToken cancellationToken)
    {
        const string sql = """
            select number, action, course_key as CourseKey, course_id as CourseId, user_id as UserId, role_id as RoleId, role, name, state, detail, confirmed
            from mg_roster_items
            where site = @site and roster = @roster and run = @run and number > @after
                and (@action::text is null or action = @action) and (@state::text is null or state = @state)
            order by number
            limit @rows
            """;
        var wanted = new { site = run.Site, roster = run.Roster, run = run.Run, after, action, state, rows };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<PlanItemAnswer>(new(sql, wanted, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>What a person should know of a run, in the order of the roster.</summary>
    /// <param name="run">Of which run.</param>
    /// <param name="after">Only those behind this number.</param>
    /// <param name="rows">How many at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The findings.</returns>
    public async Task<IReadOnlyList<FindingAnswer>> Findings(RunPlace run, long after, int rows, CancellationToken cancellationToken)
    {
        const string sql = """
            select number, error, code, path, detail as text from mg_roster_findings
            where site = @site and roster = @roster and run = @run and number > @after
            order by number
            limit @rows
            """;
        var wanted = new { site = run.Site, roster = run.Roster, run = run.Run, after, rows };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<FindingAnswer>(new(sql, wanted, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The participants that no user of Moodle is.</summary>
    /// <param name="run">Of which run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>All of them.</returns>
    public async Task<IReadOnlyList<MissingUser>> Missing(RunPlace run, CancellationToken cancellationToken)
    {
        const string sql = """
            select user_name as UserName, course_short_name as CourseShortName, course_name as CourseName, role from mg_roster_missing
            where site = @site and roster = @roster and run = @run
            order by number
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var wanted = new { site = run.Site, roster = run.Roster, run = run.Run };
        return (await connection.QueryAsync<MissingUser>(new(sql, wanted, cancellationToken: cancellationToken))).AsList();
    }
}
