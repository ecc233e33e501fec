using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>Makes read models anew from the streams, without reactions. The silo implements it.</summary>
public interface IRebuilds
{
    /// <summary>The names of the read models.</summary>
    IReadOnlyList<string> ReadModels { get; }

    /// <summary>How this silo's last rebuild stands; null if there was none since its start.</summary>
    RebuildState? Last { get; }

    /// <summary>Begins a rebuild, which goes on by itself.</summary>
    /// <param name="readModels">Some of <see cref="ReadModels"/>; all if empty.</param>
    /// <returns>How it stands; null if this silo is at one already.</returns>
    RebuildState? Start(IReadOnlyCollection<string> readModels);
}

/// <summary>How a rebuild stands.</summary>
/// <param name="Id">Which rebuild.</param>
/// <param name="ReadModels">What is rebuilt.</param>
/// <param name="State">running, done or failed.</param>
/// <param name="Done">How many positions of the log are done.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Events">How many events were read; null before the end.</param>
/// <param name="Seconds">How long it took; null before the end.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
public sealed record RebuildState(
    string Id,
    IReadOnlyList<string> ReadModels,
    string State,
    long Done,
    long Of,
    long? Events = null,
    double? Seconds = null,
    string? Error = null)
{
    /// <summary>At work.</summary>
    public const string Running = "running";

    /// <summary>Ended; the new tables are live.</summary>
    public const string Finished = "done";

    /// <summary>Ended; the live tables stayed as they were.</summary>
    public const string Failed = "failed";
}

/// <summary>What to rebuild.</summary>
/// <param name="ReadModel">One read model; all if left out.</param>
public sealed record RebuildBody(string? ReadModel = null);

internal static class RebuildsSetup
{
    private const string Address = "/api/v1/rebuild";

    public static void MapRebuild(this IEndpointRouteBuilder operations)
    {
        var rebuild = operations.MapGroup("/rebuild");
        rebuild.MapPost("/", Start)
            .WithName("StartRebuild").WithSummary("Begins to make read models anew from the streams; the silo goes on with it by itself")
            .ReadsJson<RebuildBody>(optional: true)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        rebuild.MapGet("/", Last)
            .WithName("GetRebuild").WithSummary("How the last rebuild of this silo stands")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<RebuildState>, ProblemHttpResult>> Start(
        HttpRequest request, IRebuilds rebuilds, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var wanted = request.HasBody()
            ? await DocumentRequest.Terms(
                request, fields => new RebuildBody(fields.Text("readModel", "the name of a read model")), faults, cancellationToken)
            : new();
        if (wanted is null || faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        if (wanted.ReadModel is { } name && !rebuilds.ReadModels.Contains(name))
        {
            var known = string.Join(", ", rebuilds.ReadModels.Order(StringComparer.Ordinal));
            throw new BadInputException("readModel", $"There is no read model '{name}'. The read models are: {known}.");
        }

        return rebuilds.Start(wanted.ReadModel is null ? [] : [wanted.ReadModel]) is { } begun
            ? TypedResults.Accepted(Address, begun)
            : TypedResults.Problem(
                $"Another rebuild is running; wait for it. GET {Address} shows how it stands.", statusCode: StatusCodes.Status409Conflict);
    }

    private static Results<Ok<RebuildState>, ProblemHttpResult> Last([FromServices] IRebuilds rebuilds) =>
        rebuilds.Last is { } last ? TypedResults.Ok(last) : Problems.NotFound("This silo has rebuilt nothing since its start.");
}
