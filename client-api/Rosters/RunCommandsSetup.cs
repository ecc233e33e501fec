using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>
/// The addresses by which runs are begun, approved, cancelled and taken back. Answered when it is committed, not when it is done.
/// </summary>
internal static class RunCommandsSetup
{
    public static void MapRunCommands(this IEndpointRouteBuilder runs)
    {
        Command(runs.MapPost("/", Start))
            .WithName("StartRun").WithSummary("Begins a run; a dry run ends with its plan")
            .ReadsJson<RunBody>(optional: true);
        Command(runs.MapPost("/{id:long}/approve", Approve))
            .WithName("ApproveRun").WithSummary("Lets the plan that waits be applied; the hash says which plan was looked at")
            .ReadsJson<ApprovalBody>();
        Command(runs.MapPost("/{id:long}/cancel", Cancel))
            .WithName("CancelRun").WithSummary("Stops a run; what was done stays");
        Command(runs.MapPost("/{id:long}/undo", Undo))
            .WithName("UndoRun").WithSummary("Begins a run that takes another one back, by way of a plan and the same approval")
            .ReadsJson<RunBody>(optional: true);
    }

    private static RouteHandlerBuilder Command(RouteHandlerBuilder command) => command
        .TakesIdempotencyKey()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> Start(
        [AsParameters] RunCall call, HttpRequest request, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var dryRun = await DryRun(request, faults, cancellationToken);
        return faults.Count > 0
            ? DocumentRequest.Answer(faults)
            : await call.Begin(null, (by, now) => new StartRun("person", dryRun, null, by, now), cancellationToken);
    }

    private static async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> Undo(
        long id, [AsParameters] RunCall call, HttpRequest request, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var dryRun = await DryRun(request, faults, cancellationToken);
        return faults.Count > 0
            ? DocumentRequest.Answer(faults)
            : await call.Begin(id, (by, now) => new StartRun("undo", dryRun, (int)id, by, now), cancellationToken);
    }

    private static async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> Approve(
        long id, [AsParameters] RunCall call, HttpRequest request, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var hash = await DocumentRequest.Terms(
            request, fields => fields.Text("hash", "the hash of the plan you looked at, as the run shows it", required: true), faults,
            cancellationToken);
        return hash is null || faults.Count > 0
            ? DocumentRequest.Answer(faults)
            : await call.Tell(id, (by, now) => new ApproveRun((int)id, hash, by, now), cancellationToken);
    }

    private static async Task<Results<Accepted<RunAnswer>, ProblemHttpResult>> Cancel(
        long id, [AsParameters] RunCall call, CancellationToken cancellationToken) =>
        await call.Tell(id, (by, now) => new CancelRun((int)id, by, now), cancellationToken);

    private static async Task<bool> DryRun(HttpRequest request, List<DocumentFault> faults, CancellationToken cancellationToken) =>
        request.HasBody()
        && await DocumentRequest.Terms(request, fields => new RunBody(fields.Flag("dryRun")), faults, cancellationToken)
            is { DryRun: true };
}
