using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A course. Texts are as stored in Moodle; times are UTC.</summary>
public record Course
{
    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id.</summary>
    public required long Id { get; init; }

    /// <summary>The short name, multilang tags kept.</summary>
    public string? ShortName { get; init; }

    /// <summary>The full name, multilang tags kept.</summary>
    public string? FullName { get; init; }

    /// <summary>The idnumber; empty if none.</summary>
    public string? IdNumber { get; init; }

    /// <summary>The category it stands in.</summary>
    public long? CategoryId { get; init; }

    /// <summary>The summary: Moodle's own HTML, not cleaned.</summary>
    public string? Summary { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary>The course format, such as topics.</summary>
    public string? Format { get; init; }

    /// <summary>The forced language; empty if none.</summary>
    public string? Language { get; init; }

    /// <summary>Its start date; null if none.</summary>
    public DateTime? StartsAt { get; init; }

    /// <summary>Its end date; null if none.</summary>
    public DateTime? EndsAt { get; init; }

    /// <summary>When it was made in Moodle.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>When it was last changed in Moodle.</summary>
    public DateTime? ModifiedAt { get; init; }

    /// <summary>When it was deleted in Moodle; null if it was not.</summary>
    public DateTime? DeletedAt { get; init; }

    /// <summary>How many users are enrolled, suspended ones included; 0 for a deleted course.</summary>
    public required long Enrolled { get; init; }
}

/// <summary>A course and who is enrolled in it.</summary>
public sealed record CourseWithEnrolments : Course
{
    /// <summary>Everybody enrolled; empty for a deleted course.</summary>
    public IReadOnlyList<Enrolment> Enrolments { get; init; } = [];
}

internal static class Courses
{
    private const string Columns = """
        c.site, c.id, c.short_name as ShortName, c.full_name as FullName, c.id_number as IdNumber, c.category_id as CategoryId, c.summary,
        c.visible, c.format, c.language, c.starts_at as StartsAt, c.ends_at as EndsAt, c.created_at as CreatedAt, c.modified_at as ModifiedAt,
        c.deleted_at as DeletedAt
        """;

    public static void MapCourses(this IEndpointRouteBuilder site)
    {
        var courses = site.MapGroup("/courses").WithTags("Courses");
        courses.MapGet("/", List)
            .WithName("ListCourses").WithSummary("The courses of a site, by id")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        courses.MapGet("/{id:long}", Read)
            .WithName("GetCourse").WithSummary("One course with its enrolments, now or as it was committed at an instant")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Page<Course>> List(
        string site, [AsParameters] PageQuery page, [FromQuery] string? deleted, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select {Columns},
                case when c.deleted_at is null
                    then (select count(*) from mg_enrolments e where e.site = c.site and e.course_id = c.id and e.enrolled)
                    else 0 end as Enrolled
            from mg_courses c
            where c.site = @site and c.id > @after and (@withDeleted or c.deleted_at is null)
            order by c.id
            limit @rows
            """;
        var wanted = new { site, after = page.After() ?? 0, withDeleted = Input.Flag("deleted", deleted), rows = page.Take() + 1 };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return page.Of(
            await connection.QueryAsync<Course>(new(sql, wanted, cancellationToken: cancellationToken)),
            course => course.Id);
    }

    private static async Task<Results<Ok<CourseWithEnrolments>, ProblemHttpResult>> Read(
        string site, long id, [FromQuery] string? at, NpgsqlDataSource db, IEventReader reader, CancellationToken cancellationToken)
    {
        var course = Input.Time("at", at) is { } instant
            ? await reader.CourseAt(site, id, instant, cancellationToken)
            : await Now(site, id, db, cancellationToken);
        return course is null
            ? Problems.NotFound($"Site '{site}' has no course {id}{(at is null ? "" : " at that time")}.")
            : TypedResults.Ok(course);
    }

    private static async Task<CourseWithEnrolments?> Now(string site, long id, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select {Columns} from mg_courses c where c.site = @site and c.id = @id;

            select e.user_id as UserId, e.roles, e.active, e.method, e.since
            from mg_enrolments e
            join mg_courses c on c.site = e.site and c.id = e.course_id and c.deleted_at is null
            where e.site = @site and e.course_id = @id and e.enrolled
            order by e.user_id
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        await using var answer = await connection.QueryMultipleAsync(new(sql, new { site, id }, cancellationToken: cancellationToken));
        var course = await answer.ReadSingleOrDefaultAsync<CourseWithEnrolments>();
        var enrolments = (await answer.ReadAsync<Enrolment>()).AsList();
        return course is null ? null : course with { Enrolments = enrolments, Enrolled = enrolments.Count };
    }
}
