using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>What a person decides about effects that are not done. The silo implements it.</summary>
public interface IDeadLetters
{
    /// <summary>Has a dead letter, or one in a back-off, tried again at once, with all its attempts.</summary>
    /// <param name="id">Which; all dead letters if null.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many.</returns>
    Task<int> ReplayAsync(string? id, CancellationToken cancellationToken);

    /// <summary>Gives an effect up: it is never done, and what waits behind it goes on.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many: none if it is done, or there is none.</returns>
    Task<int> DropAsync(string id, CancellationToken cancellationToken);
}

/// <summary>Which effects to replay: one of the two.</summary>
/// <param name="Id">One effect.</param>
/// <param name="AllDead">All dead letters.</param>
public sealed record ReplayBody(string? Id = null, bool? AllDead = null);

/// <summary>Which effect to give up.</summary>
/// <param name="Id">The effect.</param>
public sealed record DropBody(string Id);

/// <summary>What is tried again.</summary>
/// <param name="Effects">How many effects.</param>
public sealed record Replayed(int Effects);

internal static class DeadLettersSetup
{
    public static void MapDeadLetters(this IEndpointRouteBuilder operations)
    {
        var outbox = operations.MapGroup("/outbox")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        outbox.MapPost("/replay", Replay)
            .WithName("ReplayEffects")
            .WithSummary("Has a dead letter, or one that failed and waits, tried again at once; or all dead letters")
            .ReadsJson<ReplayBody>();
        outbox.MapPost("/drop", Drop)
            .WithName("DropEffect").WithSummary("Gives an effect up: it is never done, and what waits behind it goes on")
            .ReadsJson<DropBody>();
    }

    private static async Task<Results<Ok<Replayed>, ProblemHttpResult>> Replay(
        HttpRequest request, IDeadLetters letters, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var wanted = await DocumentRequest.Terms(
            request, fields => new ReplayBody(fields.Text("id", "the id of an effect"), fields.Flag("allDead")), faults, cancellationToken);
        if (wanted is null || faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        if (wanted.Id is null == (wanted.AllDead is not true))
        {
            throw new BadInputException("id", "Name one effect as 'id', or say \"allDead\": true.");
        }

        var effects = await letters.ReplayAsync(wanted.Id, cancellationToken);
        return wanted.Id is not null && effects == 0
            ? Problems.NotFound($"There is no dead letter or failing effect '{wanted.Id}'. 'silo outbox list' shows them.")
            : TypedResults.Ok(new Replayed(effects));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Drop(
        HttpRequest request, IDeadLetters letters, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var id = await DocumentRequest.Terms(
            request, fields => fields.Text("id", "the id of an effect", required: true), faults, cancellationToken);
        return id is null || faults.Count > 0 ? DocumentRequest.Answer(faults)
            : await letters.DropAsync(id, cancellationToken) == 0
                ? Problems.NotFound($"There is no undone effect '{id}'. 'silo outbox list --timers' shows them all.")
            : TypedResults.NoContent();
    }
}
