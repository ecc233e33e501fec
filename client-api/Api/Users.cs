using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A user. What is personal is null once it was erased, or was never told. Times are UTC.</summary>
public record User
{
    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id.</summary>
    public required long Id { get; init; }

    /// <summary>The username.</summary>
    public string? UserName { get; init; }

    /// <summary>The full name.</summary>
    public string? FullName { get; init; }

    /// <summary>The mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the account is suspended; null where nobody told.</summary>
    public bool? Suspended { get; init; }

    /// <summary>When the account was deleted in Moodle; null if it was not.</summary>
    public DateTime? DeletedAt { get; init; }
}

/// <summary>A user with enrolments and completions.</summary>
public sealed record UserWithCourses : User
{
    /// <summary>The enrolments in courses that are not deleted.</summary>
    public IReadOnlyList<UserEnrolment> Enrolments { get; init; } = [];

    /// <summary>How far the user is, by course and activity.</summary>
    public IReadOnlyList<Completion> Completions { get; init; } = [];
}

/// <summary>An enrolment, seen from the user.</summary>
public sealed record UserEnrolment : Enrolment
{
    /// <summary>Moodle's id of the course.</summary>
    public required long CourseId { get; init; }
}

internal static class Users
{
    // Who is enrolled or completed something is a user, also where Moodle made the account before it sent webhooks.
    private const string Columns = """
        @site as site, known.id, p.user_name as UserName, p.full_name as FullName, p.email, u.suspended, u.deleted_at as DeletedAt
        """;

    // Looked up one by one: the limits keep PostgreSQL from reading both tables whole for the sake of a page.
    private const string Rows = """
        left join lateral (select * from mg_users one where one.site = @site and one.id = known.id limit 1) u on true
        left join lateral (select * from mg_people one where one.site = @site and one.user_id = known.id limit 1) p on true
        """;

    private const string NotDeleted =
        "(select d.deleted_at from mg_users d where d.site = e.site and d.id = e.user_id) is null";

    public static void MapUsers(this IEndpointRouteBuilder site)
    {
        var users = site.MapGroup("/users").WithTags("Users");
        users.MapGet("/", List)
            .WithName("ListUsers").WithSummary("The users of a site, by id")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        users.MapGet("/{id:long}", Read)
            .WithName("GetUser").WithSummary("One user with enrolments and completions");
    }

    private static async Task<Page<User>> List(
        string site, [AsParameters] PageQuery page, [FromQuery] string? deleted, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        // Each part stops at a page: one of them alone has all of the page, or less than there is room for.
        const string sql = $"""
            select {Columns}
            from (select part.id from (
                (select id from mg_users where site = @site and id > @after and (@withDeleted or deleted_at is null)
                 order by id limit @rows)
                union
                (select distinct user_id from mg_enrolments e where site = @site and user_id > @after and enrolled and {NotDeleted}
                 order by user_id limit @rows)
                union
                (select distinct user_id from mg_completions e where site = @site and user_id > @after and {NotDeleted}
                 order by user_id limit @rows)
            ) part order by part.id limit @rows) known
            {Rows}
            order by known.id
            """;
        var wanted = new { site, after = page.After() ?? 0, withDeleted = Input.Flag("deleted", deleted), rows = page.Take() + 1 };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return page.Of(await connection.QueryAsync<User>(new(sql, wanted, cancellationToken: cancellationToken)), user => user.Id);
    }

    private static async Task<Results<Ok<UserWithCourses>, ProblemHttpResult>> Read(
        string site, long id, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        // Moodle's state 4 is a fail whose grade the user does not see (COMPLETION_COMPLETE_FAIL_HIDDEN in its completionlib.php).
        const string sql = $"""
            select {Columns}
            from (
                select id from mg_users where site = @site and id = @id
                union
                select user_id from mg_enrolments where site = @site and user_id = @id and enrolled
                union
                select user_id from mg_completions where site = @site and user_id = @id
            ) known
            {Rows};

            select e.course_id as CourseId, e.user_id as UserId, e.roles, e.active, e.method, e.since
            from mg_enrolments e
            join mg_courses c on c.site = e.site and c.id = e.course_id and c.deleted_at is null
            where e.site = @site and e.user_id = @id and e.enrolled
            order by e.course_id;

            select course_id as CourseId, nullif(course_module_id, 0) as CourseModuleId, least(state, 3)::int as State, at
            from mg_completions
            where site = @site and user_id = @id
            order by course_id, course_module_id
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        await using var answer = await connection.QueryMultipleAsync(new(sql, new { site, id }, cancellationToken: cancellationToken));
        if (await answer.ReadSingleOrDefaultAsync<UserWithCourses>() is not { } user)
        {
            return Problems.NotFound($"Site '{site}' has no user {id}.");
        }

        return TypedResults.Ok(user with
        {
            Enrolments = (await answer.ReadAsync<UserEnrolment>()).AsList(),
            Completions = (await answer.ReadAsync<Completion>()).AsList(),
        });
    }
}
