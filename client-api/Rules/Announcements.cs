using System.Globalization;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.Announcements;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Conferences;
using Npgsql;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>A conference in a channel, or among a server's scheduled events. Times are UTC.</summary>
public sealed record AnnouncementAnswer
{
    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>The conference's id, as conferences are listed: negative for an entry of a calendar.</summary>
    public required long ConferenceId { get; init; }

    /// <summary>The channel; <c>guild.{id}</c> for the scheduled events of a server.</summary>
    public required string Channel { get; init; }

    /// <summary>The names of the rules that want it, or wanted it last.</summary>
    public required string[] Rules { get; init; }

    /// <summary>Whether a rule wants it, and it was not cancelled.</summary>
    public required bool Wanted { get; init; }

    /// <summary>The conference's name, as announced.</summary>
    public string? Name { get; init; }

    /// <summary>The conference's start, as announced.</summary>
    public DateTime? StartsAt { get; init; }

    /// <summary>What became of the message: none, ordered, posted, removed, lost (deleted by hand) or failed.</summary>
    public required string State { get; init; }

    /// <summary>Discord's id of the message, while it stands.</summary>
    public string? MessageId { get; init; }

    /// <summary>How often people were called.</summary>
    public required long Pings { get; init; }

    /// <summary>When they were called last.</summary>
    public DateTime? PingedAt { get; init; }

    /// <summary>When they are called next.</summary>
    public DateTime? NextPingAt { get; init; }

    /// <summary>Why the last thing that failed did; null once one succeeded.</summary>
    public string? LastError { get; init; }

    /// <summary>When it was first wanted.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>When something else was last wanted.</summary>
    public DateTime? ChangedAt { get; init; }
}

internal static class Announcements
{
    private static readonly string[] states =
    [
        AnnouncementRow.None, AnnouncementRow.Ordered, AnnouncementRow.Posted, AnnouncementRow.Removed, AnnouncementRow.Lost,
        AnnouncementRow.Failed,
    ];

    public static void MapAnnouncements(this IEndpointRouteBuilder api) =>
        api.MapGet("/announcements", List)
            .WithTags("Rules").WithName("ListAnnouncements").WithSummary("What is announced where, by site, conference and channel")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<AnnouncementAnswer>>, ProblemHttpResult>> List(
        [AsParameters] PageQuery page,
        [FromQuery] string? site,
        [FromQuery] string? conference,
        [FromQuery] string? channel,
        [FromQuery] string? state,
        ClaimsPrincipal caller,
        NpgsqlDataSource db,
        CancellationToken cancellationToken)
    {
        const string sql = """
            select site, conference_id as ConferenceId, channel, string_to_array(rules, ',') as Rules, wanted, name, starts_at as StartsAt, state, message_id as MessageId,
                pings, pinged_at as PingedAt, next_ping_at as NextPingAt, last_error as LastError, created_at as CreatedAt,
                changed_at as ChangedAt
            from mg_announcements
            where (@sites::text[] is null or site = any(@sites)) and (site, conference_id, channel) > (@site, @id, @last)
                and (@conference::bigint is null or conference_id = @conference) and (@channel::text is null or channel = @channel)
                and (@state::text is null or state = @state)
            order by site, conference_id, channel
            limit @rows
            """;
        if (site is not null && !caller.MayRead(site))
        {
            return Problems.ScopeMissing(Scope.Read(site));
        }

        if (state is not null && !states.Contains(state, StringComparer.Ordinal))
        {
            throw BadInputException.Of("state", state, $"give one of {string.Join(", ", states)}.");
        }

        var after = After(page);
        var wanted = new
        {
            sites = site is null ? caller.Readable() : [site],
            site = after.Site,
            id = after.Conference,
            last = after.Channel,
            conference = Conference(conference),
            channel,
            state,
            rows = page.Take() + 1,
        };
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<AnnouncementAnswer>(new(sql, wanted, cancellationToken: cancellationToken));
        return TypedResults.Ok(page.Of(
            rows,
            row => string.Create(CultureInfo.InvariantCulture, $"{row.Site}/{row.ConferenceId}/{row.Channel}")));
    }

    private static long? Conference(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var id = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var row) ? row
            : ConferenceId.Row(text);
        return id != 0 ? id : throw BadInputException.Of("conference", text, "give the id of a conference such as 41, -77 or e77.");
    }

    private static (string Site, long Conference, string Channel) After(PageQuery page)
    {
        if (page.AfterText() is not { } key)
        {
            return ("", long.MinValue, "");
        }

        var parts = key.Split('/', 3);
        return parts.Length == 3 && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var conference)
            ? (parts[0], conference, parts[2])
            : throw BadInputException.Of("cursor", page.Cursor!, "send back the `next` of the page before as it was, or leave it out for "
                + "the first page.");
    }
}
