using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>Holds parts of every silo on this database, and lets them go on. The silo implements it.</summary>
public interface IPauses
{
    /// <summary>Pauses a part, or all parts.</summary>
    /// <param name="part">Which; all that have a name of their own if null.</param>
    /// <param name="by">Who wants it; shown in lists.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What became of each part.</returns>
    Task<PauseChanges> Pause(string? part, string by, CancellationToken cancellationToken);

    /// <summary>Resumes a part, or everything that is paused.</summary>
    /// <param name="part">Which; all if null.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What became of each part.</returns>
    Task<PauseChanges> Resume(string? part, CancellationToken cancellationToken);
}

/// <summary>What a pause or its end changed.</summary>
/// <param name="Parts">The parts, in the order of the list of parts.</param>
/// <param name="Refusal">Why nothing was done; null if it was.</param>
public sealed record PauseChanges(IReadOnlyList<PauseChange> Parts, string? Refusal = null);

/// <summary>What became of one part.</summary>
/// <param name="Part">Its name.</param>
/// <param name="Effect">What stands still while it is paused.</param>
/// <param name="Changed">False if it was so already.</param>
public sealed record PauseChange(string Part, string Effect, bool Changed);

/// <summary>Which part to pause.</summary>
/// <param name="Part">Its name, <c>site:</c> and a slug, or <c>roster:</c> with site and name; all parts if left out.</param>
public sealed record PauseBody(string? Part = null);

internal static class PausesSetup
{
    public static void MapPauses(this IEndpointRouteBuilder operations)
    {
        operations.MapPost("/pauses", Pause)
            .WithName("Pause").WithSummary("Holds a part of every silo, or all parts; webhooks are still accepted")
            .ReadsJson<PauseBody>(optional: true)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        operations.MapDelete("/pauses", Resume)
            .WithName("Resume").WithSummary("Lets a paused part go on, or all that are paused")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<IReadOnlyList<PauseChange>>, ProblemHttpResult>> Pause(
        HttpRequest request, IPauses pauses, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var wanted = request.HasBody()
            ? await DocumentRequest.Terms(
                request, fields => new PauseBody(fields.Text("part", "the name of a part")), faults, cancellationToken)
            : new();
        return wanted is null || faults.Count > 0
            ? DocumentRequest.Answer(faults)
            : Answer(await pauses.Pause(wanted.Part, request.Who(), cancellationToken));
    }

    private static async Task<Results<Ok<IReadOnlyList<PauseChange>>, ProblemHttpResult>> Resume(
        [FromQuery] string? part, [FromServices] IPauses pauses, CancellationToken cancellationToken) =>
        Answer(await pauses.Resume(part, cancellationToken));

    private static Results<Ok<IReadOnlyList<PauseChange>>, ProblemHttpResult> Answer(PauseChanges changes) =>
        changes.Refusal is { } refusal ? throw new BadInputException("part", refusal) : TypedResults.Ok(changes.Parts);
}
