using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;
using Npgsql;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>The addresses of rosters. A change is answered when it is committed.</summary>
internal static class RostersSetup
{
    public static IServiceCollection AddRosters(this IServiceCollection services) => services
        .AddSingleton<RosterFinder>()
        .AddSingleton<RosterRuns>()
        .AddSingleton<RosterPlans>()
        .AddSingleton<RunReader>();

    public static void MapRosters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/rosters", List)
            .WithTags("Rosters").WithName("ListRosters").WithSummary("The rosters of the sites that the key reads, by site and name")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var roster = api.MapGroup("/rosters/{name}").WithTags("Rosters")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        roster.MapGet("/", Read).WithName("GetRoster").WithSummary("One roster, and how its last run stands");
        roster.MapPut("/", Put)
            .WithName("PutRoster").WithSummary("Makes or changes a roster; what its last run made stays until the next one")
            .ReadsJson<RosterPutBody>()
            .TakesIdempotencyKey();
        roster.MapDelete("/", Delete)
            .WithName("DeleteRoster").WithSummary("Deletes a roster; what it made in Moodle stays")
            .TakesIdempotencyKey()
            .ProducesProblem(StatusCodes.Status409Conflict);
        roster.MapPost("/check", Check)
            .WithName("CheckRoster")
            .WithSummary("Reads the source and checks it, with the terms in the body, or, without one, with its own; nothing is changed")
            .ReadsJson<RosterPutBody>(optional: true);
        roster.MapGroup("/runs").MapRuns();
    }

    private static Task<Results<Ok<Page<RosterAnswer>>, ProblemHttpResult>> List(
        [AsParameters] PageQuery page,
        [FromQuery(Name = "site")] string? only,
        ClaimsPrincipal caller,
        NpgsqlDataSource db,
        CancellationToken cancellationToken) =>
        page.List(
            only, caller, (sites, after, rows, stop) => RosterList.Read(db, sites, after, rows, stop), roster => (roster.Site, roster.Name),
            cancellationToken);

    private static async Task<Results<Ok<RosterAnswer>, ProblemHttpResult>> Read(
        string name, [FromQuery] string? site, ClaimsPrincipal caller, RosterFinder finder, RunReader runs,
        CancellationToken cancellationToken)
    {
        var (roster, refusal) = await finder.Find(caller, RosterRight.Read, name, site, cancellationToken);
        return roster is null ? refusal! : TypedResults.Ok(await Answer(roster, runs, cancellationToken));
    }

    private static async Task<Results<Ok<RosterAnswer>, ProblemHttpResult>> Put(
        string name,
        HttpRequest request,
        ClaimsPrincipal caller,
        ConfiguredSites sites,
        RunReader runs,
        IEventReader streams,
        [AsParameters] CallerCommands commands,
        CancellationToken cancellationToken)
    {
        if (!Rule.IsName(name))
        {
            throw BadInputException.Of("name", name, $"give {RosterWish.NameWanted}.");
        }

        var faults = new List<DocumentFault>();
        var wish = await DocumentRequest.Terms(request, fields => RosterWish.Read(fields, name), faults, cancellationToken);
        if (wish is null || faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        if ((Refused(caller, RosterRight.Change, wish.Site, sites) ?? Inside(caller, wish)) is { } refused)
        {
            return refused;
        }

        var grain = Roster.Id(wish.Site, name);
        var outcome = await commands.Send(grain, new PutRoster(wish.Terms, commands.By, commands.Now), cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            return DocumentRequest.Answer([new("$", refusal.Reason)]);
        }

        // Somebody may have deleted it since.
        var state = await commands.Grains.Latest<Roster>(grain, cancellationToken) is { Terms: not null } latest
            ? latest
            : await streams.StateAt<Roster>(grain, outcome.Version, cancellationToken);
        return TypedResults.Ok(await Answer(new(wish.Site, name, state), runs, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string name,
        [FromQuery] string? site,
        RosterFinder finder,
        [AsParameters] CallerCommands commands,
        CancellationToken cancellationToken)
    {
        var (roster, refusal) = await finder.FindFor(commands, name, site, cancellationToken);
        if (roster is null)
        {
            return refusal!;
        }

        var outcome = await commands.Send(roster.Grain, new DeleteRoster(commands.By, commands.Now), cancellationToken);
        return outcome.Refusal is { } no ? Problems.Conflict(no) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RosterCheckAnswer>, ProblemHttpResult>> Check(
        string name,
        [FromQuery] string? site,
        HttpRequest request,
        ClaimsPrincipal caller,
        ConfiguredSites sites,
        RosterFinder finder,
        IRosterChecks checks,
        CancellationToken cancellationToken)
    {
        // It makes the silo call somewhere, and its answer names persons.
        const RosterRight both = RosterRight.Read | RosterRight.Change;
        if (!request.HasBody())
        {
            var (roster, refusal) = await finder.Find(caller, both, name, site, cancellationToken);
            return roster is null ? refusal! : TypedResults.Ok(await checks.Of(roster.Site, name, roster.State.Terms!, cancellationToken));
        }

        var faults = new List<DocumentFault>();
        var wish = await DocumentRequest.Terms(request, fields => RosterWish.Read(fields, name), faults, cancellationToken);
        if (wish is null || faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        return (Refused(caller, both, wish.Site, sites) ?? Inside(caller, wish)) is { } refused
            ? refused
            : TypedResults.Ok(await checks.Of(wish.Site, name, wish.Terms, cancellationToken));
    }

    private static ProblemHttpResult? Refused(ClaimsPrincipal caller, RosterRight right, string site, ConfiguredSites sites) =>
        RosterFinder.Missing(caller, right, site) is { } scope ? Problems.ScopeMissing(scope)
        : sites.Find(site) is null ? Problems.NoSite(site)
        : null;

    private static ProblemHttpResult? Inside(ClaimsPrincipal caller, RosterWish wish) =>
        wish.MissingInside(caller) is { } scope ? Problems.ScopeMissing(scope) : null;

    private static async Task<RosterAnswer> Answer(FoundRoster roster, RunReader runs, CancellationToken cancellationToken)
    {
        var last = roster.State is { LastRun: > 0, Open: null }
            ? await runs.One(new(roster.Site, roster.Name, roster.State.LastRun), cancellationToken)
            : null;
        return RosterAnswer.Of(roster.Site, roster.Name, roster.State, last?.State);
    }
}
