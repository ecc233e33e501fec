using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Sites;
using Npgsql;
using ConfiguredSite = MoodleGrains.ClientApi.Sites.Site;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A Moodle site and what its plugins sent.</summary>
/// <param name="Slug">Its short name in addresses.</param>
/// <param name="Url">Its address; null if the configuration gives none.</param>
/// <param name="Plugins">What each webhook plugin sent; empty if nothing came yet.</param>
/// <param name="Polls">The last poll of each kind; empty if it was never polled.</param>
/// <param name="Polled">
/// How much of it the polls have read; null if it was not polled yet, or its token reads its owner's courses only.
/// </param>
public sealed record Site(string Slug, string? Url, IReadOnlyList<Plugin> Plugins, IReadOnlyList<Poll> Polls, PollProgress? Polled);

/// <summary>The last poll of one kind.</summary>
public sealed record Poll
{
    /// <summary>full, conferences, enrolments or course.</summary>
    public required string Kind { get; init; }

    /// <summary>When one last went through, UTC.</summary>
    public DateTime? DoneAt { get; init; }

    /// <summary>When the next one is due, UTC; null where none is.</summary>
    public DateTime? NextAt { get; init; }

    /// <summary>running, done, held or failed.</summary>
    public required string Outcome { get; init; }

    /// <summary>What could not be read and why, and what else a person should know.</summary>
    public string? Detail { get; init; }
}

/// <summary>How much of a site the polls have read.</summary>
/// <param name="Complete">Whether everything was read at least once.</param>
/// <param name="Courses">The courses there are.</param>
/// <param name="CoursesRead">Those whose enrolments were read.</param>
/// <param name="Users">The users there are; null if their list was not read yet, or cannot be.</param>
/// <param name="UsersRead">Those that were read in the last reading of all, which may still run.</param>
public sealed record PollProgress(bool Complete, int Courses, int CoursesRead, int? Users, int? UsersRead);

/// <summary>What one webhook plugin of a site sent.</summary>
public sealed record Plugin
{
    /// <summary>nosey, local_webhooks, local_webhookengine, or unknown where the body did not tell.</summary>
    public required string Shape { get; init; }

    /// <summary>Stored.</summary>
    public long Accepted { get; init; }

    /// <summary>Their delivery id had been seen.</summary>
    public long Duplicates { get; init; }

    /// <summary>Counted only, because the site does not keep their kind.</summary>
    public long NotKept { get; init; }

    /// <summary>Answered with 4xx.</summary>
    public long Refused { get; init; }

    /// <summary>Had a text that the plugin turned into a number.</summary>
    public long Damaged { get; init; }

    /// <summary>Changes that a poll found and no webhook had told.</summary>
    public long Lost { get; init; }

    /// <summary>When the last one came, UTC.</summary>
    public DateTime? LastAt { get; init; }
}

internal static class Sites
{
    public static void MapSites(this IEndpointRouteBuilder api) =>
        api.MapGet("/sites", List)
            .WithName("ListSites").WithTags("Sites").WithSummary("The sites this key may read, what their plugins sent, and how their "
                + "polls stand")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    public static void MapSite(this IEndpointRouteBuilder site) =>
        site.MapGet("/", Read)
            .WithName("GetSite").WithTags("Sites").WithSummary("One site, what its plugins sent, and how its polls stand");

    private static async Task<Page<Site>> List(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        ConfiguredSites sites,
        NpgsqlDataSource db,
        CancellationToken cancellationToken)
    {
        var after = page.AfterText();
        ConfiguredSite[] wanted =
        [
            .. sites.All
                .Where(site => caller.MayRead(site.Slug) && string.CompareOrdinal(site.Slug, after) > 0)
                .Take(page.Take() + 1),
        ];
        return page.Of(await WithStateAsync(wanted, db, cancellationToken), site => site.Slug);
    }

    private static async Task<Ok<Site>> Read(
        string site, ConfiguredSites sites, NpgsqlDataSource db, CancellationToken cancellationToken) =>
        TypedResults.Ok((await WithStateAsync([sites.Find(site)!], db, cancellationToken)).Single());

    // Three questions in one round trip.
    private static async Task<IEnumerable<Site>> WithStateAsync(
        ConfiguredSite[] sites, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        const string sql = """
            select site, shape, accepted, duplicates, not_kept as NotKept, refused, damaged, lost, last_at as LastAt
            from mg_site_counts
            where site = any(@slugs)
            order by site, shape;
            select r.site, r.kind, nullif(k.next_at, 'infinity') as NextAt, r.outcome, r.detail,
                   (select max(d.ended_at) from mg_poll_runs d where d.site = r.site and d.kind = r.kind and d.outcome = 'done') as DoneAt
            from (select distinct on (site, kind) * from mg_poll_runs where site = any(@slugs) order by site, kind, id desc) r
            left join mg_effect_keys k on k.key = 'poll-' || r.site || '-' || r.kind
            order by r.site, r.kind;
            select site, complete, courses, courses_read as CoursesRead, users, users_read as UsersRead from mg_poll_progress where site = any(@slugs)
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        await using var answers = await connection.QueryMultipleAsync(
            new CommandDefinition(sql, new { slugs = sites.Select(site => site.Slug).ToArray() }, cancellationToken: cancellationToken));
        var plugins = answers.Read<string, Plugin,
        (string Site, Plugin Of)>((site, plugin) => (site, plugin), "shape").ToLookup(row => row.Site, row => row.Of);
        var polls = answers.Read<string, Poll,
        (string Site, Poll Of)>((site, poll) => (site, poll), "kind").ToLookup(row => row.Site, row => row.Of);
        var polled = answers.Read<string, PollProgress, (string Site, PollProgress Of)>((site, progress) => (site, progress), "complete")
            .ToDictionary(row => row.Site, row => row.Of);
        return sites.Select(site => new Site(
            site.Slug, site.Url?.OriginalString, [.. plugins[site.Slug]], [.. polls[site.Slug]], polled.GetValueOrDefault(site.Slug)));
    }
}
