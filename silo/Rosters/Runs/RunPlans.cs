using System.Text.Json;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Source;
using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Which plan the items of a run are.</summary>
/// <param name="Hash">Of the items.</param>
/// <param name="At">When it was made, UTC.</param>
internal sealed record PlanHead(string Hash, DateTimeOffset At);

/// <summary>Plans in their erasable tables, and the bodies that they were made of.</summary>
internal sealed class RunPlans(NpgsqlDataSource database)
{
    /// <summary>For how long items, findings and missing users of a run are kept: they name persons.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private static readonly string[] Tables =
        ["mg_roster_items", "mg_roster_findings", "mg_roster_missing", "mg_roster_seen", "mg_roster_plans"];

    private const string OfRun = "where site = $1 and roster = $2 and run = $3";

    /// <summary>Writes a plan in the place of one that the run had, and forgets what is too old.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="seen">What is to be remembered once it was applied.</param>
    /// <param name="now">Now, UTC.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task WriteAsync(
        RunKey run,
        RosterPlan plan,
        IReadOnlyList<SeenKey> seen,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        database.DoAsync(
            [
                .. Tables.Select(table => run.Command($"delete from {table} {OfRun}")),
                .. Tables.Select(table => Forgotten(run, table, now)),
                run.Command(
                    "insert into mg_roster_plans (site, roster, run, hash, planned_at) values ($1, $2, $3, $4, $5)", plan.Hash,
                        now.UtcDateTime),
                Items(run, plan.Items),
                Findings(run, plan.Findings),
                Missing(run, plan.Missing),
                Seen(run, seen),
            ],
            cancellationToken);

    /// <summary>Which plan is there.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The plan; null if there is none.</returns>
    public async Task<PlanHead?> HeadAsync(RunKey run, CancellationToken cancellationToken) =>
        (await database.AskAsync(
            run.Command($"select hash, planned_at from mg_roster_plans {OfRun}"),
            row => new PlanHead(row.GetString(0), new(row.GetDateTime(1))),
            cancellationToken)).FirstOrDefault();

    /// <summary>Whether a person started a run; its row is there before its first effect is done.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True if a person did.</returns>
    public async Task<bool> ByPersonAsync(RunKey run, CancellationToken cancellationToken) =>
        (await database.AskAsync(
            run.Command("select true from mg_roster_runs where site = $1 and roster = $2 and run = $3 and trigger = 'person'"),
            row => row.GetBoolean(0),
            cancellationToken)).Count > 0;

    /// <summary>Keeps a body; that of the run before stays beside it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="body">The body.</param>
    /// <param name="now">When it was read, UTC.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task KeepBodyAsync(RunKey run, RosterBody body, DateTimeOffset now, CancellationToken cancellationToken) => database.DoAsync(
        [
            run.Command("delete from mg_roster_bodies where site = $1 and roster = $2 and run < $3 - 1"),
            run.Command(
                """
                insert into mg_roster_bodies (site, roster, run, format, etag, body, read_at, charset) values ($1, $2, $3, $4, $5, $6, $7, $8)
                on conflict (site, roster, run) do update
                    set format = excluded.format, etag = excluded.etag, body = excluded.body, read_at = excluded.read_at, charset = excluded.charset
                """,
                body.Format, body.Etag, body.Bytes, now.UtcDateTime, body.Charset),
        ],
        cancellationToken);

    /// <summary>The last body at or before a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="own">Whether only its own will do.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The body; null if there is none.</returns>
    public async Task<RosterBody?> BodyAsync(RunKey run, bool own, CancellationToken cancellationToken) =>
        (await database.AskAsync(
            run.Command(
                $"select format, etag, body, charset from mg_roster_bodies where site = $1 and roster = $2 and run {(own ? "=" : "<=")} $3 "
                    + $"order by run desc limit 1"),
            row => new RosterBody(
                row.GetString(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.GetFieldValue<byte[]>(2),
                row.IsDBNull(3) ? null : row.GetString(3)),
            cancellationToken)).FirstOrDefault();

    private static NpgsqlBatchCommand Forgotten(RunKey run, string table, DateTimeOffset now) => run.Command(
        $"""
        delete from {table} where site = $1 and roster = $2 and run in (
            select run from mg_roster_plans where site = $1 and roster = $2 and run < $3 and planned_at < $4)
        """,
        (now - Kept).UtcDateTime);

    private static NpgsqlBatchCommand Items(RunKey run, IReadOnlyList<PlanItem> items) => run.Command(
        """
        insert into mg_roster_items (site, roster, run, number, action, course_key, course_id, user_id, role_id, course, name, role)
        select $1, $2, $3, i.number, i.action, i.course_key, i.course_id, i.user_id, i.role_id, i.course::jsonb, i.name, i.role
        from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12) as i(number, action, course_key, course_id, user_id, role_id, course, name, role)
        """,
        items.Select(item => item.Number).ToArray(),
        items.Select(item => item.Action.Word()).ToArray(),
        items.Select(item => item.CourseKey).ToArray(),
        items.Select(item => item.CourseId).ToArray(),
        items.Select(item => item.UserId).ToArray(),
        items.Select(item => item.RoleId).ToArray(),
        items.Select(item => item.Course is { } course ? JsonSerializer.Serialize(course, RunItemJson.Default.PlannedCourse) : null)
            .ToArray(),
        items.Select(item => item.Name).ToArray(),
        items.Select(item => item.Role).ToArray());

    private static NpgsqlBatchCommand Findings(RunKey run, IReadOnlyList<Finding> findings) => run.Command(
        """
        insert into mg_roster_findings (site, roster, run, number, error, code, path, detail)
        select $1, $2, $3, f.number, f.error, f.code, f.path, f.detail
        from unnest($4, $5, $6, $7) with ordinality as f(error, code, path, detail, number)
        """,
        findings.Select(finding => finding.Error).ToArray(),
        findings.Select(finding => finding.Code).ToArray(),
        findings.Select(finding => finding.Path).ToArray(),
        findings.Select(finding => finding.Text).ToArray());

    private static NpgsqlBatchCommand Missing(RunKey run, IReadOnlyList<MissingUser> missing) => run.Command(
        """
        insert into mg_roster_missing (site, roster, run, number, user_name, course_short_name, course_name, role)
        select $1, $2, $3, m.number, m.user_name, m.short_name, m.name, m.role
        from unnest($4, $5, $6, $7) with ordinality as m(user_name, short_name, name, role, number)
        """,
        missing.Select(user => user.UserName).ToArray(),
        missing.Select(user => user.CourseShortName).ToArray(),
        missing.Select(user => user.CourseName).ToArray(),
        missing.Select(user => user.Role).ToArray());

    private static NpgsqlBatchCommand Seen(RunKey run, IReadOnlyList<SeenKey> seen) => run.Command(
        """
        insert into mg_roster_seen (site, roster, run, course_key, member_key, user_id)
        select $1, $2, $3, s.course_key, s.member_key, s.user_id from unnest($4, $5, $6) as s(course_key, member_key, user_id)
        """,
        seen.Select(key => key.CourseKey).ToArray(),
        seen.Select(key => key.MemberKey).ToArray(),
        seen.Select(key => key.UserId).ToArray());
}
