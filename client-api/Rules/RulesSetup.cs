using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.Rules;
using Npgsql;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>The addresses of rules. A change is answered when it is committed.</summary>
internal static class RulesSetup
{
    public static void MapRules(this IEndpointRouteBuilder api)
    {
        api.MapGet("/rules", List)
            .WithTags("Rules").WithName("ListRules").WithSummary("The rules of the sites that the key reads, by site and name")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var rule = api.MapGroup("/rules/{site}/{name}").WithTags("Rules").ProducesProblem(StatusCodes.Status404NotFound);
        var reading = rule.MapGroup("").AddEndpointFilter<RouteGroupBuilder, ReadGate>();
        reading.MapGet("/", Read).WithName("GetRule").WithSummary("One rule");
        reading.MapPost("/preview", Preview)
            .WithName("PreviewRule").WithSummary("What a rule would post with these terms, or, without a body, with its own; nothing "
                + "is changed")
            .ReadsJson<RuleBody>(optional: true)
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var writing = rule.MapGroup("").AddEndpointFilter<RouteGroupBuilder, AdminGate>();
        writing.MapPut("/", Put)
            .WithName("PutRule").WithSummary("Makes or changes a rule; if it would post too many messages at once, it waits for an "
                + "approval")
            .ReadsJson<RuleBody>()
            .TakesIdempotencyKey()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        writing.MapDelete("/", Delete)
            .WithName("DeleteRule").WithSummary("Deletes a rule; what it announced goes")
            .TakesIdempotencyKey()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        writing.MapPost("/approve", Approve)
            .WithName("ApproveRule").WithSummary("Lets a rule that waits for a person post")
            .TakesIdempotencyKey();
    }

    private static Task<Results<Ok<Page<RuleAnswer>>, ProblemHttpResult>> List(
        [AsParameters] PageQuery page,
        [FromQuery(Name = "site")] string? only,
        ClaimsPrincipal caller,
        NpgsqlDataSource db,
        CancellationToken cancellationToken) =>
        page.List(
            only, caller, (sites, after, rows, stop) => RuleRead.List(db, sites, after, rows, stop), rule => (rule.Site, rule.Name),
            cancellationToken);

    private static async Task<Results<Ok<RuleAnswer>, ProblemHttpResult>> Read(
        string site, string name, HttpResponse response, NpgsqlDataSource db, CancellationToken cancellationToken) =>
        await RuleRead.One(db, site, name, cancellationToken) is { } rule ? TypedResults.Ok(response.Tagged(rule)) : NoRule(site, name);

    private static async Task<Results<Ok<RuleAnswer>, ProblemHttpResult>> Put(
        string site, string name, HttpRequest request, [AsParameters] CallerCommands commands, CancellationToken cancellationToken)
    {
        if (!Rule.IsName(name))
        {
            throw BadInputException.Of("name", name, "give 1 to 64 of a-z, 0-9 and _.");
        }

        var faults = new List<DocumentFault>();
        var terms = await DocumentRequest.Terms(request, RuleReading.Terms, faults, cancellationToken);
        if (terms is null || faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        var put = new PutRule(terms, commands.By, commands.Now, request.Expected());
        return await Send(site, name, put, commands, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string site, string name, HttpRequest request, [AsParameters] CallerCommands commands, CancellationToken cancellationToken)
    {
        var outcome = Rule.IsName(name)
            ? await commands.Send(
                Rule.Id(site, name), new DeleteRule(commands.By, commands.Now, request.Expected()), cancellationToken)
            : default;
        return outcome.Refusal is { } refusal ? Refused(refusal) : outcome.Events > 0 ? TypedResults.NoContent() : NoRule(site, name);
    }

    private static async Task<Results<Ok<RuleAnswer>, ProblemHttpResult>> Approve(
        string site, string name, [AsParameters] CallerCommands commands, CancellationToken cancellationToken) =>
        Rule.IsName(name)
            ? await Send(site, name, new ApproveRule(commands.By, commands.Now), commands, cancellationToken)
            : NoRule(site, name);

    private static async Task<Results<Ok<RulePreview>, ProblemHttpResult>> Preview(
        string site, string name, HttpRequest request, NpgsqlDataSource db, IRulePreviews previews, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var terms = request.HasBody()
            ? await DocumentRequest.Terms(request, RuleReading.Terms, faults, cancellationToken)
            : (await RuleRead.One(db, site, name, cancellationToken))?.Terms;
        if (faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        return terms is null ? NoRule(site, name) : TypedResults.Ok(await previews.Of(site, name, terms, cancellationToken));
    }

    private static async Task<Results<Ok<RuleAnswer>, ProblemHttpResult>> Send(
        string site, string name, ICommand command, CallerCommands commands, CancellationToken cancellationToken)
    {
        var outcome = await commands.Send(Rule.Id(site, name), command, cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            return refusal.Code == Rule.NothingToApprove ? NoRule(site, name) : Refused(refusal);
        }

        var response = commands.Http.Response;
        ChangedHeader.Tell(response, outcome);
        var rule = await commands.Grains.Latest<Rule>(Rule.Id(site, name), cancellationToken);
        return TypedResults.Ok(response.Tagged(RuleAnswer.Of(site, name, rule)));
    }

    private static ProblemHttpResult Refused(Refusal refusal) => refusal.Code == Rule.ChangedMeanwhile
        ? TypedResults.Problem(
            refusal.Reason, statusCode: StatusCodes.Status412PreconditionFailed, extensions: new Dictionary<string,
            object?>
            { ["field"] = "If-Match" })
        : DocumentRequest.Answer([new("$", refusal.Reason)]);

    private static ProblemHttpResult NoRule(string site, string name) =>
        Problems.NotFound($"Site '{site}' has no rule '{name}'; GET /api/v1/rules lists those there are.");
}
