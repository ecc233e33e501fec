using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Sites;
using Npgsql;

namespace MoodleGrains.ClientApi.Api;

/// <summary>
/// One thing that happened in a site, as a plugin told it, or what became of a run of a roster; events that no grain knows are here too.
/// </summary>
public sealed record FeedItem
{
    /// <summary>Its place in the feed; also the id of its server-sent event.</summary>
    public required long Position { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>When it was received, UTC.</summary>
    public required DateTime ReceivedAt { get; init; }

    /// <summary>When it happened, by the site's clock, UTC.</summary>
    public DateTime? ToldAt { get; init; }

    /// <summary>The event's name as Moodle writes it, such as \core\event\course_updated.</summary>
    public required string Event { get; init; }

    /// <summary>What it did: c, r, u or d; ? if the event did not say.</summary>
    public string? Crud { get; init; }

    /// <summary>Which plugin sent it; roster for a run.</summary>
    public required string Shape { get; init; }

    /// <summary>The course it happened in.</summary>
    public long? CourseId { get; init; }

    /// <summary>Who did it.</summary>
    public long? UserId { get; init; }

    /// <summary>To whom.</summary>
    public long? RelatedUserId { get; init; }

    /// <summary>The row it is about; of a roster the number of the run.</summary>
    public long? ObjectId { get; init; }

    /// <summary>The delivery's id; the events it caused carry it in their headers.</summary>
    public required string DeliveryId { get; init; }
}

internal static class Feed
{
    /// <summary>The columns of a <see cref="FeedItem"/>.</summary>
    public const string Columns = """
        position, site, received_at as ReceivedAt, told_at as ToldAt, event, crud::text as Crud, shape, course_id as CourseId,
        user_id as UserId, related_user_id as RelatedUserId, object_id as ObjectId, delivery_id as DeliveryId
        """;

    public static void MapFeed(this IEndpointRouteBuilder site) =>
        site.MapGet("/feed", List)
            .WithName("ListFeed").WithTags("Feed").WithSummary("What happened in a site, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Page<FeedItem>> List(
        string site, [AsParameters] PageQuery page, ConfiguredSites sites, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        // The slug is written out, not a parameter: a plan for any site would read all of a big site's rows in search of a small one's.
        var sql = $"""
            select {Columns} from mg_feed where site = '{sites.Find(site)!.Slug}' and position < @before order by position desc limit @rows
            """;
        var wanted = new { before = page.After() ?? long.MaxValue, rows = page.Take() + 1 };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return page.Of(
            await connection.QueryAsync<FeedItem>(new(sql, wanted, cancellationToken: cancellationToken)),
            item => item.Position);
    }
}
