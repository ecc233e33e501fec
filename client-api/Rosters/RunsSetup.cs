using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>The addresses of runs, for reading. What names persons is for those who read the site.</summary>
internal static class RunsSetup
{
    private static readonly string[] actions = [.. Enum.GetValues<PlanAction>().Select(RunWords.Of)];

    public static void MapRuns(this IEndpointRouteBuilder runs)
    {
        runs.MapGet("/", List).WithName("ListRuns").WithSummary("The runs of a roster, newest first");
        runs.MapGet("/{id:long}", One).WithName("GetRun").WithSummary("One run, with its progress in numbers");
        runs.MapGet("/{id:long}/obstacle", Obstacle).WithName("GetRunObstacle").WithSummary("What a run that makes no progress waits for");
        runs.MapGet("/{id:long}/plan", Plan).WithName("GetPlan").WithSummary("What a run does in Moodle, item by item, in the order "
            + "of doing");
        runs.MapGet("/{id:long}/findings", Findings).WithName("GetFindings").WithSummary("What is wrong in the roster, or was left alone "
            + "in Moodle");
        runs.MapGet("/{id:long}/missing-users.csv", Missing)
            .WithName("GetMissingUsers").WithSummary("The participants that no user of Moodle is, as CSV (RFC 4180)")
            .Produces<string>(StatusCodes.Status200OK, "text/csv");
        runs.MapRunCommands();
    }

    private static async Task<Results<Ok<Page<RunAnswer>>, ProblemHttpResult>> List(
        string name,
        [FromQuery] string? site,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        RosterFinder finder,
        RosterRuns runs,
        CancellationToken cancellationToken)
    {
        var (roster, refusal) = await finder.Find(caller, RosterRight.Read, name, site, cancellationToken);
        if (roster is null)
        {
            return refusal!;
        }

        var rows = await runs.List(roster.Site, name, page.After() ?? int.MaxValue, page.Take() + 1, cancellationToken);
        return TypedResults.Ok(page.Of(rows, run => run.Run));
    }

    private static async Task<Results<Ok<RunAnswer>, ProblemHttpResult>> One(
        string name, long id, [FromQuery] string? site, ClaimsPrincipal caller, RosterFinder finder, RunReader runs,
        CancellationToken cancellationToken)
    {
        var (roster, refusal) = await finder.Find(caller, RosterRight.Read, name, site, cancellationToken);
        return roster is null ? refusal!
            : await runs.One(new(roster.Site, name, id), cancellationToken) is { } run ? TypedResults.Ok(run)
            : RunReader.NoRun(name, id);
    }

    private static async Task<Results<Ok<RunObstacle>, ProblemHttpResult>> Obstacle(
        string name,
        long id,
        [FromQuery] string? site,
        ClaimsPrincipal caller,
        RosterFinder finder,
        [FromServices] IRunObstacles obstacles,
        CancellationToken cancellationToken)
    {
        var (roster, refusal) = await Run(finder, caller, name, id, site, cancellationToken);
        return roster is null ? refusal!
            : TypedResults.Ok(new RunObstacle(await obstacles.Of(new(roster.Site, name, id), cancellationToken)));
    }

    private static async Task<Results<Ok<Page<PlanItemAnswer>>, ProblemHttpResult>> Plan(
        string name,
        long id,
        [FromQuery] string? site,
        [FromQuery] string? action,
        [FromQuery] string? state,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        RosterFinder finder,
        RosterPlans plans,
        CancellationToken cancellationToken)
    {
        if (action is not null && !actions.Contains(action, StringComparer.Ordinal))
        {
            throw BadInputException.Of("action", action, $"give one of {string.Join(", ", actions)}.");
        }

        if (state is not null && !RosterPlans.States.Contains(state, StringComparer.Ordinal))
        {
            throw BadInputException.Of("state", state, $"give one of {string.Join(", ", RosterPlans.States)}.");
        }

        var (roster, refusal) = await Run(finder, caller, name, id, site, cancellationToken);
        if (roster is null)
        {
            return refusal!;
        }

        var items = await plans.Items(new(roster.Site, name, id), action, state, page.After() ?? 0, page.Take() + 1, cancellationToken);
        return TypedResults.Ok(page.Of(items, item => item.Number));
    }

    private static async Task<Results<Ok<Page<FindingAnswer>>, ProblemHttpResult>> Findings(
        string name,
        long id,
        [FromQuery] string? site,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        RosterFinder finder,
        RosterPlans plans,
        CancellationToken cancellationToken)
    {
        var (roster, refusal) = await Run(finder, caller, name, id, site, cancellationToken);
        if (roster is null)
        {
            return refusal!;
        }

        var found = await plans.Findings(new(roster.Site, name, id), page.After() ?? 0, page.Take() + 1, cancellationToken);
        return TypedResults.Ok(page.Of(found, finding => finding.Number));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Missing(
        string name,
        long id,
        [FromQuery] string? site,
        [FromQuery] string? excel,
        ClaimsPrincipal caller,
        RosterFinder finder,
        RosterPlans plans,
        CancellationToken cancellationToken)
    {
        var forExcel = Input.Flag("excel", excel);
        var (roster, refusal) = await Run(finder, caller, name, id, site, cancellationToken);
        if (roster is null)
        {
            return refusal!;
        }

        var missing = await plans.Missing(new(roster.Site, name, id), cancellationToken);
        return TypedResults.File(
            MissingUsersCsv.Write(missing, forExcel),
            "text/csv; charset=utf-8",
            string.Create(CultureInfo.InvariantCulture, $"missing-users-{name}-{id}.csv"));
    }

    /// <summary>The roster of a run, if it has one of that number.</summary>
    private static async Task<(FoundRoster? Roster, ProblemHttpResult? Refusal)> Run(
        RosterFinder finder, ClaimsPrincipal caller, string name, long id, string? site, CancellationToken cancellationToken)
    {
        var (roster, refusal) = await finder.Find(caller, RosterRight.Read, name, site, cancellationToken);
        return roster is null ? (null, refusal)
            : id >= 1 && id <= roster.State.LastRun ? (roster, null)
            : (null, RunReader.NoRun(name, id));
    }
}
