using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A course category. Texts are as stored in Moodle; times are UTC.</summary>
public sealed record Category
{
    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id.</summary>
    public required long Id { get; init; }

    /// <summary>The name, multilang tags kept.</summary>
    public string? Name { get; init; }

    /// <summary>The idnumber; empty if none.</summary>
    public string? IdNumber { get; init; }

    /// <summary>The category above; 0 at the top.</summary>
    public long? ParentId { get; init; }

    /// <summary>The description: Moodle's own HTML, not cleaned.</summary>
    public string? Description { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary>
    /// How many courses stand directly in it, deleted ones left out. Null with <c>at</c>: the count is not in the category's stream.
    /// </summary>
    public long? CourseCount { get; init; }

    /// <summary>When it was last changed in Moodle.</summary>
    public DateTime? ModifiedAt { get; init; }

    /// <summary>When it was deleted in Moodle; null if it was not.</summary>
    public DateTime? DeletedAt { get; init; }
}

internal static class Categories
{
    public static void MapCategories(this IEndpointRouteBuilder site)
    {
        var categories = site.MapGroup("/categories").WithTags("Categories");
        categories.MapGet("/", List)
            .WithName("ListCategories").WithSummary("The course categories of a site, by id")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        categories.MapGet("/{id:long}", Read)
            .WithName("GetCategory").WithSummary("One category, now or as it was committed at an instant")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Page<Category>> List(
        string site, [AsParameters] PageQuery page, [FromQuery] string? deleted, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        var rows = await Query(
            "id > @after and (@withDeleted or deleted_at is null)",
            new { site, after = page.After() ?? 0, withDeleted = Input.Flag("deleted", deleted), rows = page.Take() + 1 },
            db,
            cancellationToken);
        return page.Of(rows, category => category.Id);
    }

    private static async Task<Results<Ok<Category>, ProblemHttpResult>> Read(
        string site, long id, [FromQuery] string? at, NpgsqlDataSource db, IEventReader reader, CancellationToken cancellationToken)
    {
        var category = Input.Time("at", at) is { } instant
            ? await reader.CategoryAt(site, id, instant, cancellationToken)
            : (await Query("id = @id", new { site, id, rows = 1 }, db, cancellationToken)).SingleOrDefault();
        return category is null
            ? Problems.NotFound($"Site '{site}' has no category {id}{(at is null ? "" : " at that time")}.")
            : TypedResults.Ok(category);
    }

    // The courses of the page's categories are counted in one pass, not one by one.
    private static async Task<IEnumerable<Category>> Query(
        string condition, object values, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        var sql = $"""
            with page as (select * from mg_categories where site = @site and {condition} order by id limit @rows)
            select p.site, p.id, p.name, p.id_number as IdNumber, p.parent_id as ParentId, p.description, p.visible,
                coalesce(n.courses, 0) as CourseCount, p.modified_at as ModifiedAt, p.deleted_at as DeletedAt
            from page p
            left join (
                select category_id, count(*) as courses
                from mg_courses
                where site = @site and deleted_at is null and category_id in (select id from page)
                group by category_id) n on n.category_id = p.id
            order by p.id
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return await connection.QueryAsync<Category>(new(sql, values, cancellationToken: cancellationToken));
    }
}
