using System.Security.Claims;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using Npgsql;

namespace MoodleGrains.ClientApi.Api;

/// <summary>An event as it stands in its stream.</summary>
/// <param name="Position">Its place in the log of all events.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Type">Its stored name, such as course_renamed.</param>
/// <param name="At">When it was committed, UTC.</param>
/// <param name="Data">Its body.</param>
/// <param name="Headers">What came with it: delivery id and trace context; null if nothing.</param>
public sealed record StoredEvent(long Position, long Version, string Type, DateTime At, JsonElement Data, JsonElement? Headers);

internal static class Streams
{
    public static void MapStreams(this IEndpointRouteBuilder api) =>
        api.MapGet("/streams/{grain}", Read)
            .WithName("ReadStream").WithTags("Streams").WithSummary("The raw events of one grain, by version")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Page<StoredEvent>>, ProblemHttpResult>> Read(
        string grain, [AsParameters] PageQuery page, ClaimsPrincipal caller, NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        if (!StreamKey.TryParse(grain, out var id))
        {
            throw BadInputException.Of("grain", grain, "give the id of a grain such as course-campus-41.");
        }

        if (!caller.MayRead(id.Site))
        {
            return Problems.ScopeMissing(Scope.Read(id.Site));
        }

        // Read as it is stored, not by way of the events this build knows: a stream shows types of older and newer builds too.
        const string sql = """
            select position, version, type, at, data::text as Data, headers::text as Headers
            from mg_events
            where stream_id = @stream and version > @after
            order by version
            limit @rows
            """;
        var after = page.After();
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<Row>(
            new(
                sql, new { stream = id.Value, after = after ?? 0, rows = page.Take() + 1 },
                cancellationToken: cancellationToken))).AsList();
        return rows.Count == 0 && after is null
            ? Problems.NotFound($"There is no stream '{grain}'.")
            : TypedResults.Ok(page.Of(rows.Select(row => row.ToEvent()), stored => stored.Version));
    }

    private sealed record Row(long Position, long Version, string Type, DateTime At, string Data, string? Headers)
    {
        public StoredEvent ToEvent() => new(Position, Version, Type, At, JsonElement.Parse(Data), HeadersOrNull());

        // Marten writes unset headers as JSON's null.
        private JsonElement? HeadersOrNull() =>
            Headers is not null && JsonElement.Parse(Headers) is { ValueKind: not JsonValueKind.Null } headers ? headers : null;
    }
}
