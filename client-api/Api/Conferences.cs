using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.Conferences;
using Npgsql;

namespace MoodleGrains.ClientApi.Api;

internal static class Conferences
{
    private static readonly DateTime latest = new(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    // Moodle tells nobody that a deleted course took its conferences with it.
    private const string Shown = $"""
        select f.site, f.id, f.module, f.instance_id as InstanceId, f.course_module_id as CourseModuleId, f.course_id as CourseId, f.name,
            f.starts_at as StartsAt, f.ends_at as EndsAt, coalesce(f.guest_url, f.join_url) as JoinUrl,
            f.visible, f.series_id as SeriesId, coalesce(f.recurring, false) as Recurring,
            coalesce(f.running, false) as Running,
            (f.status is not distinct from '{ConferenceRow.Cancelled}' or c.deleted_at is not null) as Cancelled
        """;

    private const string Course = "left join mg_courses c on c.site = f.site and c.id = f.course_id";
    private const string Source = $"{Shown} from mg_conferences f {Course}";

    private const string Starting = "select id from mg_conferences where site = @site and starts_at >= @from and starts_at < @to";
    private const string Running = "select id from mg_conferences where site = @site and ends_at > @from and starts_at < @from";

    // One by one, by their times: in the order of their ids the whole past would be read before the first of a window.
    private const string Inside = $"""
        inside
        join lateral (select * from mg_conferences one where one.site = @site and one.id = inside.id limit 1) f on true
        {Course}
        """;

    public static void MapConferences(this IEndpointRouteBuilder site)
    {
        var conferences = site.MapGroup("/conferences").WithTags("Conferences");
        conferences.MapGet("/", List)
            .WithName("ListConferences").WithSummary("The conferences of a site, each occurrence of a series as one, by id; with from and "
                + "to those that run in between")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        conferences.MapGet("/{id:long}", Read)
            .WithName("GetConference").WithSummary("One conference, now or as it was committed at an instant")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Page<Conference>> List(
        string site,
        [AsParameters] PageQuery page,
        [FromQuery] string? from,
        [FromQuery] string? to,
        [FromQuery] string? deleted,
        NpgsqlDataSource db,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var wanted = new
        {
            site,
            after = page.AfterAny() ?? long.MinValue,
            withDeleted = Input.Flag("deleted", deleted),
            from = Input.Time("from", from) ?? DateTime.UnixEpoch,
            to = Input.Time("to", to) ?? latest,
            rows = page.Take() + 1,
        };

        if (wanted.to <= wanted.from)
        {
            throw BadInputException.Of("to", to!, "give a time after from, or leave one of them out.");
        }

        // Without an end a conference counts at its start; without a start it is in no window.
        var windowed = (from, to) switch
        {
            (null, null) => Source,
            (null, _) => $"with inside as materialized ({Starting}) {Shown} from {Inside}",
            _ => $"with inside as materialized ({Starting} union {Running}) {Shown} from {Inside}",
        };
        var sql = $"""
            {windowed}
            where f.site = @site and f.id > @after and f.recurring is not true
                and (@withDeleted or (f.status is distinct from '{ConferenceRow.Cancelled}' and c.deleted_at is null))
            order by f.id
            limit @rows
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Conference>(new(sql, wanted, cancellationToken: cancellationToken));
        var now = clock.GetUtcNow().UtcDateTime;
        return page.Of(rows.Select(row => row.At(now)), conference => conference.Id);
    }

    private static async Task<Results<Ok<Conference>, ProblemHttpResult>> Read(
        string site,
        long id,
        [FromQuery] string? at,
        NpgsqlDataSource db,
        IEventReader reader,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var instant = Input.Time("at", at);
        var conference = instant is { } then
            ? await reader.ConferenceAt(site, id, then, cancellationToken)
            : await Now(site, id, db, cancellationToken);
        return conference is null
            ? Problems.NotFound($"Site '{site}' has no conference {id}{(at is null ? "" : " at that time")}.")
            : TypedResults.Ok(conference.At(instant ?? clock.GetUtcNow().UtcDateTime));
    }

    private static async Task<Conference?> Now(string site, long id, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        const string sql = $"{Source} where f.site = @site and f.id = @id";
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Conference>(new(sql, new { site, id }, cancellationToken: cancellationToken));
    }
}
