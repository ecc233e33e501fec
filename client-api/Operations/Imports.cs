using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Sites;
using Site = MoodleGrains.ClientApi.Sites.Site;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>Webhook bodies from files, in the order in which they are to be stored.</summary>
/// <param name="Site">The slug of the site that sent them.</param>
/// <param name="Bodies">The bodies, each as base64, so that malformed JSON arrives unchanged and is refused by name.</param>
public sealed record ImportBody(string Site, IReadOnlyList<byte[]> Bodies);

/// <summary>What became of the bodies.</summary>
/// <param name="SiteKnown">Whether the configuration of this silo has the site; if not, the API shows nothing of it.</param>
/// <param name="Bodies">One for each body, in their order.</param>
public sealed record ImportAnswer(bool SiteKnown, IReadOnlyList<ImportedBody> Bodies);

/// <summary>What became of one body.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Reason">Of a rejected one: why, naming the field.</param>
public sealed record ImportedBody(ImportOutcome Outcome, string? Reason = null);

/// <summary>What can become of a body.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportOutcome>))]
public enum ImportOutcome
{
    /// <summary>Stored.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>It was there before.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    /// <summary>The site does not keep this kind.</summary>
    [JsonStringEnumMemberName("notKept")]
    NotKept,

    /// <summary>It is no webhook.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

internal static class ImportsSetup
{
    /// <summary>The largest request.</summary>
    private const long MaxBytes = 128L * 1024 * 1024;

    public static void MapImports(this IEndpointRouteBuilder api) => api.MapPost("/imports", Import)
        .WithTags("Operations").WithName("Import")
        .WithSummary("Puts webhook bodies into the inbox as history: checked like webhooks, save who sent them; nothing is announced")
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
        .ReadsJson<ImportBody>()
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> Import(
        HttpRequest request, ClaimsPrincipal caller, ConfiguredSites sites, IInbox inbox, CancellationToken cancellationToken)
    {
        var wanted = await Read(request, cancellationToken);
        if (!caller.MayAdminister(wanted.Site))
        {
            return Problems.ScopeMissing(Scope.Admin(wanted.Site));
        }

        try
        {
            // Bodies given to the inbox at once are stored in the order given, by one commit.
            var known = sites.Find(wanted.Site);
            var taken = wanted.Bodies.Select(body => Take(known, wanted.Site, body, inbox, cancellationToken)).ToList();
            return TypedResults.Ok(new ImportAnswer(known is not null, await Task.WhenAll(taken)));
        }
        catch (Exception away) when (away is InboxFullException or InboxUnavailableException)
        {
            return TypedResults.Problem(away.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<ImportBody> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        ImportBody? wanted;
        try
        {
            wanted = await JsonSerializer.DeserializeAsync<ImportBody>(request.Body, JsonSerializerOptions.Web, cancellationToken);
        }
        catch (JsonException fault)
        {
            throw new BadInputException(
                "bodies", $"The body must be a JSON object with a list 'bodies' of base64 texts: {fault.Message.ReplaceLineEndings(" ")}");
        }

        return wanted switch
        {
            null or { Site: null or "" } =>
                throw new BadInputException("site", "site is missing; give the slug of a site such as \"campus\"."),
            { Site: var slug } when !Site.IsSlug(slug) =>
                throw BadInputException.Of("site", slug, "use 1 to 32 of a-z and 0-9, such as 'campus'."),
            { Bodies: { } bodies } when bodies.All(body => body is not null) => wanted,
            _ => throw new BadInputException("bodies", "bodies is missing; give a list of webhook bodies, each as base64."),
        };
    }

    private static async Task<ImportedBody> Take(
        Site? known, string site, ReadOnlyMemory<byte> body, IInbox inbox, CancellationToken cancellationToken)
    {
        var reading = ImportReading.Of(site, known, body);
        return reading.Received is { } received
            ? new((await inbox.Accept(received, cancellationToken)).Duplicate ? ImportOutcome.Duplicate : ImportOutcome.Accepted)
            : reading.NotKept ? new(ImportOutcome.NotKept) : new(ImportOutcome.Rejected, reading.Refusal);
    }
}
